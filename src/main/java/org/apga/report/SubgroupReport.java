package org.apga.report;

import static java.util.Comparator.comparingDouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.ReachableP;
import org.apga.report.Reached.Figure;
import org.jspecify.annotations.Nullable;

/**
 * Figures on subsets of the test images, by further columns of the manifest.
 *
 * @param asked the settings that request them
 * @param problems what could not be shown and why, a sentence or two each
 */
public record SubgroupReport(
    ReportSettings asked, List<Subgroup> subgroups, List<Matched> matched, List<String> problems) {

  /**
   * The images with one value in a column of the manifest.
   *
   * @param value null if it is not known
   * @param mirrored whether its gap is minus that of the previous row, because the column has two
   *     values
   * @param reached with gaps to the images of all other known values
   */
  public record Subgroup(
      String attribute, @Nullable String value, boolean mirrored, Reached reached) {

    /** Its value, or {@code not known}. */
    public String named() {
      return value == null ? "not known" : value;
    }
  }

  /**
   * Pairs of an abnormal and a normal image that agree in {@link ReportSettings#match}.
   *
   * @param leftOut images in no pair
   * @param unknown how many of these lack one of the attributes
   * @param matched with gaps to all images
   */
  public record Matched(int pairs, int leftOut, int unknown, Reached all, Reached matched) {}

  /** Warnings, a sentence or two each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(problems);
    long tests =
        subgroups.stream()
            .flatMap(subgroup -> subgroup.reached().figures().values().stream())
            .mapToInt(Figure::tests)
            .max()
            .orElse(0);
    double least = 2 * tests / (asked.resampling().resamples() + 1.0);
    if (least > ReachableP.ALPHA) {
      warnings.add(
          ("No gap of a subgroup can have p < 0.05: with %s tests and %s resamples no p is below"
                  + " %.3f. Set report.resamples to %s or more.")
              .formatted(
                  tests,
                  asked.resampling().resamples(),
                  least,
                  Math.round(2 * tests / ReachableP.ALPHA)));
    }
    return warnings;
  }

  /**
   * For each column with significant gaps, a line about the one with the smallest p.
   *
   * @param classes of the images
   */
  public List<String> found(ClassNames classes) {
    return asked.subgroups().stream().flatMap(column -> found(column, classes).stream()).toList();
  }

  private record Gap(Subgroup of, Metric metric, Figure figure) {}

  private List<String> found(String column, ClassNames classes) {
    List<Gap> gaps = new ArrayList<>();
    for (Subgroup subgroup : subgroups) {
      for (Metric metric : Subgroups.TESTED) {
        Figure figure = subgroup.reached().figure(metric);
        if (subgroup.attribute().equals(column)
            && !subgroup.mirrored()
            && figure.holm() < ReachableP.ALPHA) {
          gaps.add(new Gap(subgroup, metric, figure));
        }
      }
    }
    return gaps.stream().min(comparingDouble(gap -> gap.figure.holm())).stream()
        .map(gap -> line(gap, classes, gaps.size() - 1))
        .toList();
  }

  private static String line(Gap gap, ClassNames classes, int others) {
    boolean auroc = gap.metric == Metric.AUROC;
    Figure figure = gap.figure;
    return String.format(
        Locale.ROOT,
        "%s: %s of %s %s minus that of the others is %s (%s .. %s), p %s after Holm over %s%s",
        gap.of.reached().cell(),
        auroc ? classes.auroc() : "accuracy",
        gap.of.attribute(),
        // A line of a terminal must not contain control characters.
        gap.of.named().replaceAll("\\p{C}", "?"),
        number(figure.gap(), auroc),
        number(figure.gapInterval().low(), auroc),
        number(figure.gapInterval().high(), auroc),
        figure.holm() < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", figure.holm()),
        figure.tests(),
        others == 0 ? "" : "; " + others + " more in table subgroups");
  }

  private static String number(double gap, boolean auroc) {
    return String.format(Locale.ROOT, auroc ? "%+.3f" : "%+.1f", auroc ? gap : 100 * gap);
  }
}
