package org.apga.it;

import java.util.ArrayList;
import java.util.List;
import org.apga.random.RandomStream;

/**
 * When something is killed.
 *
 * @param what it is, and in the middle of what
 * @param batches that are trained on after the kill before, by whomever
 * @param place in the middle of which request to the results root, as {@link SharedTrouble#hold}
 *     takes it; empty where that does not matter
 */
record KillPoint(What what, int batches, String place) {
  private static final int LEAST_BATCHES = 1;
  private static final int MORE_BATCHES = 3;

  private static final List<String> OF_CHECKPOINTS =
      List.of(
          "write .*/checkpoints/.*/(classifier|policy)",
          "write .*/checkpoints/.*/best-(classifier|policy)",
          "write .*/checkpoints/.*/training",
          "write .*/checkpoints/[^/]*/[^/]*\\.json",
          "delete .*/checkpoints/[^/]*/epoch-");

  private static final List<String> OF_COMMITS =
      List.of(
          "write .*/trials/.*/predictions\\.parquet",
          "write .*/trials/.*/classifier\\.npz",
          "write .*/trials/.*/trials\\.json",
          "write .*/trials/.*/committed\\.json",
          "delete .*/checkpoints/[^/]*$");

  /** What is killed. */
  enum What {
    /** An executor that has just trained on a batch. */
    EXECUTOR_IN_AN_EPOCH,
    /** An executor halfway through a checkpoint. */
    EXECUTOR_IN_A_CHECKPOINT,
    /** An executor halfway through storing a trial's results, or just after that. */
    EXECUTOR_IN_A_COMMIT,
    /** A worker, whose executor goes with it. */
    WORKER
  }

  /** Shuffled kills, so many of each kind. */
  static List<KillPoint> draw(RandomStream stream, int ofEachOfExecutors, int ofWorkers) {
    List<What> kinds = new ArrayList<>();
    for (int i = 0; i < ofEachOfExecutors; i++) {
      kinds.add(What.EXECUTOR_IN_AN_EPOCH);
      kinds.add(What.EXECUTOR_IN_A_CHECKPOINT);
      kinds.add(What.EXECUTOR_IN_A_COMMIT);
    }
    for (int i = 0; i < ofWorkers; i++) {
      kinds.add(What.WORKER);
    }
    List<KillPoint> points = new ArrayList<>();
    for (int next : stream.permutation(kinds.size())) {
      int batches = LEAST_BATCHES + stream.nextInt(MORE_BATCHES);
      points.add(new KillPoint(kinds.get(next), batches, place(kinds.get(next), stream)));
    }
    return points;
  }

  private static String place(What what, RandomStream stream) {
    return switch (what) {
      case EXECUTOR_IN_A_CHECKPOINT -> OF_CHECKPOINTS.get(stream.nextInt(OF_CHECKPOINTS.size()));
      case EXECUTOR_IN_A_COMMIT -> OF_COMMITS.get(stream.nextInt(OF_COMMITS.size()));
      case EXECUTOR_IN_AN_EPOCH, WORKER -> "";
    };
  }
}
