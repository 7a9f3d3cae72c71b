/** How any room asks a Hadoop file system for something: with patience. */
@NullMarked
package org.apga.files;

import org.jspecify.annotations.NullMarked;
