package org.apga.bundle;

import java.util.List;
import java.util.stream.Collectors;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.Reached;
import org.apga.report.Reached.Figure;
import org.apga.report.SubgroupReport.Subgroup;
import org.apga.report.TrialMetrics;
import org.apga.report.TrialMetrics.OfClass;

/** The sections of a model card that not every trial has. */
record CardSections(ModelBundle bundle) {
  private static final List<Metric> OF_SUBGROUP = List.of(Metric.ACCURACY, Metric.AUROC);

  private static final String POSITIVE =
      """

      Sensitivity is the share of class %s that is classified as %1$s. Specificity is the share of class %s that is
      classified as %2$s.
      """;

  private static final String CLASSES =
      """

      ## Figures of each class
      Each class against all others, on test images. An image counts as predicted to be of the class with the
      largest probability, or of the first of several. Intervals are 95 % intervals over patients; a figure without one
      has no known interval.

      | class | images | sensitivity | specificity | AUROC |
      |---|---|---|---|---|
      """;

  private static final String CONFUSION =
      """

      Test images by their true class (rows) and their predicted class (columns):

      """;

  private static final String AUGMENTED =
      """

      ## Figures with test-time augmentation
      `model-tta.onnx` has the input and the outputs of `model.onnx`. Its probabilities are the mean of two: those of
      the image, and those of a copy that keeps the pixels that the mask points at (0.5 or more) and has `arms.fill` elsewhere.

      | level | metric | value | interval |
      |---|---|---|---|
      """;

  private static final String SUBGROUPS =
      """

      ## Figures of subgroups
      Test images by their values in the manifest, without test-time augmentation. Intervals are 95 % intervals over
      patients; a figure without one has no known interval.
      """;

  private static final String SUBGROUP_TABLE =
      """

      | column | value | images | accuracy | %s | remark |
      |---|---|---|---|---|---|
      """;

  /** The sections, each after an empty line; empty if there are none. */
  String markdown() {
    return positive() + classes() + augmented() + subgroups();
  }

  /** Which of two classes the figures above are about. */
  private String positive() {
    List<String> names = bundle.networks().classes();
    return bundle.report().classes().areTwo()
        ? POSITIVE.formatted(ModelCard.escaped(names.get(1)), ModelCard.escaped(names.get(0)))
        : "";
  }

  private String classes() {
    StringBuilder sections = new StringBuilder();
    for (TrialMetrics figures : bundle.figures(ScoreKind.PLAIN)) {
      if (figures.level() == Level.IMAGE && !figures.classes().isEmpty()) {
        sections.append(CLASSES);
        List<String> names = bundle.networks().classes();
        for (int label = 0; label < names.size(); label++) {
          sections.append(row(names.get(label), figures.classes().get(label)));
        }
        sections.append(CONFUSION).append(confusion(names, figures.metrics()));
      }
    }
    return sections.toString();
  }

  private static String row(String name, OfClass of) {
    StringBuilder row = new StringBuilder();
    row.append("| %s | %d |".formatted(ModelCard.escaped(name), of.metrics().positives()));
    for (Metric metric : Metric.OF_CLASS) {
      Interval interval = of.intervals().getOrDefault(metric, Interval.NONE);
      row.append(' ').append(figure(metric.of(of.metrics()), interval)).append(" |");
    }
    return row.append('\n').toString();
  }

  private static String confusion(List<String> names, ClassificationMetrics metrics) {
    StringBuilder table = new StringBuilder("| |");
    names.forEach(name -> table.append(" %s |".formatted(ModelCard.escaped(name))));
    table.append("\n|---|").append("---|".repeat(names.size())).append('\n');
    for (int truth = 0; truth < names.size(); truth++) {
      table.append("| %s |".formatted(ModelCard.escaped(names.get(truth))));
      metrics.confusion().get(truth).forEach(count -> table.append(" %d |".formatted(count)));
      table.append('\n');
    }
    return table.toString();
  }

  private String augmented() {
    return bundle.augmented().isEmpty()
        ? ""
        : AUGMENTED + new ModelCard(bundle).figures(ScoreKind.TTA);
  }

  private String subgroups() {
    List<Subgroup> subgroups = bundle.report().subgroups().subgroups();
    List<String> leftOut = bundle.leftOut();
    if (subgroups.isEmpty() && leftOut.isEmpty()) {
      return "";
    }
    return SUBGROUPS
        + (leftOut.isEmpty()
            ? ""
            : "Columns with more than %d values are omitted: %s.\n"
                .formatted(ModelBundle.MOST_VALUES, ModelCard.escaped(String.join(", ", leftOut))))
        + (subgroups.isEmpty() ? "" : SUBGROUP_TABLE.formatted(bundle.report().classes().auroc()))
        + subgroups.stream().map(CardSections::row).collect(Collectors.joining());
  }

  private static String row(Subgroup subgroup) {
    Reached reached = subgroup.reached();
    StringBuilder row = new StringBuilder();
    row.append(
        "| %s | %s | %d |"
            .formatted(
                ModelCard.escaped(subgroup.attribute()),
                ModelCard.escaped(subgroup.named()),
                reached.n()));
    boolean none = reached.figures().isEmpty();
    for (Metric metric : OF_SUBGROUP) {
      Figure figure = reached.figure(metric);
      row.append(none ? " |" : " " + figure(figure.value(), figure.interval()) + " |");
    }
    return row.append(remark(reached)).append(" |\n").toString();
  }

  private static String remark(Reached reached) {
    if (reached.figures().isEmpty()) {
      return " too few: " + reached.tooFew();
    }
    return Double.isNaN(reached.figure(Metric.AUROC).value()) ? " a class has no image" : "";
  }

  private static String figure(double value, Interval interval) {
    return ModelCard.number(value)
        + (interval.isKnown() ? " (" + ModelCard.ends(interval) + ")" : "");
  }
}
