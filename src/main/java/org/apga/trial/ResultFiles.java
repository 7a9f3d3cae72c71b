package org.apga.trial;

/** The names under which a trial stores its results. */
public final class ResultFiles {
  /** The weights of the classifier. */
  public static final String CLASSIFIER = "classifier";

  /** The weights of the policy. */
  public static final String POLICY = "policy";

  /** Column and figure: the seconds that the trial took. The next ones are estimated from it. */
  public static final String SECONDS = "seconds";

  private ResultFiles() {}
}
