/**
 * Spreads models and images over a cluster with Deeplearning4j's distributed feed-forward and
 * evaluation. May use {@code evaluation}, {@code run.spark}, {@code engine.dl4j}, what those use,
 * Spark and ND4J.
 */
@NullMarked
package org.apga.evaluation.spark;

import org.jspecify.annotations.NullMarked;
