/** A trial's model for others: the networks, and what is to be known of them. */
@NullMarked
package org.apga.bundle;

import org.jspecify.annotations.NullMarked;
