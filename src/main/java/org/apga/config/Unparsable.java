package org.apga.config;

import com.typesafe.config.ConfigOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apga.secrets.Secrets;
import org.jspecify.annotations.Nullable;

/** Tells of text that is no HOCON, where it stands and why. */
final class Unparsable {
  private Unparsable() {}

  static ConfigException of(String source, com.typesafe.config.ConfigException e) {
    String where = e.origin() == null ? source : Settings.where(e.origin());
    String message = e.getMessage() == null ? "can not be read" : e.getMessage();
    String why =
        isOfASecret(e.origin())
            ? "can not be read; why is not shown, since the line seems to hold a secret."
            : message.substring(message.indexOf(": ") + 1).strip();
    return new ConfigException(source, List.of(new ConfigProblem(where, why)));
  }

  /** A parser quotes what it does not understand. */
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
}
