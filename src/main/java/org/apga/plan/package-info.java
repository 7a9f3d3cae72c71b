/**
 * What is to be done: a configuration becomes an immutable list of trials, each with an identity
 * that decides whether it was done before. It looks at no file.
 */
@NullMarked
package org.apga.plan;

import org.jspecify.annotations.NullMarked;
