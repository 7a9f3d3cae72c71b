package org.apga.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.store.Row;

/** The data: how many images, whether any leaks from split to split, what could not be read. */
final class DataSection implements Section {
  private static final int MOST_PATHS = 50;

  private final RunFacts facts;

  DataSection(RunFacts facts) {
    this.facts = facts;
  }

  @Override
  public String id() {
    return "data";
  }

  @Override
  public String title() {
    return "Data, leakage and unreadable files";
  }

  @Override
  public void write(Markup html) {
    List<Row> done = facts.completed();
    if (done.isEmpty()) {
      Note.absent(html, "No trial is done, so that no data were counted.");
      return;
    }
    long shared = most(done, "shared_patients");
    long identical = most(done, "identical_images");
    long ofShared = most(done, "shared_patient_images");
    if (shared > 0) {
      html.paragraph(
          "Leakage: " + Digits.count(shared, "patient is", "patients are") + " in two splits.",
          "class",
          "warning");
    } else {
      html.paragraph(
          "Leakage check: no patient is in two splits"
              + (ofShared > 0
                  ? ", since "
                      + Digits.count(ofShared, "image was", "images were")
                      + " left out for it"
                  : "")
              + (identical > 0
                  ? "; " + identical + " identical images of a part were left out of training."
                  : " and no identical image was found in two."),
          "class",
          "good");
    }
    long untested = most(done, "unreadable_test_images");
    if (untested > 0) {
      html.paragraph(
          "The test is not whole: "
              + Digits.count(untested, "image of a part was", "images of a part were")
              + " unreadable and left out, as data.unreadable-test-images = drop allows.",
          "class",
          "warning");
    }
    table(done).write(html);
    unreadable(html, done);
    html.paragraph(
        "The data set names neither age nor sex of its patients, so that no figure by subgroup, and"
            + " none on fairness, can be given.");
  }

  private static long most(List<Row> trials, String column) {
    return trials.stream().mapToLong(t -> whole(t, column)).max().orElse(0);
  }

  private static long whole(Row trial, String column) {
    return trial.has(column) ? trial.whole(column) : 0;
  }

  private static DataTable table(List<Row> done) {
    DataTable table =
        new DataTable(
            "Images of each part; a part's trials all see the same",
            "trials",
            "part",
            "#training",
            "#selection",
            "#test",
            "#of them abnormal",
            "#test studies",
            "#unreadable",
            "#of the test",
            "#identical, left out",
            "#shared patients");
    Map<String, Row> parts = new LinkedHashMap<>();
    done.forEach(t -> parts.putIfAbsent(RunFacts.block(RunFacts.cell(t)), t));
    parts.forEach(
        (part, t) ->
            table.row(
                TableCell.head(part),
                TableCell.number(whole(t, "train_images")),
                TableCell.number(whole(t, "selection_images")),
                TableCell.number(whole(t, "test_images")),
                TableCell.number(whole(t, "test_positives")),
                TableCell.number(whole(t, "test_studies")),
                count(whole(t, "unreadable_images")),
                count(whole(t, "unreadable_test_images")),
                TableCell.number(whole(t, "identical_images")),
                count(whole(t, "shared_patients"))));
    return table;
  }

  private static TableCell count(long count) {
    return count > 0
        ? new TableCell(Long.toString(count), "td", "n warn")
        : TableCell.number(count);
  }

  private static void unreadable(Markup html, List<Row> done) {
    List<String> lines =
        new ArrayList<>(
            done.stream()
                .filter(t -> t.has("unreadable_paths"))
                .flatMap(t -> t.text("unreadable_paths").lines())
                .distinct()
                .sorted()
                .toList());
    if (lines.isEmpty()) {
      html.paragraph("Every image could be read.");
      return;
    }
    html.paragraph(
        "What could not be read and was left out ("
            + Digits.count(lines.size(), "file", "files")
            + "):");
    html.open("ul", "class", "paths");
    lines.stream()
        .limit(MOST_PATHS)
        .forEach(line -> html.open("li").open("code").told(line).close().close());
    html.close().line();
    if (lines.size() > MOST_PATHS) {
      Note.small(html, (lines.size() - MOST_PATHS) + " more in table trials.");
    }
  }
}
