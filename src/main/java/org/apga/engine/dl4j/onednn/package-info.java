/**
 * A Deeplearning4j graph as a plan of oneDNN primitives: float, on CPUs with AVX2 or more.
 *
 * <p>{@code Planner} walks a graph's {@code Node}s and lets each kind of step ({@code
 * ConvolutionStep}, {@code NormStep}, ...) record its primitives in a {@code Program}; the program
 * gives every buffer a place in an {@code Arena} and runs. {@code CompiledGraph} is what the engine
 * sees. Knows Deeplearning4j and oneDNN, and nothing else of this project.
 */
@NullMarked
package org.apga.engine.dl4j.onednn;

import org.jspecify.annotations.NullMarked;
