package org.apga.bundle;

import java.util.Locale;
import java.util.Map;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.TrialMetrics;
import org.apga.store.Commit;
import org.apga.store.Row;
import org.apga.store.onnx.OnnxModel;

/** The page {@code CARD.md}: what a person should know before they use the model. */
record ModelCard(ModelBundle bundle) {
  static final String USE =
      "Research alone. It is no medical device. Do not use it to diagnose, to triage or to treat.";

  private static final String PAGE =
      """
      # Model card of %s

      A classifier of radiographs (%s, arm %s, seed %d). `model.onnx` (opset %d) holds its networks:
      input `%s`; outputs `%s`. Levels go from 0 black to 1 white; the file normalises them itself.
      The probabilities are of %s, in that order.

      ## Use
      %s
      Do not use it on other parts of the body, or on images of other sites or devices, before its figures are
      measured there. Figures below hold for the data set below alone. A mask shows what training pointed at.
      It is not the outline of a lesion.

      ## Data
      | | |
      |---|---|
      | data set | %s |
      | SHA-256 of its rows | %s |
      | of its splits | %s |
      | of its images | %s |
      | images to train on | %d |
      | images to select by | %d |
      | images to test on | %d |

      ## Selection
      The weights are those of epoch %d of %d, the best by `selection.metric` on the split `selection.split`: %s.
      %s

      ## Figures
      Of the test split. Intervals are of 95 %%, over patients. A study has the mean probability of its images.

      | of each | metric | value | interval |
      |---|---|---|---|
      %s%s
      ## Recipe
      What decided the numbers; `reference.conf` explains each setting.

      | setting | value |
      |---|---|
      %s
      ## Origin
      Trained by version %s, commit %s%s, with %s on %s in precision %s.
      """;

  String markdown() {
    Commit commit = bundle.model().commit();
    Row trial = bundle.trial();
    return String.format(
        Locale.ROOT,
        PAGE,
        commit.trial(),
        commit.part(),
        commit.arm(),
        commit.seed(),
        OnnxModel.OPSET,
        bundle.networks().input(),
        String.join("`, `", bundle.networks().outputs()),
        escaped(String.join(", ", bundle.networks().classes())),
        USE,
        bundle.known("manifest"),
        bundle.known("manifest_hash"),
        bundle.known("split_hash"),
        commit.identity().getOrDefault("images", "unknown"),
        trial.whole("train_images"),
        trial.whole("selection_images"),
        trial.whole("test_images"),
        trial.whole("best_epoch"),
        trial.whole("epochs"),
        number(trial.real("best_score")),
        trial.flag("reported_split_selects")
            ? "The test split chose them, so its figures are maxima and too good."
            : "The test split had no part in it.",
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

  /** A row a metric, of images and of studies. */
  String figures(ScoreKind scores) {
    StringBuilder rows = new StringBuilder();
    for (TrialMetrics figures : bundle.figures(scores)) {
      for (Metric metric : bundle.report().classes().metrics()) {
        Interval interval = figures.intervals().getOrDefault(metric, Interval.NONE);
        rows.append(
            "| %s | %s | %s | %s |\n"
                .formatted(
                    figures.level().label(),
                    metric.label(),
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

  /** Ends of an interval. */
  static String ends(Interval interval) {
    return interval.isKnown()
        ? number(interval.low()) + " to " + number(interval.high())
        : "unknown";
  }

  /** A text that is no markup, on one line. */
  static String escaped(String text) {
    return text.replaceAll("\\p{Cntrl}", "?").replaceAll("[|<]", "\\\\$0");
  }

  static String number(double value) {
    return Double.isNaN(value) ? "unknown" : String.format(Locale.ROOT, "%.4f", value);
  }
}
