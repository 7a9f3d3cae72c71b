package org.apga.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A Spark whose daemons can be started.
 *
 * @param home what SPARK_HOME is
 * @param classPath that each process needs besides what {@code home} brings
 */
record SparkInstallation(Path home, String classPath) {
  private static final String FOLDERS_OF_PYSPARK =
      "import importlib.util as u; s = u.find_spec('pyspark');"
          + " print('\\n'.join(s.submodule_search_locations if s else []))";

  /** The Spark of this class path, without a distribution. */
  static SparkInstallation embedded(Path folder) throws IOException {
    // A worker wants a folder of jars, which may be empty.
    Files.createDirectories(folder.resolve("jars"));
    String ours =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return new SparkInstallation(folder, ours);
  }

  /**
   * A distribution of that line of Spark: SPARK_HOME, the PySpark of {@code python3}, or the one
   * that CI lays into {@code target/pyspark-4}.
   */
  static SparkInstallation distribution(String line) throws InterruptedException {
    Stream<String> homes =
        Stream.of(
                Stream.ofNullable(System.getenv("SPARK_HOME")),
                foldersOfPySpark(),
                Stream.of("target/pyspark-4/pyspark"))
            .flatMap(some -> some);
    return Needed.orSkip(
        homes
            .map(home -> Path.of(home).toAbsolutePath())
            .filter(home -> isDistribution(home, line))
            .map(home -> new SparkInstallation(home, ""))
            .findFirst(),
        "No distribution of Spark "
            + line
            + " is on this machine. Set SPARK_HOME to one, or pip install --target"
            + " target/pyspark-4 pyspark.");
  }

  private static boolean isDistribution(Path home, String line) {
    Path jars = home.resolve("jars");
    if (!Files.isExecutable(home.resolve("bin/spark-submit")) || !Files.isDirectory(jars)) {
      return false;
    }
    try (DirectoryStream<Path> core =
        Files.newDirectoryStream(jars, "spark-core_2.1?-" + line + ".*.jar")) {
      return core.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Scala it was built for. */
  String scala() {
    return isDistribution(home, "4") ? "2.13" : "2.12";
  }

  private static Stream<String> foldersOfPySpark() throws InterruptedException {
    try {
      Process python = new ProcessBuilder("python3", "-c", FOLDERS_OF_PYSPARK).start();
      List<String> folders = python.inputReader().lines().filter(line -> !line.isEmpty()).toList();
      return python.waitFor(1, TimeUnit.MINUTES) ? folders.stream() : Stream.empty();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  /** The command of spark-submit's own class in a JVM with these options. */
  List<String> submit(List<String> options) {
    List<String> command = java("-Xmx512m");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, "org.apache.spark.deploy.SparkSubmit"));
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
