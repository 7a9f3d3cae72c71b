package org.apga.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apga.evaluation.TrainedModel;
import org.apga.files.JsonFile;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.Predictions;
import org.apga.report.ReportSettings;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.report.Subgroups;
import org.apga.report.TrialMetrics;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.store.onnx.OnnxModel;
import org.apga.store.onnx.OnnxNetworks;

/**
 * The files for using a model elsewhere.
 *
 * @param augmented the networks with test-time augmentation; empty without a policy
 * @param trial the trial's row of {@link Tables#TRIALS}
 * @param report the report of this trial alone, with intervals over patients
 * @param leftOut columns of the manifest with too many values to show
 */
public record ModelBundle(
    TrainedModel model,
    OnnxModel networks,
    Optional<OnnxModel> augmented,
    Row trial,
    RunReport report,
    List<String> leftOut) {
  /** The file of the networks. */
  public static final String NETWORKS = "model.onnx";

  /** The file of the networks with test-time augmentation. */
  public static final String AUGMENTED = "model-tta.onnx";

  /** Columns with more values, such as an age in years, are not shown. */
  static final int MOST_VALUES = 12;

  private static final String TEST = "test";

  private static final String USE =
      "For research only. It is not a medical device. Do not use it to diagnose, to triage or to treat.";

  public ModelBundle {
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Builds the bundle from a trial's own files.
   *
   * @throws org.apga.evaluation.EvaluationException if the weights cannot be read
   * @throws org.apga.files.StoreException if the trial's rows cannot be read
   */
  public static ModelBundle of(TrainedModel model, ResultStore store) {
    Row trial = store.rows(model.commit(), Tables.TRIALS).get(0);
    Predictions predictions = new Predictions();
    store.rows(model.commit(), Tables.PREDICTIONS).forEach(predictions::add);
    RunResults results = new RunResults("", List.of(trial), predictions);
    ReportSettings asked =
        new ReportSettings(Resampling.USUAL)
            .withOrdered(RunReports.isOrdered(store, model.commit().trial()));
    List<String> shown = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    Subgroups.values(results)
        .forEach((column, values) -> (values.size() <= MOST_VALUES ? shown : leftOut).add(column));
    OnnxNetworks networks = model.onnx(store);
    return new ModelBundle(
        model,
        networks.plain(),
        networks.augmented(),
        trial,
        RunReport.of(results, asked.withSubgroups(shown)),
        leftOut);
  }

  /** The contents of the files, by name. */
  public Map<String, FailableConsumer<OutputStream, IOException>> files() {
    byte[] metadata = JsonFile.bytes(new BundleMetadata(this).document());
    byte[] card = new ModelCard(this).markdown().getBytes(UTF_8);
    Map<String, FailableConsumer<OutputStream, IOException>> files = new LinkedHashMap<>();
    files.put(NETWORKS, networks::write);
    augmented.ifPresent(file -> files.put(AUGMENTED, file::write));
    files.put("metadata.json", out -> out.write(metadata));
    files.put("CARD.md", out -> out.write(card));
    return files;
  }

  /** Figures on the test split, for images and studies. */
  List<TrialMetrics> figures(ScoreKind scores) {
    return report.metrics().stream()
        .filter(one -> one.split().equals(TEST) && one.scores() == scores)
        .toList();
  }

  private boolean isSynthetic() {
    return trial.has("synthetic") && trial.flag("synthetic");
  }

  /** What the model may be used for. */
  String use() {
    return USE + (isSynthetic() ? " It was trained and tested on synthetic images only." : "");
  }

  /** What the images are. */
  String images() {
    return isSynthetic() ? "synthetic radiographs (phantoms)" : "radiographs";
  }

  /** A column of the trial's row, as text; {@code unknown} if it is null. */
  String known(String column) {
    return trial.has(column) ? trial.text(column) : "unknown";
  }
}
