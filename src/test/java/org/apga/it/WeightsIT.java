package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.cli.CommandRun;
import org.apga.config.Variant;
import org.apga.data.Classes;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.data.Manifest;
import org.apga.data.ManifestCsv;
import org.apga.data.MuraLists;
import org.apga.data.PartImages;
import org.apga.data.phantom.PhantomWriter;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.GreyStem;
import org.apga.engine.InitialWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.evaluation.TrainedModel;
import org.apga.files.JsonFile;
import org.apga.files.Patience;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.store.weights.Origin;
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
            "Cannot read weights " + classifier + ": there is no such file. Name an existing one.");
  }

  @Test
  void onnxruntimeComputesWhatTrialsStored() throws Exception {
    TestPython.need("onnx, onnxruntime");
    TinyGrid grid = TinyGrid.in(Files.createDirectory(folder.resolve("onnx")), "elbow");
    CommandRun run = grid.run("results", "grid.arms=[apga, end2end]", "data.normalise=imagenet");
    assertThat(run.errors()).isEmpty();
    Manifest manifest = MuraLists.read(new org.apache.hadoop.fs.Path(grid.data().toUri()), HADOOP);

    assertThat(checkedExports(grid, manifest, Classes.TWO)).isEqualTo(3);
  }

  @Test
  void onnxruntimeComputesFourClassesOtherFillingsAndTheLevelsOfADataSet() throws Exception {
    TestPython.need("onnx, onnxruntime");
    Path own = Files.createDirectory(folder.resolve("kinds"));
    TinyGrid grid = TinyGrid.ofKinds(own, "elbow");
    Path csv = grid.data().resolve(PhantomWriter.MANIFEST);
    Classes classes = new Classes(List.of("normal", "fracture", "step-off", "plate"));
    CommandRun run =
        grid.run(
            "results",
            "grid.arms=[apga]",
            "grid.variants={mean {arms.fill=mean},"
                + " blur {arms.fill=blur, data.normalise=dataset}}",
            "data.manifest=\"" + csv + "\"",
            "data.classes=[normal, fracture, step-off, plate]");
    assertThat(run.errors()).isEmpty();
    Manifest manifest =
        ManifestCsv.read(
            new org.apache.hadoop.fs.Path(csv.toUri()),
            new org.apache.hadoop.fs.Path(grid.data().toUri()),
            classes,
            HADOOP);

    assertThat(checkedExports(grid, manifest, classes)).isEqualTo(4);
  }

  @Test
  void onnxruntimeComputesWhatStartedFromAnImportWithItsLevelsAndGatheredStatistics()
      throws Exception {
    TestPython.need("onnx, onnxruntime");
    Path own = Files.createDirectory(folder.resolve("chest"));
    TinyGrid grid = TinyGrid.in(own, "elbow");
    Path start = imported(own);
    CommandRun run =
        grid.run(
            "results",
            "grid.arms=[apga]",
            "data.normalise=weights",
            "norms.evaluation=gathered",
            "classifier.weights=\"" + start + "\"");
    assertThat(run.errors()).isEmpty();
    assertThat(run.lines()).contains("Weights   " + start + " gives all of the classifier");
    Manifest manifest = MuraLists.read(new org.apache.hadoop.fs.Path(grid.data().toUri()), HADOOP);

    assertThat(checkedExports(grid, manifest, Classes.TWO)).isEqualTo(2);
  }

  /** A classifier of one channel that saw black as -1024 and white as 1024, imported. */
  private static Path imported(Path own) {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(
            InitialWeights.draw(new DenseNetSpec(32, List.of(1, 1, 1, 1), 4, 8, 4, 2), 7)
                .tensors());
    tensors.computeIfPresent("features.conv0.weight", (name, stem) -> GreyStem.summed(stem));
    Path chest = own.resolve("chest.npz");
    new WeightsFile(chest.toString(), HADOOP)
        .write(
            new NetworkState(tensors).withInput(Normalisation.TORCHXRAYVISION),
            new Origin("x", "y"));
    Path out = own.resolve("start.npz");
    CommandRun run =
        CommandRun.of(
            Map.of(),
            "weights import --blocks 1,1,1,1 --growth 4 --stem-width 8 --classifier %s --out %s"
                .formatted(chest, out)
                .split(" "));
    assertThat(run.errors()).isEmpty();
    return out;
  }

  /**
   * Holds what the exported networks of a grid's trials say of test images against the trials'
   * predictions.
   *
   * @return of how many trials
   */
  private static int checkedExports(TinyGrid grid, Manifest manifest, Classes classes)
      throws Exception {
    Map<Path, String> models = new LinkedHashMap<>();
    Map<Path, List<Row>> told = new LinkedHashMap<>();
    ResultStore store = grid.store("results");
    List<Commit> commits = List.copyOf(store.commits());
    for (Commit commit : commits) {
      List<Row> rows =
          store.rows(commit, Tables.PREDICTIONS).stream()
              .filter(row -> row.text("split").equals("test"))
              .toList();
      for (String prefix : commit.arm().equals("baseline") ? List.of("") : List.of("", "tta_")) {
        Path model = exported(grid, commit, prefix);
        models.put(model, prefix);
        told.put(model, rows);
      }
    }
    List<String> paths =
        told.values().iterator().next().stream().map(row -> row.text("path")).toList();
    Path levels = Files.write(grid.root("levels.bin"), levels(manifest, commits.get(0), paths));
    compute(levels, models.keySet());
    models.forEach(
        (model, prefix) -> {
          List<Row> rows = Objects.requireNonNull(told.get(model));
          assertThat(rows).extracting(row -> row.text("path")).isEqualTo(paths);
          checkOutputs(computed(model, classes), rows, prefix, classes.size());
        });
    return commits.size();
  }

  /** A file of its own, but of arm end2end one of a bundle. */
  private static Path exported(TinyGrid grid, Commit commit, String prefix) {
    boolean bundle = commit.arm().equals("end2end");
    Path out = grid.root("exports").resolve(commit.trial());
    Path model = out.resolve(prefix.isEmpty() ? "model.onnx" : "model-tta.onnx");
    List<String> arguments = new ArrayList<>(List.of("weights", "export"));
    arguments.add(bundle ? "--format=bundle" : "--format=onnx");
    if (!bundle && !prefix.isEmpty()) {
      arguments.add("--tta");
    }
    arguments.add("--root=" + grid.root("results"));
    arguments.add("--trial=" + commit.trial());
    arguments.add("--out=" + (bundle ? out : model));
    CommandRun run = CommandRun.of(Map.of(), arguments.toArray(String[]::new));
    assertThat(run.errors()).isEmpty();
    assertThat(run.lines().get(0))
        .isEqualTo(
            "The networks of %s are in %s: ONNX, opset 9."
                .formatted(commit.trial(), bundle ? out.resolve("model.onnx") : model));
    return model;
  }

  private static void checkOutputs(
      List<double[]> computed, List<Row> told, String prefix, int classes) {
    assertThat(computed).hasSameSizeAs(told).isNotEmpty();
    int left = 0;
    for (int i = 0; i < told.size(); i++) {
      Row row = told.get(i);
      double[] outputs = computed.get(i);
      boolean mask = row.has("mask_share");
      assertThat(outputs).hasSize(mask ? classes + 2 : classes);
      if (mask) {
        // Rounding may move a pixel over one half.
        assertThat(outputs[classes])
            .as(row.text("path"))
            .isCloseTo(row.real("mask_share"), within(1.5 / (32 * 32)));
      }
      if (!prefix.isEmpty() && outputs[classes + 1] < 1e-6) {
        left++;
        continue;
      }
      double[] said = said(row, prefix);
      for (int c = 0; c < classes; c++) {
        assertThat(outputs[c])
            .as("%s of class %d of %s", prefix, c, row)
            .isCloseTo(said[c], within(1e-5));
      }
    }
    assertThat(left).as("images with a pixel at one half").isLessThan(told.size() / 2);
  }

  private static double[] said(Row row, String prefix) {
    if (row.has(prefix + "probabilities")) {
      return JsonFile.reals(row.text(prefix + "probabilities")).values().stream()
          .mapToDouble(Double::doubleValue)
          .toArray();
    }
    double abnormal = row.real(prefix + "probability");
    return new double[] {1 - abnormal, abnormal};
  }

  /** Grey levels of images, one after the other, as a trial saw them. */
  private static byte[] levels(Manifest manifest, Commit commit, List<String> paths)
      throws Exception {
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

  /** Has onnxruntime compute models, as onnx_outputs.py says. */
  private static void compute(Path levels, Set<Path> models) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("src/test/python/onnx_outputs.py", levels.toString()));
    models.forEach(model -> arguments.add(model.toString()));
    Path log = levels.resolveSibling("python.log");
    Process python =
        TestPython.builder(arguments.toArray(String[]::new))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(python.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(python.exitValue()).as(Files.readString(log)).isZero();
  }

  /** What it made of them: a row an image. */
  private static List<double[]> computed(Path model, Classes classes) {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of(model + ".txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(JsonFile.list(lines.get(0))).isEqualTo(classes.names());
    return lines.stream()
        .skip(1)
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
