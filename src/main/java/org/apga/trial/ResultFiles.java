package org.apga.trial;

/** Names that a trial stores things under. */
public final class ResultFiles {
  /** The weights of the classifier. */
  public static final String CLASSIFIER = "classifier";

  /** The weights of the policy. */
  public static final String POLICY = "policy";

  /** Column and figure: what the trial took. From it the next ones are estimated. */
  public static final String SECONDS = "seconds";

  private ResultFiles() {}
}
