package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A grid on YARN, its driver here or in a container: the launcher hands over what a driver there
 * needs, and the tables are those of the embedded Spark.
 */
@Timeout(300)
class YarnIT {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final String[] GRID = {"grid.arms=[baseline,apga]"};

  @TempDir private static Path folder;

  private static SparkInstallation spark;
  private static MiniYARNCluster yarn;
  private static TinyGrid grid;
  private static Map<String, List<Map<String, Object>>> embedded;

  @BeforeAll
  static void start() throws Exception {
    spark = SparkInstallation.distribution("3.5");
    grid = TinyGrid.in(folder, "elbow");
    assertThat(grid.run("embedded", GRID).exitCode()).isZero();
    embedded = grid.results("embedded");
    YarnConfiguration settings = new YarnConfiguration();
    settings.set(YarnConfiguration.RM_SCHEDULER, FifoScheduler.class.getName());
    settings.setInt(YarnConfiguration.NM_PMEM_MB, 4096);
    settings.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    settings.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    settings.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    // The share of a disk that must be free counts for days, not for minutes.
    settings.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
    System.setProperty("test.build.data", folder.resolve("yarn").toString());
    yarn = new MiniYARNCluster("apga", 1, 1, 1);
    yarn.init(settings);
    yarn.start();
    write(yarn.getConfig());
  }

  private static void write(Configuration settings) throws IOException {
    Path site = Files.createDirectories(folder.resolve("hadoop")).resolve("yarn-site.xml");
    try (OutputStream out = Files.newOutputStream(site)) {
      settings.writeXml(out);
    }
  }

  @AfterAll
  static void stop() {
    if (yarn != null) {
      yarn.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void aGridOnYarnGivesTheTablesOfTheEmbeddedSpark(String mode) throws Exception {
    grid.conf(mode);
    Files.writeString(folder.resolve("night.conf"), "include \"" + mode + ".conf\"\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of("submit/apga").toAbsolutePath().toString(),
                "run",
                folder.resolve("night.conf").toString(),
                "--set",
                GRID[0],
                "--master",
                "yarn",
                "--deploy-mode",
                mode));
    for (String setting :
        List.of(
            "spark.yarn.jars=local:" + spark.home() + "/jars/*",
            "spark.yarn.stagingDir=" + folder.resolve("staging").toUri(),
            "spark.driver.memory=512m",
            "spark.executor.memory=512m",
            "spark.executor.memoryOverhead=768m",
            "spark.executor.instances=1",
            "spark.ui.enabled=false")) {
      command.addAll(List.of("--conf", setting));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", spark.home().toString());
    builder.environment().put("SPARK_CONF_DIR", folder.resolve("no settings").toString());
    builder.environment().put("HADOOP_CONF_DIR", folder.resolve("hadoop").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("APGA_LOG_DIR", folder.toString());
    ChildProcess run = new ChildProcess(builder.start());
    try {
      run.end(0, LONG);
    } finally {
      run.destroy();
    }

    assertThat(grid.results(mode)).isEqualTo(embedded);
  }
}
