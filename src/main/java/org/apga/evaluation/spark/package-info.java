/**
 * Spreads models and images over a cluster, where the engine that trained a model computes it, and
 * Deeplearning4j's own evaluation counts again.
 */
@NullMarked
package org.apga.evaluation.spark;

import org.jspecify.annotations.NullMarked;
