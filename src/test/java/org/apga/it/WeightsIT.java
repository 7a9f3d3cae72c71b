package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apga.cli.CommandRun;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.store.weights.WeightsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one grid learned, exported, is what another starts from. */
class WeightsIT {
  @TempDir private static Path folder;

  @Test
  void aGridStartsFromWhatAnotherExported() throws Exception {
    TinyGrid grid = TinyGrid.in(folder, "elbow");
    assertThat(grid.run("first", "grid.arms=[apga]").exitCode()).isZero();
    Path classifier = export(grid, "classifier");
    Path policy = export(grid, "policy");
    String[] start = {
      "grid.arms=[apga]",
      "classifier.weights=\"" + classifier + "\"",
      "policy.weights=\"" + policy + "\""
    };

    CommandRun second = grid.run("second", start);

    assertThat(second.errors()).isEmpty();
    assertThat(second.exitCode()).isZero();
    assertThat(second.lines())
        .contains(
            "Weights   " + classifier + " gives all of the classifier",
            "Weights   " + policy + " gives all of the policy");
    List<Row> trials = grid.table("second", Tables.TRIALS);
    Row baseline = of(trials, "baseline");
    Row apga = of(trials, "apga");
    String told = hash(classifier) + " classifier.npz";
    assertThat(baseline.text("classifier_weights")).isEqualTo(told);
    assertThat(baseline.has("policy_weights")).isFalse();
    assertThat(apga.text("classifier_weights")).isEqualTo(told);
    assertThat(apga.text("policy_weights")).isEqualTo(hash(policy) + " policy.npz");
    // A policy that was trained is not centred as a drawn one is.
    assertThat(of(grid.table("first", Tables.TRIALS), "apga").has("policy_centre")).isTrue();
    assertThat(apga.has("policy_centre")).isFalse();

    // The content counts, not the place.
    Path moved = Files.move(policy, folder.resolve("moved.npz"));
    start[2] = "policy.weights=\"" + moved + "\"";
    assertThat(grid.run("second", start).lines())
        .anyMatch(line -> line.startsWith("Nothing to train"));
    Files.delete(classifier);
    CommandRun without = grid.run("second", start);
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.errors())
        .containsExactly(
            "Cannot read weights "
                + classifier
                + ": there is no such file. Name one that is there.");
  }

  private static Path export(TinyGrid grid, String network) {
    Path out = folder.resolve(network + ".npz");
    String trial = of(grid.table("first", Tables.TRIALS), "apga").text("trial");
    CommandRun run =
        CommandRun.of(
            Map.of(),
            "weights",
            "export",
            "--root",
            grid.root("first").toString(),
            "--trial",
            trial,
            "--network",
            network,
            "--out",
            out.toString());
    assertThat(run.errors()).isEmpty();
    return out;
  }

  private static Row of(List<Row> trials, String arm) {
    return trials.stream().filter(row -> arm.equals(row.text("arm"))).findFirst().orElseThrow();
  }

  private static String hash(Path file) throws Exception {
    return new WeightsFile(file.toString(), new Configuration(false)).sha256();
  }
}
