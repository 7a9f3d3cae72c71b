package org.apga.run;

/** Names that a trial stores things under. */
final class ResultFiles {
  static final String CLASSIFIER = "classifier";
  static final String POLICY = "policy";

  /** Column and figure: what the trial took. From it the next ones are estimated. */
  static final String SECONDS = "seconds";

  private ResultFiles() {}
}
