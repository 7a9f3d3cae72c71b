/**
 * The engine on Deeplearning4j: networks as ComputationGraphs whose numbers are PyTorch's. May use
 * {@code engine}, {@code random} and Deeplearning4j; nothing else of this project.
 */
@NullMarked
package org.apga.engine.dl4j;

import org.jspecify.annotations.NullMarked;
