package org.apga.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine's python3 with the packages of {@code src/test/python/requirements.txt}. */
final class TestPython {
  static final String HINT =
      "Install it: python3 -m pip install --target=target/test-python"
          + " --requirement=src/test/python/requirements.txt";

  private static final Path PACKAGES = Path.of("target/test-python").toAbsolutePath();

  private TestPython() {}

  /** A python3 that has these modules, which is skipped where there is none; in CI it fails. */
  static void need(String modules) throws InterruptedException {
    Needed.orSkip(
        has(modules) ? Optional.of(modules) : Optional.empty(),
        "There is no " + modules + " for python3 on this machine. " + HINT);
  }

  private static boolean has(String modules) throws InterruptedException {
    try {
      Process python = builder("-c", "import " + modules).start();
      return python.waitFor(1, TimeUnit.MINUTES) && python.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  static ProcessBuilder builder(String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of("python3"), Stream.of(arguments)).toList());
    String path =
        Stream.concat(
                Stream.of(PACKAGES.toString()), Stream.ofNullable(System.getenv("PYTHONPATH")))
            .collect(Collectors.joining(File.pathSeparator));
    builder.environment().put("PYTHONPATH", path);
    return builder;
  }
}
