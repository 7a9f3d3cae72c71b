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
}
