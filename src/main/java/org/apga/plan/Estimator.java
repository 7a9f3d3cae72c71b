package org.apga.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.apga.config.Arm;

/**
 * Estimates how long trials will take, from the trials in a results root.
 *
 * <p>Only trials with the same networks, image size, batch size, engine and numerics count. The
 * estimate uses the first of these that exist:
 *
 * <ol>
 *   <li>trials of the same part, arm and shot count: their mean;
 *   <li>trials of the same arm: their mean per training image;
 *   <li>trials of other arms: their mean per training image and unit of {@link Cost}.
 * </ol>
 *
 * <p>If {@code train.epochs} differs, the time is scaled by it. The device is not taken into
 * account: the reader must know whether the trials were measured on a similar one.
 */
public final class Estimator {
  private static final String EPOCHS = "train.epochs";

  /** The settings that decide how long one image takes. */
  private static final List<String> SPEED =
      List.of("classifier.", "train.image-size", "train.batch-size", "numerics.", "engine");

  private static final String POLICY = "policy.";

  private final ToDoubleFunction<Cell> images;
  private final Map<Like, Mean> ofCell = new HashMap<>();
  private final Map<Like, Mean> ofArm = new HashMap<>();
  private final Map<Like, Mean> ofAny = new HashMap<>();

  /**
   * How long a trial will take, and the source of the estimate.
   *
   * @param seconds wall clock on one GPU, or on the cores of one trial
   * @param from the measured trials, in words
   */
  public record Estimate(double seconds, String from) {
    /** Returns the estimate for a share of the training. */
    public Estimate times(double share) {
      return new Estimate(seconds * share, from);
    }
  }

  /**
   * What trials have in common: {@code what} they are, and the settings that decide their speed.
   */
  private record Like(Object what, String speed) {}

  private static final class Mean {
    private final TreeSet<String> names = new TreeSet<>();
    private double sum;
    private int trials;

    void add(double value, String name) {
      sum += value;
      trials++;
      names.add(name);
    }

    double value() {
      return sum / trials;
    }

    String from(String how) {
      return trials + (trials == 1 ? " trial of " : " trials of ") + String.join(", ", names) + how;
    }
  }

  /**
   * @param measured trials that were done; those without a time are ignored
   * @param images returns how many images a trial of a cell trains on, 0 if that is not known
   */
  public Estimator(Collection<Committed> measured, ToDoubleFunction<Cell> images) {
    this.images = images;
    for (Committed one : measured) {
      if (one.seconds() > 0) {
        add(one);
      }
    }
  }

  private void add(Committed one) {
    Cell cell = one.cell().plain();
    double epoch = one.seconds() / epochs(one.identity());
    String speed = speed(one.identity(), cell.arm());
    mean(ofCell, cell, speed).add(epoch, cell.toString());
    double trained = images.applyAsDouble(cell);
    if (trained > 0) {
      mean(ofArm, cell.arm(), speed).add(epoch / trained, cell.toString());
      mean(ofAny, "", speed(one.identity(), Arm.BASELINE))
          .add(epoch / trained / Cost.of(cell.arm()), cell.arm().label());
    }
  }

  private static Mean mean(Map<Like, Mean> means, Object what, String speed) {
    return means.computeIfAbsent(new Like(what, speed), like -> new Mean());
  }

  /** Returns the estimate of a trial, if a similar trial was measured. */
  public Optional<Estimate> of(Trial trial) {
    Cell cell = trial.cell().plain();
    double epochs = epochs(trial.identity());
    String speed = speed(trial.identity(), cell.arm());
    Mean same = ofCell.get(new Like(cell, speed));
    if (same != null) {
      return Optional.of(new Estimate(same.value() * epochs, same.from("")));
    }
    double trained = images.applyAsDouble(cell);
    Mean arm = ofArm.get(new Like(cell.arm(), speed));
    if (arm != null && trained > 0) {
      return Optional.of(
          new Estimate(arm.value() * epochs * trained, arm.from(", by training images")));
    }
    Mean any = ofAny.get(new Like("", speed(trial.identity(), Arm.BASELINE)));
    if (any != null && trained > 0) {
      return Optional.of(
          new Estimate(
              any.value() * epochs * trained * Cost.of(cell.arm()),
              any.from(", by training images and the arms' usual costs")));
    }
    return Optional.empty();
  }

  private static double epochs(SortedMap<String, String> identity) {
    return Double.parseDouble(identity.getOrDefault(EPOCHS, "1"));
  }

  private static String speed(SortedMap<String, String> identity, Arm arm) {
    StringBuilder speed = new StringBuilder();
    identity.forEach(
        (name, value) -> {
          boolean counts =
              SPEED.stream().anyMatch(name::startsWith)
                  || (arm.trainsPolicy() && name.startsWith(POLICY));
          if (counts
              && !name.equals(GridPlanner.CLASSIFIER_WEIGHTS)
              && !name.equals(GridPlanner.POLICY_WEIGHTS)) {
            speed.append(name).append('=').append(value).append('\n');
          }
        });
    return speed.toString();
  }
}
