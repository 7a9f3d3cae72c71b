package org.apga.train;

import org.apga.config.Recipe.Schedule;

/**
 * The share of the learning rate in each epoch, as PyTorch's schedulers have it that are called
 * once an epoch: {@code LinearLR} from 1 / (w + 1) on over w epochs of warming up, then {@code
 * CosineAnnealingLR} to 0, {@code StepLR}, or {@code ReduceLROnPlateau} of the loss on the split
 * that decides, whose threshold is a share of 1e-4. While it warms up, no plateau is counted.
 */
public final class LearningRate {
  /** A loss is lower when it is so by more than this share. */
  private static final double THRESHOLD = 1e-4;

  private final Schedule schedule;
  private final int epochs;
  private Memory memory = Memory.NONE;

  /**
   * What it remembers from one epoch to the next, of a plateau.
   *
   * @param share by which the rate has fallen so far
   * @param leastLoss so far
   * @param waited evaluations in a row without a lower one
   */
  public record Memory(double share, double leastLoss, int waited) {
    /** Before the first evaluation. */
    public static final Memory NONE = new Memory(1, Double.POSITIVE_INFINITY, 0);
  }

  /**
   * @param epochs most of the trial: where a cosine ends
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
   * The share of the rate.
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

  /** Takes in the loss at an epoch's end. */
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
