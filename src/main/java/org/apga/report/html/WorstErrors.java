package org.apga.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.store.Row;

/** The test images that most trials call wrong, gathered from the table of predictions. */
final class WorstErrors {
  private static final double ABNORMAL = 0.5;
  private static final int MOST = 25;

  private final Map<String, Image> images = new HashMap<>();

  /** What trials said of one image. */
  private static final class Image {
    private final String part;
    private final String path;
    private final long label;
    private final Map<String, int[]> byArm = new TreeMap<>();
    private int trials;
    private int wrong;
    private double sum;

    private Image(String part, String path, long label) {
      this.part = part;
      this.path = path;
      this.label = label;
    }

    private void add(String arm, double probability) {
      int[] counts = byArm.computeIfAbsent(arm, a -> new int[2]);
      boolean isWrong = probability > ABNORMAL != (label == 1);
      trials++;
      sum += probability;
      counts[1]++;
      if (isWrong) {
        wrong++;
        counts[0]++;
      }
    }

    /** Mean probability of being abnormal. */
    private double probability() {
      return sum / trials;
    }

    /** How many of an arm's trials were wrong, and of how many: "3/10"; a dash for none. */
    private String of(String arm) {
      int[] counts = byArm.get(arm);
      return counts == null ? Digits.NONE : counts[0] + "/" + counts[1];
    }

    private List<TableCell> row(List<String> arms) {
      List<TableCell> row = new ArrayList<>();
      row.add(new TableCell(path, "th", "code"));
      row.add(TableCell.text(label == 1 ? "abnormal" : "normal"));
      row.add(TableCell.number(probability(), 2));
      row.add(TableCell.number(wrong + "/" + trials));
      arms.forEach(arm -> row.add(TableCell.number(of(arm))));
      return row;
    }

    private double share() {
      return (double) wrong / trials;
    }

    private double confidence() {
      return Math.abs(probability() - label);
    }
  }

  /** Takes one row of {@link org.apga.store.Tables#PREDICTIONS}. */
  void add(Row row) {
    if (row.text("split").equals("test")) {
      String part = row.text("part");
      images
          .computeIfAbsent(
              part + " " + row.text("path"),
              key -> new Image(part, row.text("path"), row.whole("label")))
          .add(row.text("arm"), row.real("probability"));
    }
  }

  /** Writes them, with a column for each of the run's arms. */
  void write(Markup html, List<String> arms) {
    if (images.isEmpty()) {
      html.absent("There are no predictions of test images.");
      return;
    }
    List<Image> wrong = images.values().stream().filter(image -> image.wrong > 0).toList();
    html.paragraph(
        String.format(
            "Of %s, %s were called wrong by some trial and %s by every trial. What every arm and seed"
                + " calls wrong is hard, or labelled wrong.",
            Digits.count(images.size(), "test image", "test images"),
            wrong.size(),
            wrong.stream().filter(image -> image.wrong == image.trials).count()));
    if (!wrong.isEmpty()) {
      table(wrong, arms).write(html);
      html.more(wrong.size() - MOST, "in table predictions.");
    }
  }

  private static DataTable table(List<Image> wrong, List<String> arms) {
    List<String> columns =
        new ArrayList<>(List.of("image", "label", "#mean probability", "#wrong"));
    arms.forEach(arm -> columns.add("#" + arm));
    DataTable table =
        new DataTable(
            "Test images that most trials call wrong: wrong of trials, by arm",
            "predictions",
            columns);
    wrong.stream()
        .sorted(
            Comparator.comparingDouble(Image::share)
                .thenComparingDouble(Image::confidence)
                .reversed()
                .thenComparing(image -> image.part)
                .thenComparing(image -> image.path))
        .limit(MOST)
        .forEach(image -> table.row(image.row(arms)));
    return table;
  }
}
