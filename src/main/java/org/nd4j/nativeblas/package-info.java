/** A compatibility class that Deeplearning4j expects under this name; uses nothing. */
@NullMarked
package org.nd4j.nativeblas;

import org.jspecify.annotations.NullMarked;
