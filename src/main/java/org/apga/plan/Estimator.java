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
 * Estimates how long trials will take, from those that a results root holds.
 *
 * <p>Only trials of the same networks, image size, batch size, engine and numerics count. Of these,
 * the first that there are:
 *
 * <ol>
 *   <li>trials of the same part, arm and shots: their mean;
 *   <li>trials of the same arm: their mean for each training image;
 *   <li>trials of other arms: their mean for each training image and unit of {@link Cost}.
 * </ol>
 *
 * <p>Where {@code train.epochs} differs, a time is scaled by it. That the trials were measured on
 * the device that the next will run on is for the reader to know.
 */
public final class Estimator {
  private static final String EPOCHS = "train.epochs";

  /** What decides how long one image takes. */
  private static final List<String> SPEED =
      List.of("classifier.", "train.image-size", "train.batch-size", "numerics.", "engine");

  private static final String POLICY = "policy.";

  private final ToDoubleFunction<Cell> images;
  private final Map<Like, Mean> ofCell = new HashMap<>();
  private final Map<Like, Mean> ofArm = new HashMap<>();
  private final Map<Like, Mean> ofAny = new HashMap<>();

  /**
   * How long a trial will take, and from what that is known.
   *
   * @param seconds wall clock on one GPU, or on the cores of one trial
   * @param from the trials that were measured, in words
   */
  public record Estimate(double seconds, String from) {
    /** That of a share of the training. */
    public Estimate times(double share) {
      return new Estimate(seconds * share, from);
    }
  }

  /** What trials have in common: {@code what} they are, and how fast. */
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
   * @param measured trials that were done; those without a time are passed over
   * @param images how many images a trial of a cell trains on, 0 if that is not known
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

  /** The estimate of a trial, if any trial like it was measured. */
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
