/** Keeps passwords, tokens and keys out of what is stored and shown. */
@NullMarked
package org.apga.secrets;

import org.jspecify.annotations.NullMarked;
