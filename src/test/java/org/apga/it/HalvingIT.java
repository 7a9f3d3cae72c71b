package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.io.FileUtils;
import org.apga.cli.CommandRun;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A night that drops variants on the way to the best. */
@Timeout(300)
class HalvingIT {
  private static final List<String> SEARCH =
      List.of(
          "grid.arms=[baseline,cutout]",
          "grid.seeds=[0,1]",
          "grid.tune-seeds=[100,101]",
          "grid.vary.train.learning-rate=[1e-9,1e-5,1e-8]",
          "selection.metric=loss",
          "train.epochs=4");
  private static final String HALVING = "grid.stop=halving";

  @TempDir private Path folder;

  private static String[] and(String... more) {
    List<String> all = new ArrayList<>(SEARCH);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void whatIsLeftIsWhatATrainingOfAllOfThemChoosesAndHasItsBits() throws IOException {
    TinyGrid grid = TinyGrid.in(folder, "elbow");

    CommandRun plan = grid.on("local[2]", "plan", "halved", and(HALVING));
    CommandRun halved = grid.run("halved", and(HALVING));
    CommandRun whole = grid.run("whole", and());

    assertThat(plan.lines())
        .contains(
            "Halving   3 variants of baseline, cutout: 1 continues after epoch 2; at most 40 of 48"
                + " epochs are trained, because trials that other arms start from are trained to"
                + " the end");
    assertThat(halved.exitCode()).as(halved.toString()).isZero();
    assertThat(whole.exitCode()).as(whole.toString()).isZero();
    assertThat(halved.lines()).filteredOn(line -> line.contains("] dropped ")).hasSize(4);
    assertThat(halved.lines())
        .contains(
            "Halving   elbow baseline: 2 dropped after epoch 2; 24 of 24 epochs were trained",
            "Halving   elbow cutout: 2 dropped after epoch 2; 16 of 24 epochs were trained");
    ResultStore store = grid.store("halved");
    requireTheStory(store);
    requireTheSameResults(store, grid.store("whole"));

    // Whoever cleans up removes what was dropped; the decision stays, and the tables are whole.
    FileUtils.deleteDirectory(grid.root("halved").resolve("checkpoints").toFile());
    Map<String, List<Map<String, Object>>> before = tuning(store);
    CommandRun again = grid.run("halved", and(HALVING));
    assertThat(again.lines())
        .contains("Plan      12 trials: 0 to train, 8 done, 4 dropped")
        .filteredOn(line -> line.startsWith("Nothing to train"))
        .hasSize(2);
    assertThat(tuning(store)).isEqualTo(before);
  }

  private static Map<String, List<Map<String, Object>>> tuning(ResultStore store) {
    return TinyGrid.results(store, store.plans().runs().get(0));
  }

  private static void requireTheStory(ResultStore store) {
    List<String> runs = store.plans().runs();
    assertThat(runs).hasSize(2);
    List<Row> dropped =
        store.published(runs.get(0), Tables.TRIALS).stream()
            .filter(row -> !row.text("status").equals("completed"))
            .toList();
    assertThat(dropped)
        .hasSize(4)
        .allMatch(row -> row.text("status").equals("dropped"))
        .allMatch(row -> row.text("message").equals("its variant was dropped after epoch 2"))
        .allMatch(row -> row.whole("epochs") == 2 && row.text("arm").equals("cutout"));
    assertThat(store.published(runs.get(0), Tables.EPOCHS)).hasSize(8 * 4 + 4 * 2);
    assertThat(store.published(runs.get(1), Tables.CHOICES))
        .extracting(
            row ->
                String.join(
                    " ",
                    row.text("arm"),
                    row.text("variant"),
                    row.has("dropped_at") ? "dropped at " + row.whole("dropped_at") : "stays",
                    row.whole("epochs") + "/" + row.whole("most_epochs"),
                    row.flag("chosen") ? "chosen" : ""))
        .containsExactly(
            "baseline learning-rate=1e-9 dropped at 2 8/8 ",
            "baseline learning-rate=1e-5 stays 8/8 chosen",
            "baseline learning-rate=1e-8 dropped at 2 8/8 ",
            "cutout learning-rate=1e-9 dropped at 2 4/8 ",
            "cutout learning-rate=1e-5 stays 8/8 chosen",
            "cutout learning-rate=1e-8 dropped at 2 4/8 ");
  }

  /** But for what tells of the search itself. */
  private static void requireTheSameResults(ResultStore halved, ResultStore whole) {
    Map<String, List<Map<String, Object>>> some =
        TinyGrid.results(halved, halved.plans().runs().get(1));
    Map<String, List<Map<String, Object>>> all =
        TinyGrid.results(whole, whole.plans().runs().get(1));
    assertThat(some.remove("choices")).hasSize(6);
    assertThat(all.remove("choices")).hasSize(6);
    assertThat(some).isEqualTo(all);
    Map<String, String> weights = weights(whole);
    assertThat(weights(halved))
        .hasSize(8 + 4)
        .allSatisfy((trial, sha256) -> assertThat(sha256).isEqualTo(weights.get(trial)));
  }

  /** SHA-256 of the classifier of every committed trial. */
  private static Map<String, String> weights(ResultStore store) {
    Map<String, String> weights = new HashMap<>();
    for (Commit commit : store.commits()) {
      weights.put(
          commit.trial(), Objects.requireNonNull(commit.files().get("classifier.npz")).sha256());
    }
    return weights;
  }
}
