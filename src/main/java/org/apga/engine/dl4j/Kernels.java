package org.apga.engine.dl4j;

/** What computes a network in single precision on a CPU. */
public enum Kernels {
  /** A plan of oneDNN primitives where there can be one, else the graph. */
  PLANS("dl4j"),
  /** Deeplearning4j's own operations, vertex by vertex, as in double precision and on a GPU. */
  GRAPH("dl4j-graph");

  private final String engine;

  Kernels(String engine) {
    this.engine = engine;
  }

  /** The name, in the configuration and in tables, of the engine that computes with them. */
  public String engine() {
    return engine;
  }
}
