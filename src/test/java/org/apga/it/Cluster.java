package org.apga.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apga.random.RandomStream;
import org.apga.trouble.TroubleFileSystem;

/**
 * Spark's standalone cluster on this machine: a master and two workers, each a node of its own by
 * its loopback address, with one GPU (so says a stand-in for nvidia-smi) and one executor on it,
 * which trains one trial at a time.
 */
final class Cluster implements AutoCloseable {
  private static final String LOCAL = "127.0.0.1";
  private static final List<String> NODES = List.of("127.0.0.2", "127.0.0.3");
  private static final String REGISTERED = "Successfully registered with master";
  private static final Duration START = Duration.ofMinutes(1);

  private final Path folder;
  private final SparkInstallation spark;
  private final Journal journal;
  private final SharedTrouble trouble;
  private final List<ChildProcess> processes = new ArrayList<>();
  private final Map<String, ChildProcess> workers = new TreeMap<>();
  private final List<ProcessHandle> orphans = new ArrayList<>();
  private String url = "";

  private Cluster(Path folder, SparkInstallation spark) throws IOException {
    this.folder = folder;
    this.spark = spark;
    this.journal = new Journal(folder.resolve("journal.log"));
    this.trouble = SharedTrouble.in(folder.resolve("trouble"));
  }

  /** Starts one. */
  static Cluster start(Path folder, SparkInstallation spark)
      throws IOException, InterruptedException {
    Cluster cluster = new Cluster(Files.createDirectories(folder), spark);
    ChildProcess master =
        cluster.start(
            spark.daemon("org.apache.spark.deploy.master.Master", List.of()),
            List.of("--host", LOCAL, "--port", "0", "--webui-port", "0"));
    cluster.url = master.await("Starting Spark master at ", START).replaceAll(".* at ", "");
    for (String node : NODES) {
      cluster.launchWorker(node);
    }
    for (ChildProcess worker : cluster.workers.values()) {
      worker.await(REGISTERED, START);
    }
    return cluster;
  }

  Journal journal() {
    return journal;
  }

  SharedTrouble trouble() {
    return trouble;
  }

  /** One of them. */
  static String node(RandomStream stream) {
    return NODES.get(stream.nextInt(NODES.size()));
  }

  /** Kills a node's worker, not its executor. */
  void killWorker(String node) {
    ChildProcess worker = workers.get(node);
    worker.descendants().forEach(orphans::add);
    worker.destroy();
  }

  /** Starts a worker in place of one that was killed. */
  void replaceWorker(String node) throws IOException, InterruptedException {
    launchWorker(node).await(REGISTERED, START);
  }

  /** Whether an executor of that node has this process id. */
  boolean runs(String node, long executor) {
    return workers.get(node).descendants().anyMatch(process -> process.pid() == executor);
  }

  /** Kills all executors. */
  void killExecutors() {
    executors().forEach(ProcessHandle::destroyForcibly);
  }

  /** Waits until all executors have ended, those of killed workers too. */
  void awaitNoExecutors() throws Exception {
    for (ProcessHandle executor : executors().toList()) {
      executor.onExit().get(1, TimeUnit.MINUTES);
    }
  }

  private Stream<ProcessHandle> executors() {
    return Stream.concat(
            orphans.stream(), workers.values().stream().flatMap(ChildProcess::descendants))
        .filter(ProcessHandle::isAlive);
  }

  private ChildProcess launchWorker(String node) throws IOException {
    String work = folder.resolve("work-" + processes.size()).toString();
    ChildProcess worker =
        start(
            spark.daemon(
                "org.apache.spark.deploy.worker.Worker",
                List.of(
                    "-Dspark.worker.resource.gpu.amount=1",
                    "-Dspark.worker.resource.gpu.discoveryScript="
                        + Path.of("submit/discover-gpus.sh").toAbsolutePath())),
            List.of(
                "--host",
                node,
                "--webui-port",
                "0",
                "--cores",
                "2",
                "--memory",
                "1g",
                "--work-dir",
                work,
                url));
    workers.put(node, worker);
    return worker;
  }

  /** A driver's process, by spark-submit's class: a command of ours on this cluster. */
  ChildProcess submit(List<String> command) throws IOException {
    List<String> submit = spark.submit(options());
    submit.addAll(List.of("--master", url, "--class", "org.apga.cli.Main"));
    submit.addAll(settings());
    for (String setting :
        List.of(
            "spark.executor.extraClassPath=" + spark.classPath(),
            "spark.executor.extraJavaOptions=" + String.join(" ", options()),
            "spark.hadoop."
                + TroubleFileSystem.IMPLEMENTATION
                + "="
                + TroubleFileSystem.class.getName(),
            "spark.hadoop." + TroubleFileSystem.BY + "=" + SharedTrouble.class.getName())) {
      submit.addAll(List.of("--conf", setting));
    }
    submit.add("spark-internal");
    return start(submit, command);
  }

  /** The same by our launcher and the distribution's bin/spark-submit, and nothing else of ours. */
  ChildProcess launch(List<String> command) throws IOException {
    List<String> launch = new ArrayList<>();
    launch.add(Path.of("submit/apga").toAbsolutePath().toString());
    launch.addAll(command);
    launch.addAll(List.of("--master", url));
    return start(launch, settings());
  }

  private static List<String> settings() {
    List<String> settings = new ArrayList<>();
    for (String setting :
        List.of(
            "spark.driver.host=" + LOCAL,
            "spark.driver.memory=512m",
            "spark.executor.memory=512m",
            "spark.executorEnv.OMP_NUM_THREADS=1",
            // Two cores, but one GPU: one trial.
            "spark.executor.cores=2",
            "spark.executor.resource.gpu.amount=1",
            "spark.task.resource.gpu.amount=1",
            "spark.ui.enabled=false")) {
      settings.addAll(List.of("--conf", setting));
    }
    return settings;
  }

  /** Of each JVM that runs code of ours. */
  private List<String> options() {
    List<String> options = new ArrayList<>(SparkInstallation.quickStart());
    options.add(
        "-Dlog4j2.configurationFile="
            + Path.of("src/test/resources/log4j2-journal.properties").toAbsolutePath());
    options.add("-Dapga.journal=" + journal.file());
    options.add("-D" + SharedTrouble.PROPERTY + "=" + trouble.folder());
    return options;
  }

  private ChildProcess start(List<String> command, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("SPARK_LOCAL_IP", LOCAL);
    environment.put("SPARK_HOME", spark.home().toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("APGA_LOG_DIR", folder.toString());
    environment.put("SPARK_SCALA_VERSION", spark.scala());
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("PATH", standIn() + ":" + environment.get("PATH"));
    environment.keySet().removeAll(List.of("SPARK_CONF_DIR", "HADOOP_CONF_DIR"));
    ChildProcess process = new ChildProcess(builder.start());
    processes.add(process);
    return process;
  }

  /** A folder with an nvidia-smi that knows of one GPU. */
  private Path standIn() throws IOException {
    Path bin = folder.resolve("bin");
    if (!Files.exists(bin)) {
      Files.createDirectories(bin);
      Path script =
          Files.writeString(
              bin.resolve("nvidia-smi"), "#!/bin/sh\necho 'GPU 0: Stand-in (UUID: GPU-0)'\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
    return bin;
  }

  @Override
  public void close() {
    orphans.forEach(ProcessHandle::destroyForcibly);
    for (ChildProcess process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroy();
    }
  }
}
