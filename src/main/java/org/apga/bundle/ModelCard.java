package org.apga.bundle;

import java.util.Locale;
import java.util.Map;
import org.apga.config.GridConfig.Selection;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.TrialMetrics;
import org.apga.store.Commit;
import org.apga.store.Row;
import org.apga.store.onnx.OnnxModel;

/** The page {@code CARD.md}, to read before using the model. */
record ModelCard(ModelBundle bundle) {
  private static final String PAGE =
      """
      # Model card of %s

      A classifier of %s (%s, arm %s, seed %d). `model.onnx` (opset %d) contains its networks:
      input `%s`; outputs `%s`. Levels go from 0 black to 1 white; the file normalises them itself.
      The probabilities are for %s, in that order.

      ## Use
      %s
      Do not use it for other parts of the body, or for images of other sites or devices, before you have measured
      its figures there. The figures below hold only for the data set below. A mask shows where training learned to
      point. It is not the outline of a lesion.

      ## Data
      | | |
      |---|---|
      | data set | %s |
      | SHA-256 of all its rows | %s |
      | SHA-256 of its splits | %s |
      | SHA-256 of its images | %s |
      | training images | %d |
      | selection images | %d |
      | test images, studies, patients | %d, %d, %s |

      ## Selection
      The weights are those of epoch %d of %d, the best by %s: %s.
      %s

      ## Figures
      On the test split. Intervals are 95 %% intervals over patients; one that is marked exact is Clopper and Pearson's,
      which counts each patient once. An interval is unknown if the figure is the same in all resamples of the patients,
      or undefined in many. Noise can only increase ece (the calibration error), so its interval is corrected and can lie
      below the figure. A study has the mean probability of its images.

      | level | metric | value | interval |
      |---|---|---|---|
      %s%s
      ## Recipe
      The settings and inputs that determined the numbers. The names are those of the program's settings; inputs are
      part, arm, shots, seed, the code, libraries, and hashes of the part's rows with their splits (`manifest`) and of
      its images (`images`).

      | setting | value |
      |---|---|
      %s
      ## Origin
      Trained by version %s, commit %s%s, with engine %s on a %s in %s precision.
      """;

  String markdown() {
    Commit commit = bundle.model().commit();
    Row trial = bundle.trial();
    Selection selection = bundle.model().config().selection();
    return String.format(
        Locale.ROOT,
        PAGE,
        commit.trial(),
        bundle.images(),
        escaped(commit.part()),
        commit.arm(),
        commit.seed(),
        OnnxModel.OPSET,
        bundle.networks().input(),
        String.join("`, `", bundle.networks().outputs()),
        escaped(String.join(", ", bundle.networks().classes())),
        bundle.use(),
        escaped(bundle.known("manifest")),
        bundle.known("manifest_hash"),
        bundle.known("split_hash"),
        commit.identity().getOrDefault("images", "unknown"),
        trial.whole("train_images"),
        trial.whole("selection_images"),
        trial.whole("test_images"),
        trial.whole("test_studies"),
        bundle.figures(ScoreKind.PLAIN).stream()
            .findFirst()
            .map(of -> Integer.toString(of.patients()))
            .orElse("unknown"),
        trial.whole("best_epoch"),
        trial.whole("epochs"),
        selection.inWords(),
        number(selection.value(trial.real("best_score"))),
        trial.flag("reported_split_selects")
            ? "They were selected on the test split, so its figures are maxima and too optimistic."
            : "The test split was not used for selection.",
        figures(ScoreKind.PLAIN),
        new CardSections(bundle).markdown(),
        recipe(commit.identity()),
        bundle.known("version"),
        bundle.known("git_commit"),
        trial.flag("git_dirty") ? " with uncommitted changes" : "",
        bundle.known("engine"),
        bundle.known("device"),
        bundle.known("precision"));
  }

  /** One row per metric, for images and for studies. */
  String figures(ScoreKind scores) {
    StringBuilder rows = new StringBuilder();
    for (TrialMetrics figures : bundle.figures(scores)) {
      for (Metric metric : bundle.report().classes().metrics()) {
        Interval interval = figures.intervals().getOrDefault(metric, Interval.NONE);
        rows.append(
            "| %s | %s | %s | %s |\n"
                .formatted(
                    figures.level().label(),
                    metric == Metric.AUROC
                        ? bundle.report().classes().auroc()
                        : metric.label().replace('_', ' '),
                    number(metric.of(figures.metrics())),
                    ends(interval)));
      }
    }
    return rows.toString();
  }

  private static String recipe(Map<String, String> identity) {
    StringBuilder rows = new StringBuilder();
    identity.forEach(
        (setting, value) -> rows.append("| `%s` | %s |\n".formatted(setting, escaped(value))));
    return rows.toString();
  }

  /** The ends of an interval, and whether it is exact. */
  static String ends(Interval interval) {
    return interval.isKnown()
        ? number(interval.low())
            + " to "
            + number(interval.high())
            + (interval.exact() ? ", exact" : "")
        : "unknown";
  }

  /** A text on one line, with markup escaped. */
  static String escaped(String text) {
    return text.replaceAll("\\p{Cntrl}", "?").replaceAll("[|<\\\\*_`]", "\\\\$0");
  }

  static String number(double value) {
    return Double.isNaN(value) ? "unknown" : String.format(Locale.ROOT, "%.4f", value);
  }
}
