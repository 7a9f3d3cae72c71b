package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apga.config.GridConfig.Checkpoints;
import org.junit.jupiter.api.Test;

/** Epochs of ten batches, a second each. */
class CheckpointScheduleTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Batches after which a checkpoint was due, where one takes so many seconds. */
  private static List<Integer> due(Checkpoints settings, int batches, int cost) {
    List<Integer> due = new ArrayList<>();
    CheckpointSchedule schedule = new CheckpointSchedule(settings, 0);
    long now = 0;
    for (int batch = 1; batch <= batches; batch++) {
      now += SECOND;
      if (schedule.due(batch % 10 == 0, now)) {
        due.add(batch);
        schedule.done(now, now + cost * SECOND);
        now += cost * SECOND;
      }
    }
    return due;
  }

  @Test
  void atTheEndOfEveryEpoch() {
    assertThat(due(new Checkpoints(1, 1, 0, 0), 35, 1)).containsExactly(10, 20, 30);
  }

  @Test
  void atTheEndOfEveryThirdEpoch() {
    assertThat(due(new Checkpoints(3, 1, 0, 0), 65, 1)).containsExactly(30, 60);
  }

  @Test
  void epochsAreLeftOutWhileTheirCheckpointsTakeTooGreatAShare() {
    // One takes 2 s: a twentieth of 40, so 38 s of training come first, of which four epochs are.
    assertThat(due(new Checkpoints(1, 0.05, 0, 0), 95, 2)).containsExactly(10, 50, 90);
  }

  @Test
  void withinAnEpochByMinutes() {
    assertThat(due(new Checkpoints(0, 0.05, 0.25, 0), 50, 3)).containsExactly(15, 30, 45);
  }

  @Test
  void everyFewBatchesCountedFromTheLastCheckpoint() {
    assertThat(due(new Checkpoints(1, 1, 0, 4), 24, 0)).containsExactly(4, 8, 10, 14, 18, 20, 24);
  }

  @Test
  void never() {
    assertThat(due(new Checkpoints(0, 1, 0, 0), 100, 0)).isEmpty();
  }
}
