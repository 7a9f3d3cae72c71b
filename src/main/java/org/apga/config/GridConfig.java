package org.apga.config;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.data.Classes;
import org.apga.data.InTwoSplits;
import org.apga.data.Reading;
import org.apga.data.ShotDraw;
import org.apga.data.Tolerance;
import org.apga.data.UnreadableTestImages;
import org.apga.data.phantom.PhantomClasses;
import org.apga.engine.AdamSpec;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.EngineChoice;
import org.apga.engine.Fill;
import org.apga.engine.JointStep;
import org.apga.engine.MaskedNorms;
import org.apga.engine.NormStatistics;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.UNetSpec;

/**
 * A whole configuration, checked as far as possible without reading data. {@code reference.conf}
 * has the meaning and default of every setting.
 *
 * @param profile {@code sound} or {@code reference}
 * @param engine {@code engine} and {@code numerics.*}
 * @param centreImages number of training images over which an untrained policy is centred; 0 = it
 *     is not
 * @param start files of start weights
 * @param settings every setting that was read, by its path, as HOCON in one form: equal values have
 *     equal texts. Contains no secrets, and no setting that another one makes meaningless, such as
 *     {@code classifier.growth} if {@code classifier.depth} is not {@code custom}
 */
public record GridConfig(
    Grid grid,
    String profile,
    EngineChoice engine,
    Data data,
    String resultsRoot,
    DenseNetSpec classifier,
    UNetSpec policy,
    int centreImages,
    Start start,
    AdamSpec classifierAdam,
    AdamSpec policyAdam,
    Training training,
    Recipe recipe,
    Norms norms,
    Selection selection,
    Cutout cutout,
    GradCam gradcam,
    JointStep end2end,
    Apga apga,
    Run run,
    Limits limits,
    Notify notification,
    Recovery recovery,
    Masks masks,
    Report report,
    SortedMap<String, String> settings) {

  /**
   * {@code grid.*}.
   *
   * @param variations at least one; {@link Variation#NONE} if the grid varies nothing
   * @param tuneSeeds the seeds on which one variant of each arm is chosen for training on {@code
   *     seeds}; empty if every variant is trained on {@code seeds}
   * @param halving how variants are dropped while they are trained on {@code tuneSeeds}; empty if
   *     none is
   * @param splits whether splits are drawn per seed
   * @param folds number of folds of patients, each the test split once; 0 = the listed test split
   */
  public record Grid(
      List<String> parts,
      List<Long> seeds,
      List<Arm> arms,
      List<Shots> shots,
      List<Variation> variations,
      List<Long> tuneSeeds,
      Optional<Halving> halving,
      SplitsOf splits,
      int folds) {
    /**
     * Returns whether one variant of each arm is chosen before it is trained on the reported seeds.
     */
    public boolean isTuned() {
      return !tuneSeeds.isEmpty();
    }

    /** Returns the same grid with these variations. */
    Grid varied(List<Variation> other) {
      return new Grid(parts, seeds, arms, shots, other, tuneSeeds, halving, splits, folds);
    }
  }

  /** Whether the trials of a grid have the same splits. */
  public enum SplitsOf {
    /** All trials. */
    FIXED,
    /** The trials of a seed. */
    PER_SEED
  }

  /** Whether variants are dropped before they are trained to their end. */
  public enum Stop {
    NONE,
    HALVING
  }

  /**
   * {@code data.*}.
   *
   * @param classes empty if the manifest's labels name them
   */
  public record Data(
      String root,
      String manifest,
      Optional<Classes> classes,
      String boxes,
      double selectionShare,
      long splitSeed,
      ShotDraw.Unit shotsBy,
      Reading reading,
      InTwoSplits identicalImages,
      InTwoSplits patientsInTwoSplits,
      UnreadableTestImages unreadableTestImages,
      double maxUnreadableShare,
      long cacheBytes,
      int decodeThreads,
      Phantoms phantoms) {

    /**
     * Returns whether the images are phantoms to be written. With a manifest they are only if their
     * classes need one.
     */
    public boolean asksForPhantoms() {
      return phantoms.writeIfMissing()
          && (manifest.isEmpty() || phantoms.classes() == PhantomClasses.KINDS);
    }

    /** Returns whether the classes are those of MURA. */
    public boolean areNormalAndAbnormal() {
      return classes.equals(Optional.of(Classes.TWO));
    }

    /** Returns the problems with images that are tolerated. */
    public Tolerance tolerance() {
      return new Tolerance(
          identicalImages, patientsInTwoSplits, unreadableTestImages, maxUnreadableShare);
    }
  }

  /** {@code data.phantoms.*}. */
  public record Phantoms(
      boolean writeIfMissing, int patients, long seed, double difficulty, PhantomClasses classes) {}

  /**
   * {@code classifier.weights} and {@code policy.weights}.
   *
   * @param classifier a file; empty for drawn weights
   * @param policy a file; empty for drawn weights
   */
  public record Start(String classifier, String policy) {}

  /** {@code train.*} without the settings that are in the networks' specs. */
  public record Training(int imageSize, int batchSize, int epochs) {}

  /** {@code selection.*}. */
  public record Selection(
      SelectionSplit split,
      SelectionMetric metric,
      int patience,
      int freeFailures,
      int policyArmsEvery,
      boolean augmentedCounts) {
    /** The metric and its split, such as {@code auroc on the selection split}. */
    public String inWords() {
      return "%s on the %s split".formatted(metric, split).toLowerCase(Locale.ROOT);
    }

    /** The metric's value for a score, of which more is better; the score of a loss is negative. */
    public double value(double score) {
      return metric == SelectionMetric.LOSS ? -score : score;
    }
  }

  /** The split that decides which weights are a trial's result. */
  public enum SelectionSplit {
    SELECTION,
    TEST
  }

  /** The metric that decides. */
  public enum SelectionMetric {
    AUROC,
    ACCURACY,
    KAPPA,
    LOSS;

    /**
     * Returns its column in tables, without the split. For kappa it is that of studies, which
     * decides the weights to keep.
     */
    public String column() {
      return this == KAPPA ? "study_kappa" : Settings.label(this);
    }
  }

  /**
   * {@code norms.*}: batch norms of the classifier.
   *
   * @param maskedSteps how they treat steps on masked images
   * @param evaluation the statistics of every evaluation, and so of the weights that are kept
   * @param gatheredImages maximum number of training images over which these are gathered
   */
  public record Norms(MaskedNorms maskedSteps, Evaluation evaluation, int gatheredImages) {
    /** The source of the statistics of an evaluation. */
    public enum Evaluation {
      /** Running statistics, updated by the training steps. */
      RUNNING,
      /** Statistics gathered again over whole training images. */
      GATHERED
    }
  }

  /**
   * {@code arms.cutout.*}.
   *
   * @param fill {@code arms.fill}: the value of erased pixels
   */
  public record Cutout(double areaMin, double areaMax, double aspectMin, Fill fill) {}

  /**
   * {@code arms.gradcam.*}.
   *
   * @param fill {@code arms.fill}: the value of erased pixels
   */
  public record GradCam(NormStatistics statistics, EmptyMap emptyMap, Fill fill) {}

  /** What happens to an image whose map is zero everywhere. */
  public enum EmptyMap {
    KEEP,
    ERASE
  }

  /**
   * {@code arms.apga.*}.
   *
   * @param fill {@code arms.fill}: the value of erased pixels
   */
  public record Apga(
      PolicyLossWeights weights,
      double baselineDecay,
      RewardNorms rewardNorms,
      RewardOf rewardOf,
      Sampling sampling,
      Fill fill) {
    /** Makes the published settings, except for these. */
    public Apga(PolicyLossWeights weights, double baselineDecay) {
      this(
          weights, baselineDecay, RewardNorms.MIXED, RewardOf.BATCH, Sampling.THRESHOLD, Fill.ZERO);
    }
  }

  /** The batch norm statistics with which the two losses of a reward are computed. */
  public enum RewardNorms {
    /** Clean images: those of the batch, before the step. Erased images: running ones, after it. */
    MIXED,
    /** Both: running ones, after the step. */
    EVALUATION,
    /** Both: those of the batch, after the step. */
    TRAINING
  }

  /** What has its own reward. */
  public enum RewardOf {
    BATCH,
    IMAGE
  }

  /** How a mask is made from the policy's probabilities during training. */
  public enum Sampling {
    /** The pixels with a probability over one half. */
    THRESHOLD,
    /** One draw per pixel. */
    BERNOULLI
  }

  /** {@code run.*}. */
  public record Run(int lookAhead, long nativeMemoryBytes) {}

  /**
   * {@code run.until} and {@code run.max-gpu-hours}: when trials stop being started.
   *
   * @param until a time of day, or a date and time with a zone; empty for none
   * @param maxGpuHours GPU hours that a command's trials may take; 0 for no limit
   */
  public record Limits(String until, double maxGpuHours) {
    /** Returns the limits in words; empty if there are none. */
    public String told() {
      return Stream.of(
              until.isEmpty() ? "" : "run.until = " + until,
              maxGpuHours == 0 ? "" : "run.max-gpu-hours = " + maxGpuHours)
          .filter(limit -> !limit.isEmpty())
          .collect(Collectors.joining(" or "));
    }

    /**
     * Returns the time of {@code until}; for a time of day, the next one.
     *
     * @return {@link Instant#MAX} if there is none
     * @throws java.time.format.DateTimeParseException if it is not a time
     */
    public Instant end(ZonedDateTime now) {
      if (until.isEmpty()) {
        return Instant.MAX;
      }
      if (until.indexOf('T') >= 0) {
        return ZonedDateTime.parse(until).toInstant();
      }
      ZonedDateTime today = now.with(LocalTime.parse(until));
      return (today.isAfter(now) ? today : today.plusDays(1)).toInstant();
    }
  }

  /**
   * {@code notify.*}.
   *
   * @param webhook an address, which is a secret and not in {@code settings}; empty for none
   */
  public record Notify(String webhook) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /**
   * * How a run recovers from losses and failures. * @param tries {@code run.tries}
   *
   * @param patience {@code results.patience-minutes}
   * @param checkpoints {@code checkpoint.*}
   */
  public record Recovery(int tries, Duration patience, Checkpoints checkpoints) {}

  /**
   * {@code checkpoint.*}: when a trial stores a checkpoint. 0 is never.
   *
   * @param epochs number of epochs between checkpoints at the end of an epoch
   * @param maxShare largest share of a trial's time that these may take, 0..1
   * @param minutes between checkpoints, at the next batch's end
   * @param batches number of batches between checkpoints
   */
  public record Checkpoints(int epochs, double maxShare, double minutes, int batches) {}

  /**
   * {@code masks.*}: what a trial stores to show where its networks look.
   *
   * @param images number of images of a trial's sheet; 0 = none
   * @param thumbnails whether the network's input is stored too
   * @param curveImages maximum number of images of deletion and insertion curves; 0 = none
   */
  public record Masks(int images, Thumbnails thumbnails, int curveImages) {}

  /** The data sets of which pixels may be stored with results. */
  public enum Thumbnails {
    /** Only data sets that are marked as synthetic. */
    PHANTOMS,
    ALWAYS,
    NEVER
  }

  /**
   * The settings of {@code report.*} that need columns of the data set.
   *
   * @param subgroups columns of the manifest
   * @param match columns of the manifest
   */
  public record Report(List<String> subgroups, List<String> match) {}

  /** Copies the settings, so that nothing can change them. */
  public GridConfig {
    settings = java.util.Collections.unmodifiableSortedMap(new java.util.TreeMap<>(settings));
  }
}
