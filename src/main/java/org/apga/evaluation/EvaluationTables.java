package org.apga.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apga.data.Example;
import org.apga.data.Split;
import org.apga.files.JsonFile;
import org.apga.files.StoreException;
import org.apga.provenance.Sha256;
import org.apga.report.Evaluated;
import org.apga.report.Predictions;
import org.apga.report.ReportSettings;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.trial.TrialRows;
import org.jspecify.annotations.Nullable;

/**
 * Turns the scores of models on a data set into rows of the tables, in a separate run: {@code
 * evaluation-NAME-HASH}. A grid's runs do not change. The same evaluation again has the same name
 * and replaces the earlier one.
 *
 * @param readings the readings of all images to evaluate on
 */
public record EvaluationTables(
    String dataSet, List<ScoredModel> models, List<ImageReading> readings, ReportSettings asked) {
  private static final int HASH_BYTES = 4;
  private static final int LONGEST_NAME = 60;
  private static final String SPLIT = "test";

  /**
   * Returns the name of an evaluation's run: it differs for other models, images, labels, pixels or
   * boxes.
   *
   * @param examples images to read
   * @param boxes hash of the boxes that a file lists; empty if there is none
   * @param readings their readings, with hashes of their pixels
   */
  public static String run(
      String dataSet,
      List<Example> examples,
      String boxes,
      List<ImageReading> readings,
      List<TrainedModel> models) {
    SortedMap<String, String> images = new TreeMap<>();
    for (ImageReading reading : readings) {
      images.put(examples.get(reading.image()).toString(), reading.hash());
    }
    String trials =
        models.stream()
            .map(model -> model.commit().trial())
            .sorted()
            .collect(Collectors.joining("\n"));
    String hashes =
        images.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n"));
    String what =
        String.join("\n", dataSet, trials, hashes) + (boxes.isEmpty() ? "" : "\n" + boxes);
    String name = dataSet.replaceAll("[^A-Za-z0-9._-]+", "-");
    return Evaluated.PREFIX
        + name.substring(0, Math.min(LONGEST_NAME, name.length()))
        + "-"
        + Sha256.of(what).substring(0, 2 * HASH_BYTES);
  }

  /**
   * Returns metrics with intervals over patients, the requested subgroups, and the cell's summary.
   */
  public RunReport report() {
    return RunReport.of(results(), asked);
  }

  /** The models' results: one row of the table of trials per model, and the predictions. */
  public RunResults results() {
    Predictions predictions = new Predictions();
    predictions().forEach(predictions::add);
    return new RunResults("", models.stream().map(this::trial).toList(), predictions);
  }

  /** Rows of the table of predictions. */
  public List<Row> predictions() {
    return models.stream().flatMap(model -> predictions(model).stream()).toList();
  }

  /**
   * Publishes predictions, metrics, subgroups and, last, the summary.
   *
   * @return the publication that the tables belong to
   * @throws StoreException if a table cannot be written
   */
  public String publish(ResultStore store, String run, RunReport report) {
    List<Row> rows = predictions();
    String publication = UUID.randomUUID().toString();
    RunReports.writing(
        "predictions of " + run,
        store,
        () -> store.publish(run, publication, Tables.PREDICTIONS, rows));
    RunReports.publish(store, run, publication, report, this::marked);
    return publication;
  }

  private Row marked(Row row) {
    Row.Builder marked = row.toBuilder().set("data_set", dataSet);
    if (row.schema().equals(Tables.SUMMARY)) {
      // How a model was chosen belongs to the run that trained it.
      marked.set("tried", null);
      marked.set("seen_images", seenByAny());
    }
    return marked.build();
  }

  /** The number of images that some model has seen; null if not known for every model. */
  private @Nullable Long seenByAny() {
    if (!models.stream().allMatch(ScoredModel::seenKnown)) {
      return null;
    }
    return IntStream.range(0, models.get(0).seen().size())
        .filter(image -> models.stream().anyMatch(m -> m.seen().get(image).isPresent()))
        .count();
  }

  private List<Row> predictions(ScoredModel model) {
    TrialRows trial = new TrialRows(model.model().trial(), model.model().config());
    List<Row> rows = new ArrayList<>();
    for (Row row : trial.predictions(SPLIT, model.evaluation(), model.lesions())) {
      String seen = seenIn(model.seen().get(rows.size()));
      rows.add(row.toBuilder().set("data_set", dataSet).set("seen_in", seen).build());
    }
    return rows;
  }

  private Row trial(ScoredModel model) {
    TrialRows rows = new TrialRows(model.model().trial(), model.model().config());
    Row.Builder row =
        TrialRows.cell(model.model().trial(), Tables.TRIALS).set("status", "completed");
    row.set("unreadable_test_images", readings.stream().filter(r -> !r.readable()).count());
    rows.test(row, model.evaluation(), model.lesions());
    return row.build();
  }

  /**
   * What a page shows besides the tables.
   *
   * @param place where the images were listed
   */
  public Evaluated evaluated(String run, List<Example> examples, String place, Instant now) {
    return new Evaluated(
        run,
        dataSet,
        place,
        now,
        readings.stream().filter(ImageReading::readable).count(),
        seenByAny(),
        models.stream().map(EvaluationTables::model).toList(),
        readings.stream()
            .filter(reading -> !reading.readable())
            .map(reading -> examples.get(reading.image()).path() + ": " + reading.reason())
            .toList());
  }

  private static Evaluated.Model model(ScoredModel model) {
    return new Evaluated.Model(
        model.model().commit().trial(),
        model.model().title(),
        model.seenKnown() ? model.seenImages() : null);
  }

  /** Returns what the tables do not contain: where the data was, and what could not be read. */
  public ObjectNode document(GivenImages images, String place, Instant now) {
    ObjectNode json = JsonFile.object();
    json.put("data_set", dataSet)
        .put("data", place)
        .put("manifest", images.manifest().hash())
        .put("boxes", images.lesions().file())
        .put("evaluated", now.toString())
        .put("images", readings.stream().filter(ImageReading::readable).count());
    ArrayNode trials = json.putArray("trials");
    for (ScoredModel model : models) {
      ObjectNode trial = trials.addObject().put("trial", model.model().commit().trial());
      if (model.seenKnown()) {
        trial.put("seen_images", model.seenImages());
      }
    }
    ArrayNode unreadable = json.putArray("unreadable");
    for (ImageReading reading : readings) {
      if (!reading.readable()) {
        unreadable
            .addObject()
            .put("path", images.examples().get(reading.image()).path())
            .put("why", reading.reason());
      }
    }
    return json;
  }

  private static @Nullable String seenIn(Optional<Split> split) {
    return split.map(of -> of.name().toLowerCase(Locale.ROOT)).orElse(null);
  }
}
