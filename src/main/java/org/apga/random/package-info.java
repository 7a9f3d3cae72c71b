/**
 * The only source of randomness: one reproducible stream of numbers for each purpose, derived from
 * a trial's seed.
 */
@NullMarked
package org.apga.random;

import org.jspecify.annotations.NullMarked;
