package org.apga.run.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apga.doctor.Allowance;
import org.apga.doctor.Allowance.Place;
import org.junit.jupiter.api.Test;

class AllowancesTest {
  private static final long MIB = 1 << 20;

  @Test
  void aProcessStartedByHandTrainsAsManyTrialsAsItHasSlots() {
    SparkConf conf = complete("local[8,3]").set("spark.task.cpus", "2");

    assertThat(Allowances.of(conf, Place.ELSEWHERE))
        .isEqualTo(new Allowance(Place.HERE, -1, List.of(), 4, 1));
    assertThat(Allowances.of(complete("local"), Place.ELSEWHERE).trialsAtOnce()).isEqualTo(1);
    assertThat(Allowances.of(complete("local[*]"), Place.ELSEWHERE).trialsAtOnce())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void whoeverSubmitsToAClusterLooksOnBehalfOfItsExecutors() {
    assertThat(Allowances.of(complete("yarn"), Place.ELSEWHERE).place()).isEqualTo(Place.ELSEWHERE);
  }

  @Test
  void nobodyEndsAnExecutorOfAStandaloneCluster() {
    assertThat(Allowances.of(complete("spark://m:7077"), Place.EXECUTOR))
        .extracting(Allowance::place, Allowance::overheadBytes)
        .containsExactly(Place.EXECUTOR, -1L);
    assertThat(Allowances.of(complete("local[2]"), Place.EXECUTOR).place()).isEqualTo(Place.HERE);
  }

  @Test
  void theOverheadIsSparksUsualOneOrWhatTheUserSet() {
    SparkConf conf = complete("k8s://https://k:6443").set("spark.executor.memory", "8g");

    assertThat(Allowances.of(complete("yarn"), Place.ELSEWHERE).overheadBytes())
        .isEqualTo(384 * MIB);
    assertThat(Allowances.of(conf, Place.EXECUTOR).overheadBytes()).isEqualTo(819 * MIB);
    conf.set("spark.executor.memoryOverheadFactor", "0.5");
    assertThat(Allowances.of(conf, Place.EXECUTOR).overheadBytes()).isEqualTo(4096 * MIB);
    conf.set("spark.executor.memoryOverhead", "6g");
    assertThat(Allowances.of(conf, Place.EXECUTOR).overheadBytes()).isEqualTo(6144 * MIB);
    // Plain numbers are MiB.
    conf.set("spark.executor.memoryOverhead", "512");
    assertThat(Allowances.of(conf, Place.EXECUTOR).overheadBytes()).isEqualTo(512 * MIB);
  }

  @Test
  void gpusLimitTrialsAtOnceBeforeCoresDo() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("spark://m:7077")
            .set("spark.executor.cores", "16")
            .set("spark.executor.resource.gpu.amount", "2")
            .set("spark.task.resource.gpu.amount", "0.25");

    Allowance allowance = Allowances.of(SparkContexts.complete(conf, "a"), Place.EXECUTOR);

    assertThat(allowance.trialsAtOnce()).isEqualTo(8);
    assertThat(allowance.trialsPerGpu()).isEqualTo(4);
  }

  private static SparkConf complete(String master) {
    return SparkContexts.complete(new SparkConf(false).setMaster(master), "a");
  }
}
