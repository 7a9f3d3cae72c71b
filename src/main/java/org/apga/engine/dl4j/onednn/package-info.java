/**
 * A Deeplearning4j graph as a oneDNN plan: float, on CPUs with AVX2 or more.
 *
 * <p>{@code Planner} iterates over a graph's {@code Node}s and lets each kind of step ({@code
 * ConvolutionStep}, {@code NormStep}, ...) record its primitives in a {@code Program}; the program
 * places every buffer in an {@code Arena} and runs. The engine uses {@code CompiledGraph} only.
 * Knows Deeplearning4j and oneDNN, and nothing else of this project.
 */
@NullMarked
package org.apga.engine.dl4j.onednn;

import org.jspecify.annotations.NullMarked;
