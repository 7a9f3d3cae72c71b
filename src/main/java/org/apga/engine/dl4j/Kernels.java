package org.apga.engine.dl4j;

import org.apga.engine.EngineChoice;

/** What computes a network in single precision on a CPU. */
public enum Kernels {
  /** A plan of oneDNN primitives where there can be one, else the graph. */
  PLANS(EngineChoice.FITTING),
  /** Deeplearning4j's own operations, vertex by vertex, as in double precision and on a GPU. */
  GRAPH(EngineChoice.GRAPH);

  private final String engine;

  Kernels(String engine) {
    this.engine = engine;
  }

  /** The name, in the configuration and in tables, of the engine that computes with them. */
  public String engine() {
    return engine;
  }
}
