package org.apga.engine.dl4j;

/** What computes a network in single precision on a CPU. */
public enum Kernels {
  /** A plan of oneDNN primitives where there can be one, else the graph. */
  PLANS,
  /** Deeplearning4j's own operations, vertex by vertex, as in double precision and on a GPU. */
  GRAPH
}
