/** Networks as ONNX files, which other programs compute. */
@NullMarked
package org.apga.store.onnx;

import org.jspecify.annotations.NullMarked;
