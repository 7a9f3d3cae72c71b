/**
 * Turns a configuration into an immutable list of trials, each with an identity that decides
 * whether it was done before. Reads no files.
 */
@NullMarked
package org.apga.plan;

import org.jspecify.annotations.NullMarked;
