package org.apga.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds a Chromium on this machine: none is downloaded. */
final class Browser {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");

  private Browser() {}

  /** Chromium's program. Where there is none, the test is skipped; in CI it fails. */
  static Path chromium() {
    return Needed.orSkip(
        find(),
        "No Chromium is on this machine. Install one (apt-get install chromium), or name its program"
            + " in the variable CHROMIUM.");
  }

  private static Optional<Path> find() {
    String named = System.getenv("CHROMIUM");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    List<String> folders =
        Arrays.asList(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
    return NAMES.stream()
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
