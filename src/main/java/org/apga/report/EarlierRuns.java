package org.apga.report;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apga.files.StoreException;
import org.apga.metrics.stats.Resampling;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;

/** Compares a run with an earlier run that was not named by the user. */
public final class EarlierRuns {
  /** Number of earlier runs that are searched for one with the same cells and classes. */
  private static final int MOST_RUNS = 5;

  /**
   * Limit for one run, because the predictions of two runs have to fit into the driver's memory.
   */
  private static final int MOST_TRIALS = 1000;

  private EarlierRuns() {}

  /**
   * The verdict on a run against the newest published run before it that planned some of its cells,
   * with the same classes.
   *
   * @return empty if there is none that can be read, or the runs are too large to compare unless
   *     requested
   */
  public static Optional<GateVerdict> drift(
      ResultStore store, RunResults now, Resampling resampling) {
    if (now.trials().size() > MOST_TRIALS) {
      return Optional.empty();
    }
    List<String> earlier =
        store.plans().runs().stream()
            .filter(run -> run.compareTo(now.run()) < 0 && store.isPublished(run))
            .toList();
    Set<TrialGrid.Known> cells = cells(now.trials());
    for (int i = earlier.size() - 1; i >= Math.max(0, earlier.size() - MOST_RUNS); i--) {
      try {
        List<Row> trials = store.published(earlier.get(i), Tables.TRIALS);
        Set<TrialGrid.Known> common = new HashSet<>(cells(trials));
        common.retainAll(cells);
        if (!common.isEmpty()
            && trials.size() <= MOST_TRIALS
            && ClassNames.difference(now.run(), now.trials(), earlier.get(i), trials).isEmpty()) {
          RunResults base = RunReports.results(store, earlier.get(i));
          return Optional.of(Gate.judge(now, base, resampling));
        }
      } catch (StoreException damaged) {
        // A damaged earlier run must not prevent the report of this one.
        continue;
      }
    }
    return Optional.empty();
  }

  private static Set<TrialGrid.Known> cells(List<Row> trials) {
    return TrialGrid.of(trials).known().keySet();
  }
}
