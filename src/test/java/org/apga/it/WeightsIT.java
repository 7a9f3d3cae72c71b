package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.cli.CommandRun;
import org.apga.config.Variant;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.data.Manifest;
import org.apga.data.MuraLists;
import org.apga.data.PartImages;
import org.apga.evaluation.TrainedModel;
import org.apga.files.Patience;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.store.weights.WeightsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one grid learned, exported, is what another starts from, and what other programs compute.
 */
class WeightsIT {
  private static final Configuration HADOOP = new Configuration(false);

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

  @Test
  void onnxruntimeComputesWhatATrialStored() throws Exception {
    TestPython.need("onnx, onnxruntime");
    Path own = Files.createDirectory(folder.resolve("onnx"));
    TinyGrid grid = TinyGrid.in(own, "elbow");
    assertThat(
            grid.run("results", "grid.arms=[baseline, apga]", "data.normalise=imagenet").exitCode())
        .isZero();
    ResultStore store = grid.store("results");
    assertThat(store.commits()).hasSize(2);

    for (Commit commit : store.commits()) {
      boolean policy = commit.arm().equals("apga");
      Path out = own.resolve(commit.arm());
      Path model = policy ? out.resolve("model.onnx") : out;
      CommandRun run =
          CommandRun.of(
              Map.of(),
              "weights",
              "export",
              policy ? "--format=bundle" : "--format=onnx",
              "--root=" + grid.root("results"),
              "--trial=" + commit.trial(),
              "--out=" + out);
      assertThat(run.errors()).isEmpty();
      assertThat(run.lines())
          .startsWith(
              "The networks of " + commit.trial() + " are in " + model + ": ONNX, opset 9.");
      List<Row> told =
          grid.table("results", Tables.PREDICTIONS).stream()
              .filter(row -> row.text("trial").equals(commit.trial()))
              .filter(row -> row.text("split").equals("test"))
              .toList();
      List<String> paths = told.stream().map(row -> row.text("path")).toList();

      List<double[]> computed = computed(model, levels(grid, commit, paths));

      assertThat(computed).hasSameSizeAs(told).isNotEmpty();
      for (int i = 0; i < told.size(); i++) {
        double[] outputs = computed.get(i);
        assertThat(outputs).hasSize(policy ? 3 : 2);
        double probability = told.get(i).real("probability");
        assertThat(outputs[1]).as(paths.get(i)).isCloseTo(probability, within(1e-5));
        assertThat(outputs[0]).as(paths.get(i)).isCloseTo(1 - probability, within(1e-5));
        if (policy) {
          // Rounding may move a pixel over one half.
          double share = told.get(i).real("mask_share");
          assertThat(outputs[2]).as(paths.get(i)).isCloseTo(share, within(1.5 / (32 * 32)));
        }
      }
    }
  }

  /** Grey levels of images, one after the other, as a trial saw them. */
  private static byte[] levels(TinyGrid grid, Commit commit, List<String> paths) throws Exception {
    Manifest manifest = MuraLists.read(new org.apache.hadoop.fs.Path(grid.data().toUri()), HADOOP);
    PartImages images =
        ImageSource.of(manifest)
            .read(
                manifest.ofGroup("elbow"),
                TrainedModel.of(commit, Variant.NONE).decoding(),
                HADOOP,
                Patience.none());
    List<String> read = images.examples().stream().map(Example::path).toList();
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    for (String path : paths) {
      levels.writeBytes(images.pixels().get(read.indexOf(path)));
    }
    return levels.toByteArray();
  }

  /** What onnxruntime makes of them: an image's probabilities, and the share of its mask. */
  private static List<double[]> computed(Path model, byte[] levels) throws Exception {
    Path images = Files.write(model.resolveSibling("levels.bin"), levels);
    Path out = model.resolveSibling("outputs.txt");
    Path log = model.resolveSibling("python.log");
    Process python =
        TestPython.builder(
                "src/test/python/onnx_outputs.py",
                model.toString(),
                images.toString(),
                out.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(python.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(python.exitValue()).as(Files.readString(log)).isZero();
    return Files.readAllLines(out).stream()
        .map(line -> Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray())
        .toList();
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
    return new WeightsFile(file.toString(), HADOOP).sha256();
  }
}
