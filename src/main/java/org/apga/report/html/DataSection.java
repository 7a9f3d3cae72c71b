package org.apga.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apga.report.CellName;
import org.apga.report.ClassNames;
import org.apga.report.Measure.Level;
import org.apga.report.TrialMetrics;
import org.apga.store.Row;

/** The data: counts of images, leakage between splits, and unreadable files. */
record DataSection(RunFacts facts) {
  private static final int MOST_PATHS = 50;

  void write(Markup html) {
    List<Row> done = facts.completed();
    if (done.isEmpty()) {
      html.absent("No trial is done, so no data were counted.");
      return;
    }
    long shared = Trials.most(done, "shared_patients");
    long identical = Trials.most(done, "identical_images");
    long ofShared = Trials.most(done, "shared_patient_images");
    if (shared > 0) {
      html.warning(
          "Leakage: " + Digits.count(shared, "patient is", "patients are") + " in two splits.");
    } else {
      String left = Digits.count(ofShared, "image was", "images were");
      String why = ofShared > 0 ? " (" + left + " left out for this)" : "";
      String pixels = Prose.of(identical > 0 ? "data.identical" : "data.different", identical);
      html.paragraph("Leakage check: no patient is in two splits" + why + pixels, "class", "good");
    }
    long untested = Trials.most(done, "unreadable_test_images");
    if (untested > 0) {
      html.warning(
          Prose.of(
              "data.untested",
              Digits.count(untested, "image of a part was", "images of a part were")));
    }
    table().write(html);
    trainingImages().forEach(html::note);
    testImages().forEach(html::note);
    if (facts.report().variance().folds() > 0 || facts.report().variance().splits()) {
      html.note(Prose.of("data.drawn"));
    }
    unreadable(html, done);
  }

  /** A sentence that names the tested images; empty if no trial is done. */
  static String tested(RunFacts facts) {
    Map<String, String> parts = new LinkedHashMap<>();
    ClassNames classes = facts.report().classes();
    for (TrialMetrics of : facts.report().metrics()) {
      if (of.split().equals("test") && of.level() == Level.IMAGE) {
        parts.putIfAbsent(
            of.cell().part(),
            Prose.of(
                "data.part",
                of.cell().part(),
                Digits.count(of.metrics().n(), "test image", "test images"),
                Digits.count(of.patients(), "patient", "patients"),
                classes.areTwo()
                    ? ", " + of.metrics().positives() + " " + classes.positive()
                    : ""));
      }
    }
    String names = Digits.or(RunFacts.list(facts.texts("manifest")));
    return parts.isEmpty()
        ? ""
        : Prose.of(
            facts.areImagesSynthetic() ? "data.synthetic" : "data.tested",
            names,
            String.join("; ", parts.values()));
  }

  /** One row per part and shot count; more only if the counts of a variant differ. */
  private DataTable table() {
    DataTable table = new DataTable("data").of(facts.report().classes()).withoutEmptyColumns();
    Map<String, List<List<TableCell>>> rows = new LinkedHashMap<>();
    for (CellName cell : facts.cells().all()) {
      List<List<TableCell>> known = rows.computeIfAbsent(cell.place(), p -> new ArrayList<>());
      List<TableCell> counts =
          facts.cells().completed(cell).stream().findFirst().map(DataSection::counts).orElse(null);
      if (counts != null && !known.contains(counts)) {
        List<TableCell> row = new ArrayList<>();
        row.add(TableCell.head(known.isEmpty() ? cell.place() : cell.block()));
        row.addAll(counts);
        table.row(row);
        known.add(counts);
      }
    }
    return table;
  }

  /** One sentence per part and shot count with its training images of each class, if known. */
  private List<String> trainingImages() {
    Map<String, String> places = new LinkedHashMap<>();
    for (CellName cell : facts.cells().all()) {
      facts.cells().completed(cell).stream()
          .flatMap(trial -> facts.report().classes().ofTraining(trial).stream())
          .findFirst()
          .ifPresent(
              counts ->
                  places.putIfAbsent(
                      cell.place(), "In training (%s): %s.".formatted(cell.place(), counts)));
    }
    return List.copyOf(places.values());
  }

  /** One sentence per part with its test images of each class, for more than two classes. */
  private List<String> testImages() {
    List<String> names = facts.report().classes().names();
    Map<String, String> parts = new LinkedHashMap<>();
    for (CellName cell : facts.cells().all()) {
      for (TrialMetrics trial : facts.cells().metrics(cell)) {
        if (!trial.classes().isEmpty()
            && trial.split().equals("test")
            && trial.level() == Level.IMAGE) {
          parts.putIfAbsent(
              cell.part(),
              IntStream.range(0, names.size())
                  .mapToObj(c -> trial.classes().get(c).metrics().positives() + " " + names.get(c))
                  .collect(Collectors.joining(", ", "Test images of " + cell.part() + ": ", ".")));
        }
      }
    }
    return List.copyOf(parts.values());
  }

  private static List<TableCell> counts(Row t) {
    return List.of(
        count(t, "train_images"),
        count(t, "selection_images"),
        count(t, "test_images"),
        t.has("test_positives") ? count(t, "test_positives") : TableCell.number(Digits.NONE),
        count(t, "test_studies"),
        bad(t, "unreadable_images"),
        bad(t, "unreadable_test_images"),
        count(t, "identical_images"),
        bad(t, "shared_patients"));
  }

  private static TableCell count(Row trial, String column) {
    return TableCell.number(Trials.whole(trial, column));
  }

  /** A count that should be 0. */
  private static TableCell bad(Row trial, String column) {
    long count = Trials.whole(trial, column);
    return count > 0 ? TableCell.alarming(Long.toString(count)) : TableCell.number(count);
  }

  private static void unreadable(Markup html, List<Row> done) {
    unreadable(
        html,
        done.stream()
            .filter(t -> t.has("unreadable_paths"))
            .flatMap(t -> t.text("unreadable_paths").lines())
            .distinct()
            .sorted()
            .toList(),
        "table trials");
  }

  /**
   * Writes which files could not be read.
   *
   * @param lines one per file
   * @param where the place that has the lines that are not shown
   */
  static void unreadable(Markup html, List<String> lines, String where) {
    if (lines.isEmpty()) {
      html.paragraph("Every image could be read.");
      return;
    }
    html.paragraph(Prose.of("data.unreadable", Digits.count(lines.size(), "file", "files")));
    html.open("ul", "class", "paths");
    lines.stream()
        .limit(MOST_PATHS)
        .forEach(line -> html.open("li").open("code").told(line).close().close());
    html.close().line();
    html.more(lines.size() - MOST_PATHS, "file", where);
  }
}
