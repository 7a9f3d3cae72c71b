/**
 * Keeps passwords, tokens and keys out of what is stored and shown. Uses nothing else of this
 * project.
 */
@NullMarked
package org.apga.secrets;

import org.jspecify.annotations.NullMarked;
