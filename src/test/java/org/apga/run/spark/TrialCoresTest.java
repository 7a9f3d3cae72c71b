package org.apga.run.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialCoresTest {

  @ParameterizedTest
  @CsvSource({
    "org.apache.spark.executor.CoarseGrainedExecutorBackend",
    "org.apache.spark.executor.YarnCoarseGrainedExecutorBackend",
    "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend"
  })
  void anExecutorIsToldItsCoresOnItsCommandLine(String backend) {
    String command =
        backend + " --driver-url spark://d:1 --executor-id 3 --hostname n --cores 8 --app-id a";

    assertThat(TrialCores.ofExecutor(of("spark://m:7077"), command)).isEqualTo(8);
  }

  @Test
  void aLocalMasterSaysHowManyItHas() {
    assertThat(TrialCores.ofExecutor(of("local[3]"), "org.apga.cli.Main run")).isEqualTo(3);
  }

  @Test
  void otherwiseNobodyKnows() {
    String command = "org.apache.spark.executor.CoarseGrainedExecutorBackend --cores 2 --app-id a";

    assertThat(TrialCores.ofExecutor(of("local-cluster[2,2,1024]"), command)).isZero();
    assertThat(TrialCores.ofExecutor(of("yarn"), "org.example.Main --cores 2")).isZero();
  }

  @Test
  void noTwoTrialsHaveACoreInCommon() {
    List<Integer> all = List.of(0, 1, 2, 3, 4);
    try (TrialCores first = TrialCores.take(all, 2);
        TrialCores second = TrialCores.take(all, 2)) {
      assertThat(first.mine()).containsExactly(0, 1);
      assertThat(second.mine()).containsExactly(2, 3);
      try (TrialCores third = TrialCores.take(all, 2)) {
        assertThat(third.mine()).isEmpty();
      }
    }
    try (TrialCores next = TrialCores.take(all, 5)) {
      assertThat(next.mine()).isEqualTo(all);
    }
  }

  @Test
  void oneThreadNeedsNoCoreOfItsOwn() {
    try (TrialCores cores = TrialCores.take(List.of(0, 1), 1)) {
      assertThat(cores.mine()).isEmpty();
    }
  }

  private static SparkConf of(String master) {
    return new SparkConf(false).setMaster(master);
  }
}
