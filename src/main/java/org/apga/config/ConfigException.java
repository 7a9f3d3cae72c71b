package org.apga.config;

import com.typesafe.config.ConfigOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.secrets.Secrets;
import org.jspecify.annotations.Nullable;

/** Thrown if a configuration cannot be used, with all of its problems. */
public final class ConfigException extends RuntimeException {
  private final transient List<Problem> problems;

  /**
   * One problem of a configuration.
   *
   * @param where file and line, or the option that set it
   * @param what the path and what is wrong with it
   */
  public record Problem(String where, String what) {
    /** Removes secrets, because a user may have typed one in the wrong place. */
    public Problem {
      where = Secrets.redact(where);
      what = Secrets.redact(what);
    }

    @Override
    public String toString() {
      return where + ": " + what;
    }
  }

  /**
   * @param source the file
   * @param problems at least one
   */
  public ConfigException(String source, List<Problem> problems) {
    super(message(source, problems));
    this.problems = List.copyOf(problems);
  }

  /** Makes an exception with one problem: where it is, the path and what is wrong with it. */
  public ConfigException(String source, String where, String what) {
    this(source, List.of(new Problem(where, what)));
  }

  private static String message(String source, List<Problem> problems) {
    return String.format(
        "Cannot use %s: %s %s.%s\nNothing was started. Every setting is explained by: submit/apga"
            + " settings",
        source,
        problems.size(),
        problems.size() == 1 ? "problem" : "problems",
        problems.stream().map(p -> "\n  " + p).collect(Collectors.joining()));
  }

  /** Makes an exception for text that is not HOCON, with the place and the reason. */
  static ConfigException of(String source, com.typesafe.config.ConfigException e) {
    String where = e.origin() == null ? source : Settings.where(e.origin());
    String message = e.getMessage() == null ? "cannot be read" : e.getMessage();
    String why =
        isOfASecret(e.origin())
            ? "cannot be read; the reason is not shown, because the line seems to contain a secret."
            : message.substring(message.indexOf(": ") + 1).strip();
    return new ConfigException(source, where, why);
  }

  /**
   * Returns whether the line at an origin seems to contain a secret, which a parser's message may
   * quote.
   */
  private static boolean isOfASecret(@Nullable ConfigOrigin origin) {
    if (origin == null || origin.filename() == null) {
      return false;
    }
    try (Stream<String> lines = Files.lines(Path.of(origin.filename()))) {
      return lines
          .skip(Math.max(0, origin.lineNumber() - 1))
          .findFirst()
          .filter(line -> !Secrets.redact(line).equals(line))
          .isPresent();
    } catch (IOException | UncheckedIOException unreadable) {
      return false;
    }
  }

  /** Returns the problems, in the order of the file's paths. */
  public List<Problem> problems() {
    return problems;
  }
}
