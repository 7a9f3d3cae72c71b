/** A file system for tests that fails as real ones do, and what goes wrong with it. */
@NullMarked
package org.apga.trouble;

import org.jspecify.annotations.NullMarked;
