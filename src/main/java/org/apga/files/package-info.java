/** Requests to Hadoop file systems: retries, and documents that are written once. */
@NullMarked
package org.apga.files;

import org.jspecify.annotations.NullMarked;
