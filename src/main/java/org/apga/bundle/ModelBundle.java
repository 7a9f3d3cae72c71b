package org.apga.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apga.evaluation.TrainedModel;
import org.apga.files.JsonFile;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.Predictions;
import org.apga.report.RunReport;
import org.apga.report.RunResults;
import org.apga.report.TrialMetrics;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.store.onnx.OnnxModel;

/**
 * What someone gets who is to use a model elsewhere.
 *
 * @param trial its row of {@link Tables#TRIALS}
 * @param figures of the test split, of images and studies, with intervals over patients; without
 *     test-time augmentation, which the file does not do
 */
public record ModelBundle(
    TrainedModel model, OnnxModel networks, Row trial, List<TrialMetrics> figures) {
  /** The file of the networks. */
  public static final String NETWORKS = "model.onnx";

  private static final String TEST = "test";

  public ModelBundle {
    figures = List.copyOf(figures);
  }

  /**
   * Gathers it from a trial's own files.
   *
   * @throws org.apga.evaluation.EvaluationException if the weights cannot be read
   * @throws org.apga.files.StoreException if the trial's rows cannot be read
   */
  public static ModelBundle of(TrainedModel model, ResultStore store) {
    Row trial = store.rows(model.commit(), Tables.TRIALS).get(0);
    Predictions predictions = new Predictions();
    store.rows(model.commit(), Tables.PREDICTIONS).forEach(predictions::add);
    RunReport report =
        RunReport.of(new RunResults("", List.of(trial), predictions), Resampling.USUAL);
    return new ModelBundle(
        model,
        model.onnx(store),
        trial,
        report.metrics().stream()
            .filter(one -> one.split().equals(TEST) && one.scores() == ScoreKind.PLAIN)
            .toList());
  }

  /** What is to be written, by the name of its file. */
  public Map<String, FailableConsumer<OutputStream, IOException>> files() {
    byte[] metadata = JsonFile.bytes(new BundleMetadata(this).document());
    byte[] card = new ModelCard(this).markdown().getBytes(UTF_8);
    Map<String, FailableConsumer<OutputStream, IOException>> files = new LinkedHashMap<>();
    files.put(NETWORKS, networks::write);
    files.put("metadata.json", out -> out.write(metadata));
    files.put("CARD.md", out -> out.write(card));
    return files;
  }

  /** A column of the trial's row, as text; {@code unknown} where it holds nothing. */
  String known(String column) {
    return trial.has(column) ? trial.text(column) : "unknown";
  }
}
