package org.apga.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A copy of {@code submit/apga} in a project of stand-ins: a java, an mvn and a spark-submit that
 * only print how they were called.
 */
@Timeout(60)
abstract class LauncherCopy {
  static final String PRINT_ARGUMENTS = "printf '%s\\n' \"$@\"\n";

  @TempDir Path folder;
  Path root;
  Path link;
  final Map<String, String> environment = new HashMap<>();

  record Result(int exitCode, List<String> output) {
    /** Without what every JVM gets. */
    List<String> arguments() {
      return output.stream()
          .filter(a -> !a.startsWith("--add-opens") && !a.startsWith("-XX:") && !a.startsWith("-D"))
          .toList();
    }
  }

  @BeforeEach
  void copyTheLauncher() throws IOException {
    root = Files.createDirectory(folder.toRealPath().resolve("the project"));
    for (String name : List.of("submit/apga", "conf/spark-defaults.conf")) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.copy(Path.of(name), root.resolve(name));
    }
    Files.writeString(
        root.resolve("conf/spark-defaults.conf"),
        "# A comment.\nspark.driver.memory  2g\nspark.task.maxFailures 4\n");
    link = Files.createSymbolicLink(folder.resolve("apga"), root.resolve("submit/apga"));
    script("jdk/bin/java", javaThatPrints("17.0.9"));
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    environment.put("SPARK_HOME", "");
    environment.put("SPARK_CONF_DIR", "");
    environment.put("HADOOP_CONF_DIR", "");
    build();
  }

  Result launch(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(link.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().values().removeIf(String::isEmpty);
    builder.environment().remove("APGA_LOG_DIR");
    Process process = builder.start();
    List<String> output = process.inputReader().lines().toList();
    return new Result(process.waitFor(), output);
  }

  void build() throws IOException {
    for (String jar :
        List.of("apga.jar", "lib/a.jar", "lib/b.jar", "torch/t.jar", "spark/jars/s.jar")) {
      Path file = root.resolve("target/dist").resolve(jar);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  /** A SPARK_HOME whose spark-submit does that. */
  void spark(String version, String submit) throws IOException {
    script("spark/bin/spark-submit", submit);
    write("spark/jars/spark-core_" + version + ".jar", "");
    environment.put("SPARK_HOME", folder.resolve("spark").toString());
  }

  /** Of every JVM that the launcher starts with the embedded Spark. */
  String classPath() {
    return String.join(":", dist("apga.jar"), dist("lib/*"), dist("torch/*"), dist("spark/jars/*"));
  }

  String dist(String name) {
    return root + "/target/dist/" + name;
  }

  static String javaThatPrints(String version) {
    return "if [ \"$2\" = -version ]; then echo 'openjdk version \""
        + version
        + "\"' >&2; exit; fi\n"
        + PRINT_ARGUMENTS;
  }

  Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  void script(String name, String text) throws IOException {
    Path file = write(name, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
