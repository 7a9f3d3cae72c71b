package org.apga.run.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSessionsTest {

  @Test
  void whatAGridNeedsIsSet() {
    SparkConf conf = SparkSessions.complete(new SparkConf(false), "apga demo.conf");

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
            "(spark.speculation,false)",
            "(spark.ui.showConsoleProgress,false)");
  }

  @Test
  void whatTheUserSetStays() {
    SparkConf users =
        new SparkConf(false)
            .set("spark.app.name", "mine")
            .set("spark.master", "yarn")
            .set("spark.plugins", "org.example.Metrics");

    SparkConf conf = SparkSessions.complete(users, "apga demo.conf");

    assertThat(conf.get("spark.app.name")).isEqualTo("mine");
    assertThat(conf.get("spark.master")).isEqualTo("yarn");
    assertThat(conf.get("spark.plugins"))
        .isEqualTo("org.example.Metrics,org.apga.run.spark.ProgressPlugin");
  }

  @Test
  void completingTwiceAddsThePluginOnce() {
    SparkConf conf = SparkSessions.complete(new SparkConf(false), "a");
    SparkSessions.complete(conf, "b");

    assertThat(conf.get("spark.plugins")).isEqualTo("org.apga.run.spark.ProgressPlugin");
  }

  @Test
  void arraysTravelByKryoWithNd4jsRegistration() {
    SparkConf conf = SparkSessions.carryingArrays(new SparkConf(false));

    assertThat(conf.get("spark.serializer"))
        .isEqualTo("org.apache.spark.serializer.KryoSerializer");
    assertThat(conf.get("spark.kryo.registrator")).isEqualTo("org.apga.run.spark.ArrayRegistrator");
  }

  private static SparkConf onACluster() {
    return new SparkConf(false).set("spark.master", "spark://h:7077");
  }

  @Test
  void aLostTrialIsTriedElsewhereAndTheLastTimeOnAnotherNode() {
    SparkConf conf = SparkSessions.survivingLosses(onACluster(), 4);

    assertThat(Arrays.stream(conf.getAll()).map(Object::toString))
        .containsExactlyInAnyOrder(
            "(spark.master,spark://h:7077)",
            "(spark.task.maxFailures,4)",
            "(spark.excludeOnFailure.enabled,true)",
            "(spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor,1)",
            "(spark.excludeOnFailure.task.maxTaskAttemptsPerNode,3)",
            "(spark.scheduler.excludeOnFailure.unschedulableTaskSetTimeout,20s)");
  }

  @Test
  void onOneMachineAndWithOneTryThereIsNoElsewhere() {
    SparkConf local = new SparkConf(false).set("spark.master", "local[2]");

    assertThat(SparkSessions.survivingLosses(local, 4).contains("spark.excludeOnFailure.enabled"))
        .isFalse();
    assertThat(
            SparkSessions.survivingLosses(onACluster(), 1)
                .contains("spark.excludeOnFailure.enabled"))
        .isFalse();
  }

  @Test
  void sparksOwnSettingsOfTriesAndElsewhereStay() {
    SparkConf conf =
        SparkSessions.survivingLosses(onACluster().set("spark.task.maxFailures", "2"), 4);

    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("2");
    assertThat(conf.get("spark.excludeOnFailure.task.maxTaskAttemptsPerNode")).isEqualTo("1");
    assertThat(
            SparkSessions.survivingLosses(
                    onACluster().set("spark.excludeOnFailure.enabled", "false"), 4)
                .contains("spark.excludeOnFailure.task.maxTaskAttemptsPerNode"))
        .isFalse();
  }
}
