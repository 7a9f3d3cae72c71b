package org.apga.run.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceProfile;
import org.apga.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkContextsTest {

  @Test
  void whatAGridNeedsIsSet() {
    SparkConf conf = SparkContexts.complete(new SparkConf(false), "apga demo.conf");

    assertThat(Arrays.stream(conf.getAll()).map(Object::toString))
        .containsExactlyInAnyOrder(
            "(spark.app.name,apga demo.conf)",
            "(spark.master,local[*])",
            "(spark.metrics.conf.driver.sink.prometheusServlet.class,"
                + "org.apache.spark.metrics.sink.PrometheusServlet)",
            "(spark.metrics.conf.driver.sink.prometheusServlet.path,/metrics/prometheus)",
            "(spark.metrics.namespace,apga)",
            "(spark.ui.prometheus.enabled,true)",
            "(spark.plugins,org.apga.run.spark.ProgressPlugin)",
            "(spark.redaction.regex,(?i)secret|passw|passphrase|token|credential|signature|webhook"
                + "|[.]key$|[.]key[.]|access[.]?key)",
            "(spark.speculation,false)",
            "(spark.decommission.enabled,true)",
            "(spark.ui.showConsoleProgress,false)");
  }

  @Test
  void whatTheUserSetStays() {
    SparkConf users =
        new SparkConf(false)
            .set("spark.app.name", "mine")
            .set("spark.master", "yarn")
            .set("spark.plugins", "org.example.Metrics");

    SparkConf conf = SparkContexts.complete(users, "apga demo.conf");

    assertThat(conf.get("spark.app.name")).isEqualTo("mine");
    assertThat(conf.get("spark.master")).isEqualTo("yarn");
    assertThat(conf.get("spark.plugins"))
        .isEqualTo("org.example.Metrics,org.apga.run.spark.ProgressPlugin");
  }

  @Test
  void completingTwiceAddsThePluginOnce() {
    SparkConf conf = SparkContexts.complete(new SparkConf(false), "a");
    SparkContexts.complete(conf, "b");

    assertThat(conf.get("spark.plugins")).isEqualTo("org.apga.run.spark.ProgressPlugin");
  }

  @Test
  void whereExecutorsHaveGpusATrialAsksForOneAndNoOtherTaskForAny() {
    SparkConf conf = onACluster().set("spark.task.resource.gpu.amount", "1");

    SparkContexts.complete(conf, "a");

    assertThat(conf.contains("spark.task.resource.gpu.amount")).isFalse();
    assertThat(asked(conf)).isEqualTo(1);
    assertThat(asked(SparkContexts.complete(onACluster(), "a"))).isEqualTo(1);
  }

  @Test
  void aShareOfAGpuIsEveryTrials() {
    SparkConf conf = onACluster().set("spark.task.resource.gpu.amount", "0.25");

    SparkContexts.complete(conf, "a");

    assertThat(asked(conf)).isEqualTo(0.25);
    assertThat(TrialGpus.trialsPerGpu(conf)).isEqualTo(4);
  }

  @Test
  void completingTwiceKeepsTheShare() {
    SparkConf conf = onACluster().set("spark.task.resource.gpu.amount", "0.25");

    SparkContexts.complete(SparkContexts.complete(conf, "a"), "a");

    assertThat(asked(conf)).isEqualTo(0.25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[*]", "local[2,3]"})
  void onOneMachineNothingAsksForAGpu(String master) {
    SparkConf conf = onACluster().setMaster(master).set("spark.task.resource.gpu.amount", "1");

    SparkContexts.complete(conf, "a");

    assertThat(conf.contains("spark.task.resource.gpu.amount")).isFalse();
    assertThat(TrialGpus.profile(conf)).isNull();
  }

  @Test
  void whereExecutorsHaveNoGpuNothingAsksForOne() {
    SparkConf conf = new SparkConf(false).setMaster("yarn");

    assertThat(TrialGpus.profile(SparkContexts.complete(conf, "a"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.7", "2", "0", "-1", "many"})
  void anAmountThatNoTrialTakesIsRefused(String amount) {
    SparkConf conf = onACluster().set("spark.task.resource.gpu.amount", amount);

    assertThatThrownBy(() -> SparkContexts.complete(conf, "a"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "Cannot use Spark's settings: 1 problem.\n  spark.task.resource.gpu.amount: is "
                + amount
                + "; a trial takes one GPU, so it must be 1, or 0.5 or less if several share"
                + " one.\n");
  }

  private static SparkConf onACluster() {
    return new SparkConf(false)
        .setMaster("spark://master:7077")
        .set("spark.executor.resource.gpu.amount", "1");
  }

  private static double asked(SparkConf conf) {
    ResourceProfile profile = Objects.requireNonNull(TrialGpus.profile(conf));
    return Objects.requireNonNull(profile.taskResourcesJMap().get("gpu")).amount();
  }

  private static SparkConf plainCluster() {
    return new SparkConf(false).set("spark.master", "spark://h:7077");
  }

  @Test
  void aLostTrialIsTriedElsewhereAndTheLastTimeOnAnotherNode() {
    SparkConf conf = SparkContexts.survivingLosses(plainCluster(), 4);

    assertThat(Arrays.stream(conf.getAll()).map(Object::toString))
        .containsExactlyInAnyOrder(
            "(spark.master,spark://h:7077)",
            "(spark.task.maxFailures,4)",
            "(spark.excludeOnFailure.enabled,true)",
            "(spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor,1)",
            "(spark.excludeOnFailure.task.maxTaskAttemptsPerNode,3)",
            "(spark.locality.wait,1h)",
            "(spark.scheduler.excludeOnFailure.unschedulableTaskSetTimeout,20s)");
  }

  @Test
  void onOneMachineAndWithOneTryThereIsNoElsewhere() {
    SparkConf local = new SparkConf(false).set("spark.master", "local[2]");

    assertThat(SparkContexts.survivingLosses(local, 4).contains("spark.excludeOnFailure.enabled"))
        .isFalse();
    assertThat(
            SparkContexts.survivingLosses(plainCluster(), 1)
                .contains("spark.excludeOnFailure.enabled"))
        .isFalse();
  }

  @Test
  void sparksOwnSettingsOfTriesAndElsewhereStay() {
    SparkConf conf =
        SparkContexts.survivingLosses(plainCluster().set("spark.task.maxFailures", "2"), 4);

    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("2");
    assertThat(conf.get("spark.excludeOnFailure.task.maxTaskAttemptsPerNode")).isEqualTo("1");
    assertThat(
            SparkContexts.survivingLosses(
                    plainCluster().set("spark.excludeOnFailure.enabled", "false"), 4)
                .contains("spark.excludeOnFailure.task.maxTaskAttemptsPerNode"))
        .isFalse();
  }
}
