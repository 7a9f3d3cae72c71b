package org.apga.report.html;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.store.Row;

/** The test images that most trials call wrong, gathered from the table of predictions. */
final class WorstErrors {
  private static final double ABNORMAL = 0.5;

  private final Map<String, Image> images = new HashMap<>();

  /** What trials said of one image. */
  static final class Image {
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

    String part() {
      return part;
    }

    String path() {
      return path;
    }

    boolean isAbnormal() {
      return label == 1;
    }

    int trials() {
      return trials;
    }

    int wrong() {
      return wrong;
    }

    /** Mean probability of being abnormal. */
    double probability() {
      return sum / trials;
    }

    /** How many of an arm's trials were wrong, and of how many: "3/10"; a dash for none. */
    String of(String arm) {
      int[] counts = byArm.get(arm);
      return counts == null ? Digits.NONE : counts[0] + "/" + counts[1];
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

  /** Images that some trial called wrong, the worst first. */
  List<Image> worst(int most) {
    return images.values().stream()
        .filter(image -> image.wrong > 0)
        .sorted(
            Comparator.comparingDouble(Image::share)
                .thenComparingDouble(Image::confidence)
                .reversed()
                .thenComparing(Image::part)
                .thenComparing(Image::path))
        .limit(most)
        .toList();
  }

  /** How many images some trial called wrong. */
  long count() {
    return images.values().stream().filter(image -> image.wrong > 0).count();
  }

  /** How many images every trial called wrong. */
  long alwaysWrong() {
    return images.values().stream().filter(image -> image.wrong == image.trials).count();
  }

  /** How many images there are. */
  long images() {
    return images.size();
  }
}
