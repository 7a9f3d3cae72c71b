package org.apga.config;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
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
 * A whole configuration, valid as far as that can be known without looking at data. Every setting's
 * meaning and default stand in {@code reference.conf}.
 *
 * @param profile {@code sound} or {@code reference}
 * @param engine what computes: {@code engine} and {@code numerics.*}
 * @param centreImages training images over which an untrained policy is centred; 0 = it is not
 * @param start files that networks start from
 * @param settings every setting that was read, by its path, as HOCON in one form: values that are
 *     equal have equal texts. A secret is not here, nor what another setting makes meaningless is
 *     not read and not here, such as {@code classifier.growth} where {@code classifier.depth} is no
 *     {@code custom}
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
   * @param variations at least one; of a grid that varies nothing, {@link Variation#NONE}
   * @param tuneSeeds on which the variant of each arm is chosen that is trained on {@code seeds};
   *     empty where every variant is
   * @param halving how variants are dropped on the way over these; empty where they are not
   * @param splits whose draws they are
   * @param folds that patients are divided into, each the test split once; 0 = the listed test
   *     split
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
    /** Whether variants are chosen before one of each arm is trained on the reported seeds. */
    public boolean isTuned() {
      return !tuneSeeds.isEmpty();
    }

    /** The same with these variations. */
    Grid varied(List<Variation> other) {
      return new Grid(parts, seeds, arms, shots, other, tuneSeeds, halving, splits, folds);
    }
  }

  /** Whether the trials of a grid have the same splits. */
  public enum SplitsOf {
    /** All of them. */
    FIXED,
    /** Those of a seed. */
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
   * @param classes nothing where the manifest's labels name them
   * @param ordered whether the classes are grades, from the first to the last
   */
  public record Data(
      String root,
      String manifest,
      Optional<Classes> classes,
      boolean ordered,
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

    /** Whether images are phantoms. Those of a manifest are, where their classes need one. */
    public boolean asksForPhantoms() {
      return phantoms.writeIfMissing()
          && (manifest.isEmpty() || phantoms.classes() == PhantomClasses.KINDS);
    }

    /** Whether the classes are those of MURA. */
    public boolean areNormalAndAbnormal() {
      return classes.equals(Optional.of(Classes.TWO));
    }

    /** What may be wrong with the images. */
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

  /** {@code train.*} without what the networks' specs carry. */
  public record Training(int imageSize, int batchSize, int epochs) {}

  /** {@code selection.*}. */
  public record Selection(
      SelectionSplit split,
      SelectionMetric metric,
      int patience,
      int freeFailures,
      int policyArmsEvery,
      boolean augmentedCounts) {}

  /** The split that decides which weights are a trial's result. */
  public enum SelectionSplit {
    SELECTION,
    TEST
  }

  /** The figure that decides. */
  public enum SelectionMetric {
    AUROC,
    ACCURACY,
    KAPPA,
    LOSS;

    /** What tables call it, of one split: of kappa that of studies, by which weights are kept. */
    public String column() {
      return this == KAPPA ? "study_kappa" : Settings.label(this);
    }
  }

  /**
   * {@code norms.*}: batch norms of the classifier.
   *
   * @param maskedSteps what they make of steps on masked images
   * @param evaluation which statistics every evaluation takes, and with them what is kept
   * @param gatheredImages most training images that these are gathered over
   */
  public record Norms(MaskedNorms maskedSteps, Evaluation evaluation, int gatheredImages) {
    /** Where the statistics of an evaluation come from. */
    public enum Evaluation {
      /** They moved along with the steps of training. */
      RUNNING,
      /** They are gathered anew over whole training images. */
      GATHERED
    }
  }

  /**
   * {@code arms.cutout.*}.
   *
   * @param fill {@code arms.fill}: what stands where an image is erased
   */
  public record Cutout(double areaMin, double areaMax, double aspectMin, Fill fill) {}

  /**
   * {@code arms.gradcam.*}.
   *
   * @param fill {@code arms.fill}: what stands where an image is erased
   */
  public record GradCam(NormStatistics statistics, EmptyMap emptyMap, Fill fill) {}

  /** What a map that is zero everywhere leaves of its image. */
  public enum EmptyMap {
    KEEP,
    ERASE
  }

  /**
   * {@code arms.apga.*}.
   *
   * @param fill {@code arms.fill}: what stands where an image is erased
   */
  public record Apga(
      PolicyLossWeights weights,
      double baselineDecay,
      RewardNorms rewardNorms,
      RewardOf rewardOf,
      Sampling sampling,
      Fill fill) {
    /** As published, but for these. */
    public Apga(PolicyLossWeights weights, double baselineDecay) {
      this(
          weights, baselineDecay, RewardNorms.MIXED, RewardOf.BATCH, Sampling.THRESHOLD, Fill.ZERO);
    }
  }

  /** Which statistics of batch norm the two losses of a reward are computed with. */
  public enum RewardNorms {
    /** Clean images: the batch's, before the step; erased ones: running ones, behind it. */
    MIXED,
    /** Both: running ones, behind the step. */
    EVALUATION,
    /** Both: the batch's, behind the step. */
    TRAINING
  }

  /** What has a reward of its own. */
  public enum RewardOf {
    BATCH,
    IMAGE
  }

  /** How a mask comes of the policy's probabilities while it is trained. */
  public enum Sampling {
    /** Where they are over one half. */
    THRESHOLD,
    /** Each pixel by its own draw. */
    BERNOULLI
  }

  /** {@code run.*}. */
  public record Run(int lookAhead, long nativeMemoryBytes) {}

  /**
   * {@code run.until} and {@code run.max-gpu-hours}: when no trial starts any more.
   *
   * @param until a time of day, or a date and time with a zone; empty for none
   * @param maxGpuHours that a command's trials may take; 0 for any
   */
  public record Limits(String until, double maxGpuHours) {
    /** In words; empty where there is none. */
    public String told() {
      return Stream.of(
              until.isEmpty() ? "" : "run.until = " + until,
              maxGpuHours == 0 ? "" : "run.max-gpu-hours = " + maxGpuHours)
          .filter(limit -> !limit.isEmpty())
          .collect(Collectors.joining(" or "));
    }

    /**
     * The time that {@code until} means: of a time of day, the next.
     *
     * @return {@link Instant#MAX} where there is none
     * @throws java.time.format.DateTimeParseException if it is no time
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
   * @param webhook an address, which is a secret and stands in no settings; empty for none
   */
  public record Notify(String webhook) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /**
   * What a run survives.
   *
   * @param tries {@code run.tries}
   * @param patience {@code results.patience-minutes}
   * @param checkpoints {@code checkpoint.*}
   */
  public record Recovery(int tries, Duration patience, Checkpoints checkpoints) {}

  /**
   * {@code checkpoint.*}: when a trial stores where it is. 0 is never.
   *
   * @param epochs between checkpoints at the end of an epoch
   * @param maxShare of a trial's time that these may take, 0..1
   * @param minutes between checkpoints, at the next batch's end
   * @param batches between checkpoints
   */
  public record Checkpoints(int epochs, double maxShare, double minutes, int batches) {}

  /**
   * {@code masks.*}: what a trial shows of where its networks look.
   *
   * @param images of a trial's sheet; 0 = none
   * @param thumbnails whether what the network sees is stored too
   * @param curveImages most images of deletion and insertion curves; 0 = none
   */
  public record Masks(int images, Thumbnails thumbnails, int curveImages) {}

  /** Of which data sets pixels may be stored beside results. */
  public enum Thumbnails {
    /** Only of those that say that they are synthetic. */
    PHANTOMS,
    ALWAYS,
    NEVER
  }

  /**
   * {@code report.*}, as far as it asks for something that the data set must have.
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
