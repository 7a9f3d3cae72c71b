package org.apga.it;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.CompletableFuture.runAsync;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apga.run.Grids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A grid on a real standalone cluster of this machine: a master, a worker, two executors, and
 * spark-submit, all of them processes started from the embedded Spark, with nothing of ours on
 * their class path but what {@code --jars} brings.
 */
@Timeout(180)
class StandaloneClusterIT {
  private static final Path DIST = Path.of(System.getProperty("apga.dist"));
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final List<Process> processes = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void endEveryProcess() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void aGridRunsOnAClusterEachTrialWithItsOwnGpuAndItsProgressArrives() throws Exception {
    Process master =
        start("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0");
    String url = waitFor(master, "Starting Spark master at ").replaceAll(".* at ", "");
    Process worker =
        start(
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "127.0.0.1",
            "--cores",
            "4",
            "--memory",
            "2g",
            "--work-dir",
            folder.resolve("work").toString(),
            "--properties-file",
            workerWithTwoGpus().toString(),
            url);
    waitFor(worker, "Successfully registered with master");
    Process submit =
        start(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            url,
            "--class",
            NoOpGrid.class.getName(),
            "--jars",
            libraries(),
            // Cores would do for four tasks, GPUs do for two.
            "--conf",
            "spark.executor.cores=2",
            "--conf",
            "spark.executor.resource.gpu.amount=1",
            "--conf",
            "spark.task.resource.gpu.amount=1",
            "--conf",
            "spark.executor.memory=512m",
            "--conf",
            "spark.ui.enabled=false",
            // Both executors are there before the first trial.
            "--conf",
            "spark.scheduler.minRegisteredResourcesRatio=1",
            application().toString());
    delayedExecutor(150, TimeUnit.SECONDS).execute(submit::destroyForcibly);
    List<String> output = submit.inputReader().lines().toList();

    assertThat(output)
        .as(String.join("\n", output))
        .filteredOn(line -> line.startsWith("Completed "))
        .hasSize(30)
        .doesNotHaveDuplicates();
    assertThat(output).contains("30 completed on 2 slots");
    assertThat(output).contains("epoch 7 on executor 0", "epoch 7 on executor 1");
    assertThat(output)
        .filteredOn(line -> line.startsWith("uses GPU "))
        .hasSize(30)
        .containsOnly("uses GPU 0, sees 0 by PCI_BUS_ID", "uses GPU 1, sees 1 by PCI_BUS_ID");
    assertThat(output).contains("a stage that trains nothing was given GPUs: [none]");
    assertThat(submit.waitFor()).isEqualTo(3);
  }

  private Process start(String mainClass, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx512m"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.addAll(List.of("-cp", DIST.resolve("spark/jars") + "/*", mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    // From where a worker starts executors.
    builder.environment().put("SPARK_HOME", DIST.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** The first line of a process's log that has that text; the rest is read and dropped. */
  private static String waitFor(Process process, String text) throws IOException {
    BufferedReader log = process.inputReader();
    String line = log.readLine();
    while (line != null && !line.contains(text)) {
      line = log.readLine();
    }
    assertThat(line).as("a line with \"" + text + "\"").isNotNull();
    runAsync(() -> log.lines().forEach(dropped -> {}));
    return line;
  }

  /** Spark believes our script about GPUs, and that believes an nvidia-smi. */
  private Path workerWithTwoGpus() throws IOException {
    Path smi = Files.createDirectory(folder.resolve("bin")).resolve("nvidia-smi");
    Files.writeString(
        smi,
        """
        #!/bin/sh
        echo 'GPU 0: Stand-in (UUID: GPU-5f1c9b1e)'
        echo 'GPU 1: Stand-in (UUID: GPU-7a2d8c3f)'
        """);
    Files.setPosixFilePermissions(smi, PosixFilePermissions.fromString("rwx------"));
    return Files.writeString(
        folder.resolve("worker.conf"),
        "spark.worker.resource.gpu.amount 2\nspark.worker.resource.gpu.discoveryScript "
            + Path.of("submit/discover-gpus.sh").toAbsolutePath());
  }

  private static String libraries() throws IOException {
    try (Stream<Path> files = Files.list(DIST.resolve("lib"))) {
      return Stream.concat(Stream.of(DIST.resolve("apga.jar")), files)
          .map(Path::toString)
          .collect(joining(","));
    }
  }

  /** A jar of the application's own classes. */
  private Path application() throws IOException, URISyntaxException {
    Path classes =
        Path.of(NoOpGrid.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = folder.resolve("application.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(StandaloneClusterIT::belongs).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  private static boolean belongs(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(NoOpGrid.class.getSimpleName())
        || name.startsWith(Grids.class.getSimpleName() + ".");
  }
}
