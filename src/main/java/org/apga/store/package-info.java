/**
 * Where results live: rows, weights and records on a Hadoop file system, written once and whole;
 * and the files in which weights come and go.
 */
@NullMarked
package org.apga.store;

import org.jspecify.annotations.NullMarked;
