/** A trial's model for use elsewhere: the networks and their description. */
@NullMarked
package org.apga.bundle;

import org.jspecify.annotations.NullMarked;
