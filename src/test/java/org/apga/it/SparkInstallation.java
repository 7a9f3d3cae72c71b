package org.apga.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.jspecify.annotations.Nullable;

/**
 * A Spark whose daemons and spark-submit can be started.
 *
 * @param home what SPARK_HOME is
 * @param sparkSubmit its launcher; null where it has none
 * @param classPath that our classes need in each process, besides what {@code home} brings
 */
record SparkInstallation(Path home, @Nullable Path sparkSubmit, String classPath) {
  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

  /** The Spark of this class path, without a distribution. */
  static SparkInstallation embedded(Path folder) throws IOException {
    // A worker wants a folder of jars, which may be empty.
    Files.createDirectories(folder.resolve("jars"));
    return new SparkInstallation(folder, null, String.join(File.pathSeparator, ours()));
  }

  /** A distribution of this class path's version, if {@code home} is one. */
  static Optional<SparkInstallation> distribution(Path home) {
    Path submit = home.resolve("bin/spark-submit");
    Path core = home.resolve("jars/" + jarOf(org.apache.spark.SparkContext.class));
    if (!Files.isExecutable(submit) || !Files.exists(core)) {
      return Optional.empty();
    }
    Set<String> itsOwn = names(home.resolve("jars"));
    String ours =
        ours().stream()
            .filter(entry -> !itsOwn.contains(Path.of(entry).getFileName().toString()))
            .collect(Collectors.joining(File.pathSeparator));
    return Optional.of(new SparkInstallation(home, submit, ours));
  }

  /** This JVM's, for processes in whatever folder. */
  private static List<String> ours() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .toList();
  }

  /** Where a distribution of this class path's version may be found: SPARK_HOME, or PySpark. */
  static Optional<SparkInstallation> distribution() throws IOException, InterruptedException {
    List<String> homes = new ArrayList<>();
    for (String variable : List.of("PYSPARK_HOME", "SPARK_HOME")) {
      if (System.getenv(variable) != null) {
        homes.add(System.getenv(variable));
      }
    }
    homes.addAll(ofPython());
    return homes.stream().map(Path::of).flatMap(home -> distribution(home).stream()).findFirst();
  }

  private static List<String> ofPython() throws IOException, InterruptedException {
    String program =
        "import importlib.util as u; print('\\n'.join(u.find_spec('pyspark').submodule_search_locations))";
    try {
      Process python = new ProcessBuilder("python3", "-c", program).start();
      List<String> folders = python.inputReader().lines().toList();
      return python.waitFor(1, TimeUnit.MINUTES) && python.exitValue() == 0 ? folders : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Set<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jarOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .getFileName()
        .toString();
  }

  /**
   * How spark-submit is started.
   *
   * @param options of the driver's JVM
   */
  List<String> submit(List<String> options) {
    List<String> command = new ArrayList<>();
    if (sparkSubmit != null) {
      command.add(sparkSubmit.toString());
      command.addAll(List.of("--driver-java-options", String.join(" ", options)));
      command.addAll(List.of("--driver-class-path", classPath));
    } else {
      command.addAll(java("-Xmx512m"));
      command.addAll(options);
      command.addAll(List.of("-cp", classPath, SUBMIT));
    }
    return command;
  }

  /** A daemon's command. */
  List<String> daemon(String mainClass, List<String> options) {
    List<String> command = java("-Xmx256m");
    command.addAll(options);
    // Spark's own: a test's configuration on the class path would go before it.
    command.add("-Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties");
    command.addAll(List.of("-cp", home.resolve("jars") + "/*" + File.pathSeparator + classPath));
    command.add(mainClass);
    return command;
  }

  /** Options of a JVM that starts fast and lives for a minute. */
  static List<String> quickStart() {
    return List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
  }

  private static List<String> java(String memory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(memory);
    command.addAll(quickStart());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    return command;
  }
}
