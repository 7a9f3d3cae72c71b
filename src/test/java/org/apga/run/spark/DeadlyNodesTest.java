package org.apga.run.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlyNodesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final DeadlyNodes nodes = new DeadlyNodes(2, Duration.ofHours(1), nanos::get);

  @BeforeEach
  void threeNodesHaveExecutors() {
    nodes.came("0", "a");
    nodes.came("1", "b");
    nodes.came("2", "c");
    nodes.came("3", "c");
  }

  @Test
  void twoDeathsMakeANodeDeadlyAndTheOthersArePreferred() {
    assertThat(nodes.died("a")).isFalse();
    assertThat(nodes.others()).isEmpty();

    assertThat(nodes.died("a")).isTrue();
    assertThat(nodes.others()).containsExactly("b", "c");

    assertThat(nodes.died("a")).isFalse();
    assertThat(nodes.died("b")).isFalse();
    assertThat(nodes.others()).containsExactly("b", "c");
  }

  @Test
  void deathsAreForgottenInTime() {
    nodes.died("a");
    nanos.addAndGet(Duration.ofMinutes(59).toNanos());
    nodes.died("a");
    assertThat(nodes.others()).containsExactly("b", "c");

    nanos.addAndGet(Duration.ofMinutes(1).toNanos());

    assertThat(nodes.others()).isEmpty();
    assertThat(nodes.died("a")).isTrue();
  }

  @Test
  void whereEveryNodeIsDeadlyNoneIsLeftOut() {
    for (String node : new String[] {"a", "b", "c", "a", "b", "c"}) {
      nodes.died(node);
    }

    assertThat(nodes.others()).isEmpty();
  }

  @Test
  void onlyNodesWithExecutorsCount() {
    nodes.died("a");
    nodes.died("a");
    nodes.went("1");
    assertThat(nodes.others()).containsExactly("c");

    nodes.went("2");
    assertThat(nodes.others()).containsExactly("c");

    nodes.went("3");
    assertThat(nodes.others()).isEmpty();
  }

  @Test
  void sparksSettingsDecide() {
    SparkConf cluster = new SparkConf(false).set("spark.master", "spark://h:7077");
    assertThat(deaths(DeadlyNodes.of(SparkContexts.survivingLosses(cluster.clone(), 4))))
        .isEqualTo(2);
    assertThat(
            deaths(
                DeadlyNodes.of(
                    SparkContexts.survivingLosses(cluster.clone(), 4)
                        .set("spark.excludeOnFailure.application.maxFailedExecutorsPerNode", "3"))))
        .isEqualTo(3);
    assertThat(deaths(DeadlyNodes.of(cluster))).isEqualTo(10);
  }

  /** After how many deaths a node is left out; 10 if it never is. */
  private static int deaths(DeadlyNodes nodes) {
    nodes.came("0", "a");
    nodes.came("1", "b");
    int deaths = 0;
    while (nodes.others().isEmpty() && deaths < 10) {
      nodes.died("a");
      deaths++;
    }
    return deaths;
  }
}
