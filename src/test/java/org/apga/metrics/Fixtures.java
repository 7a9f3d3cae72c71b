package org.apga.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Numbers of other implementations, beside the scripts that made them. */
public final class Fixtures {
  private Fixtures() {}

  /** The cells of each line of a file in {@code src/test/resources/metrics}. */
  public static List<String[]> rows(String file) {
    InputStream in = Fixtures.class.getResourceAsStream("/metrics/" + file);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> line.split(",", -1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
