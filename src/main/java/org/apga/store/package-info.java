/**
 * The storage of results: rows, weights and records on a Hadoop file system, written once and
 * whole; and the files from which weights are imported and to which they are exported.
 */
@NullMarked
package org.apga.store;

import org.jspecify.annotations.NullMarked;
