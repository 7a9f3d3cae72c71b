package org.apga.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apga.metrics.Metric;

/**
 * A figure of the test split that a report summarises over seeds, named like a column of trials.
 */
public enum Measure {
  /** Images called correctly: the figure that the paper reports and a gate checks. */
  ACCURACY(Level.IMAGE, ScoreKind.PLAIN, Metric.ACCURACY),
  /** AUROC of images. */
  AUROC(Level.IMAGE, ScoreKind.PLAIN, Metric.AUROC),
  /** Studies called correctly. */
  STUDY_ACCURACY(Level.STUDY, ScoreKind.PLAIN, Metric.ACCURACY),
  /** AUROC of studies. */
  STUDY_AUROC(Level.STUDY, ScoreKind.PLAIN, Metric.AUROC),
  /** Cohen's kappa of studies: MURA's own measure. */
  STUDY_KAPPA(Level.STUDY, ScoreKind.PLAIN, Metric.KAPPA),
  /** Images called correctly with test-time augmentation; only some arms have it. */
  TTA_ACCURACY(Level.IMAGE, ScoreKind.TTA, Metric.ACCURACY),
  /** Kappa of images with quadratic weights; only for classes that are grades. */
  QUADRATIC_KAPPA(Level.IMAGE, ScoreKind.PLAIN, Metric.QUADRATIC_KAPPA);

  private final Level level;
  private final ScoreKind scores;
  private final Metric metric;

  Measure(Level level, ScoreKind scores, Metric metric) {
    this.level = level;
    this.scores = scores;
    this.metric = metric;
  }

  /** What is counted: images or whole studies. */
  public enum Level {
    /** Each image by itself. */
    IMAGE,
    /** A study's mean probability. */
    STUDY;

    /** Its name in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How a network's probabilities were computed. */
  public enum ScoreKind {
    /** From the image as it is. */
    PLAIN,
    /** Averaged with test-time augmentation. Never compared with plain ones. */
    TTA;

    /** Its name in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The measures by which arms are compared, which every arm has, whatever the classes. */
  public static List<Measure> compared() {
    return Arrays.stream(values())
        .filter(m -> m.scores == ScoreKind.PLAIN && m != QUADRATIC_KAPPA)
        .toList();
  }

  /** Its name, and that of its column in the table of trials. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isOf(Level ofLevel, ScoreKind ofScores) {
    return level == ofLevel && scores == ofScores;
  }

  Metric metric() {
    return metric;
  }
}
