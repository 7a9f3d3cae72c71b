package org.apga.engine.dl4j.nodes;

/** A graph has a vertex that no executor of nodes can compute. */
public final class UnknownVertexException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnknownVertexException(String vertex, String why) {
    super("vertex " + vertex + ": " + why);
  }
}
