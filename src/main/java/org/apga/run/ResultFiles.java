package org.apga.run;

/** Names of the weights that a trial stores. */
final class ResultFiles {
  static final String CLASSIFIER = "classifier";
  static final String POLICY = "policy";

  private ResultFiles() {}
}
