/**
 * Spreads models and images over a cluster, where the engine that trained a model computes it, and
 * Deeplearning4j's own evaluation counts again. May use {@code evaluation}, {@code run.spark},
 * {@code method}, {@code masks}, {@code engine.dl4j}, what those use, Spark and ND4J.
 */
@NullMarked
package org.apga.evaluation.spark;

import org.jspecify.annotations.NullMarked;
