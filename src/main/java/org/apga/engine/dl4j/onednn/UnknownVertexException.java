package org.apga.engine.dl4j.onednn;

/** A graph has a vertex that no plan can be made of. */
final class UnknownVertexException extends Exception {
  private static final long serialVersionUID = 1L;

  UnknownVertexException(String vertex, String why) {
    super("vertex " + vertex + ": " + why);
  }
}
