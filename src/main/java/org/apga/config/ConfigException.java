package org.apga.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that can not be used, with everything that is wrong with it. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  /**
   * @param source the file
   * @param problems at least one
   */
  public ConfigException(String source, List<ConfigProblem> problems) {
    super(message(source, problems));
    this.problems = List.copyOf(problems);
  }

  private static String message(String source, List<ConfigProblem> problems) {
    return "Cannot use "
        + source
        + ": "
        + problems.size()
        + (problems.size() == 1 ? " problem." : " problems.")
        + problems.stream().map(p -> "\n  " + p).collect(Collectors.joining())
        + "\nNothing was started. Every setting is explained by: submit/apga settings";
  }

  /** What is wrong, in the order of the file's paths. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
