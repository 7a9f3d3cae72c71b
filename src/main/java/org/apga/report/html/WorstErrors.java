package org.apga.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apga.report.CalledImage;
import org.apga.report.CellName;
import org.apga.report.ClassNames;
import org.apga.store.Row;
import org.jspecify.annotations.Nullable;

/** The test images that the largest share of trials classified wrongly, from table predictions. */
final class WorstErrors {
  private static final int MOST = 25;

  private final Map<String, Image> images = new HashMap<>();

  private final ClassNames classes;

  /** The columns: arms, each with its variant that is shown. */
  private final List<String> ways;

  /** The column of each trial by its id; trials of folded variants have none. */
  private final Map<String, String> wayOf = new HashMap<>();

  /**
   * @param trials the cell of each trial, by the trial's id
   */
  WorstErrors(Cells cells, ClassNames classes, Map<String, CellName> trials) {
    this.classes = classes;
    ways = cells.all().stream().filter(cells::leads).map(CellName::way).distinct().toList();
    trials.forEach(
        (trial, cell) -> {
          if (cells.leads(cell)) {
            wayOf.put(trial, cell.way());
          }
        });
  }

  /** The predictions of one image: the wrong ones and all, in total and by arm and variant. */
  private static final class Image {
    private final String part;
    private final String path;
    private final String kind;

    /** Whether the probability that is shown is that of the image's own class. */
    private final boolean ofOwnClass;

    private final int[] all = new int[2];
    private final Map<String, int[]> byWay = new HashMap<>();
    private double sum;

    private Image(CalledImage image) {
      part = image.row().text("part");
      path = image.row().text("path");
      kind = image.own();
      ofOwnClass = image.shown().equals(kind);
    }

    private void add(@Nullable String way, CalledImage image) {
      boolean wrong = !image.isCalledRightly();
      sum += image.probability();
      count(all, wrong);
      if (way != null) {
        count(byWay.computeIfAbsent(way, w -> new int[2]), wrong);
      }
    }

    private static void count(int[] counts, boolean wrong) {
      counts[0] += wrong ? 1 : 0;
      counts[1]++;
    }

    private double probability() {
      return sum / all[1];
    }

    /** How many were wrong and how many there are, such as "3/10"; a dash for null. */
    private static TableCell told(int @Nullable [] counts) {
      return TableCell.number(counts == null ? Digits.NONE : counts[0] + "/" + counts[1]);
    }

    private List<TableCell> row(List<String> ways) {
      List<TableCell> row = new ArrayList<>();
      row.add(new TableCell(path, "th", "code"));
      row.add(TableCell.text(kind));
      row.add(TableCell.number(probability(), 2));
      row.add(told(all));
      ways.forEach(way -> row.add(told(byWay.get(way))));
      return row;
    }

    private double share() {
      return (double) all[0] / all[1];
    }

    private double confidence() {
      return Math.abs(probability() - (ofOwnClass ? 1 : 0));
    }
  }

  /** Adds one row of {@link org.apga.store.Tables#PREDICTIONS}. */
  void add(Row row) {
    if (row.text("split").equals("test")) {
      CalledImage image = new CalledImage(row, classes);
      images
          .computeIfAbsent(row.text("part") + " " + row.text("path"), key -> new Image(image))
          .add(wayOf.get(row.text("trial")), image);
    }
  }

  void write(Markup html) {
    if (images.isEmpty()) {
      html.absent("There are no predictions of test images.");
      return;
    }
    List<Image> wrong = images.values().stream().filter(image -> image.all[0] > 0).toList();
    html.paragraph(
        Prose.of(
            "errors.about",
            Digits.count(images.size(), "test image", "test images"),
            wrong.size(),
            wrong.stream().filter(image -> image.all[0] == image.all[1]).count()));
    if (!wrong.isEmpty()) {
      table(wrong).write(html);
      html.note(
          Prose.of(
              "errors.probability",
              classes.areTwo() ? "of class " + classes.positive() : "of the image's own class"));
      html.more(wrong.size() - MOST, "image", "table predictions");
    }
  }

  private DataTable table(List<Image> wrong) {
    DataTable table = new DataTable("errors").with(ways);
    wrong.stream()
        .sorted(
            Comparator.comparingDouble(Image::share)
                .thenComparingDouble(Image::confidence)
                .reversed()
                .thenComparing(image -> image.part)
                .thenComparing(image -> image.path))
        .limit(MOST)
        .forEach(image -> table.row(image.row(ways)));
    return table;
  }
}
