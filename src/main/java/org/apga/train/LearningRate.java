package org.apga.train;

import org.apga.config.Recipe.Schedule;

/**
 * The factor on the learning rate in each epoch, equal to PyTorch's schedulers called once per
 * epoch: {@code LinearLR} from 1 / (w + 1) over w epochs of warm-up, then {@code CosineAnnealingLR}
 * to 0, {@code StepLR}, or {@code ReduceLROnPlateau} on the loss of the split that decides, with a
 * relative threshold of 1e-4. No plateau is counted during warm-up.
 */
public final class LearningRate {
  /** A loss counts as lower if it is lower by more than this share. */
  private static final double THRESHOLD = 1e-4;

  private final Schedule schedule;
  private final int epochs;
  private Memory memory = Memory.NONE;

  /**
   * The state of {@code PLATEAU} that is kept from one epoch to the next.
   *
   * @param share factor that the plateaus so far have put on the rate
   * @param leastLoss lowest loss so far
   * @param waited evaluations in a row without a lower one
   */
  public record Memory(double share, double leastLoss, int waited) {
    /** Before the first evaluation. */
    public static final Memory NONE = new Memory(1, Double.POSITIVE_INFINITY, 0);
  }

  /**
   * @param epochs most epochs of the trial, where a cosine ends
   */
  LearningRate(Schedule schedule, int epochs) {
    this.schedule = schedule;
    this.epochs = epochs;
  }

  Memory memory() {
    return memory;
  }

  void remember(Memory earlier) {
    memory = earlier;
  }

  /**
   * The factor on the rate.
   *
   * @param epoch from 1
   */
  double share(int epoch) {
    int warm = schedule.warmUpEpochs();
    if (epoch <= warm) {
      return epoch / (warm + 1.0);
    }
    int done = epoch - 1 - warm;
    return switch (schedule.kind()) {
      case CONSTANT -> 1;
      case COSINE -> (1 + Math.cos(Math.PI * done / (epochs - warm))) / 2;
      case STEP -> Math.pow(schedule.factor(), done / schedule.stepEpochs());
      case PLATEAU -> memory.share;
    };
  }

  /** Records the loss at an epoch's end. */
  void evaluated(int epoch, double loss) {
    if (schedule.kind() != Schedule.Kind.PLATEAU || epoch <= schedule.warmUpEpochs()) {
      return;
    }
    if (loss < memory.leastLoss * (1 - THRESHOLD)) {
      memory = new Memory(memory.share, loss, 0);
    } else if (memory.waited < schedule.plateauPatience()) {
      memory = new Memory(memory.share, memory.leastLoss, memory.waited + 1);
    } else {
      memory = new Memory(memory.share * schedule.factor(), memory.leastLoss, 0);
    }
  }
}
