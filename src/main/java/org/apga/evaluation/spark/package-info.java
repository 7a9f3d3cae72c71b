/**
 * Distributes models and images over a cluster. The engine that trained a model computes its
 * scores, and Deeplearning4j's own evaluation counts the calls again.
 */
@NullMarked
package org.apga.evaluation.spark;

import org.jspecify.annotations.NullMarked;
