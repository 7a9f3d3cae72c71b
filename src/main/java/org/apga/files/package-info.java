/**
 * How any room asks a Hadoop file system for something: with patience. Uses nothing else of this
 * project.
 */
@NullMarked
package org.apga.files;

import org.jspecify.annotations.NullMarked;
