/**
 * The engine on Deeplearning4j: networks as ComputationGraphs with PyTorch's numbers. May use
 * {@code engine}, {@code random} and Deeplearning4j; nothing else of this project.
 */
@NullMarked
package org.apga.engine.dl4j;

import org.jspecify.annotations.NullMarked;
