/**
 * Parity cases: what the published training functions compute, in double precision, on networks and
 * images that a rule defines. May use {@code engine} and {@code random}.
 */
@NullMarked
package org.apga.parity;

import org.jspecify.annotations.NullMarked;
