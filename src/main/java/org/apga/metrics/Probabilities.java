package org.apga.metrics;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A classifier's probability of each class, from class 0 on. With two classes, normal and abnormal,
 * only the second is stored; the first is 1 minus the second.
 */
public final class Probabilities {
  private static final double SUM_TOLERANCE = 1e-6;

  private final double second;
  private final double @Nullable [] ofMore;

  private Probabilities(double second, double @Nullable [] ofMore) {
    this.second = second;
    this.ofMore = ofMore;
  }

  /**
   * The probabilities of two classes or more.
   *
   * @param ofClasses each 0..1; their sum is within 1e-6 of 1
   * @throws IllegalArgumentException if there are fewer than two, or they are not as above
   */
  public static Probabilities of(double... ofClasses) {
    if (ofClasses.length < 2) {
      throw new IllegalArgumentException(
          "Cannot make probabilities of %s: two or more are needed. Pass one per class."
              .formatted(Arrays.toString(ofClasses)));
    }
    double sum = 0;
    for (int c = 0; c < ofClasses.length; c++) {
      if (!(ofClasses[c] >= 0 && ofClasses[c] <= 1)) {
        throw new IllegalArgumentException(
            ("Cannot make probabilities of %s: %s of class %s is not in 0..1. Check whether the"
                    + " classifier diverged.")
                .formatted(Arrays.toString(ofClasses), ofClasses[c], c));
      }
      sum += ofClasses[c];
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new IllegalArgumentException(
          ("Cannot make probabilities of %s: their sum is %s, not 1. Pass the probabilities of all"
                  + " classes.")
              .formatted(Arrays.toString(ofClasses), sum));
    }
    return new Probabilities(ofClasses[1], ofClasses.length == 2 ? null : ofClasses.clone());
  }

  /**
   * The probabilities of two classes: normal, class 0, and abnormal, class 1.
   *
   * @param probability of abnormal, 0..1
   * @throws IllegalArgumentException if it is not in 0..1
   */
  public static Probabilities ofAbnormal(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          ("Cannot make probabilities of normal and abnormal: %s of abnormal is not in 0..1. Check"
                  + " whether the classifier diverged.")
              .formatted(probability));
    }
    return new Probabilities(probability, null);
  }

  /** How many classes there are, two or more. */
  public int classes() {
    return ofMore == null ? 2 : ofMore.length;
  }

  /** The probabilities of all classes, from class 0 on. */
  public double[] toArray() {
    return IntStream.range(0, classes()).mapToDouble(this::of).toArray();
  }

  /** The probability of class {@code c}, 0..1. */
  public double of(int c) {
    if (ofMore != null) {
      return ofMore[c];
    }
    return Objects.checkIndex(c, 2) == 1 ? second : 1 - second;
  }

  /**
   * The one probability of an image that tables always have: with two classes that of the second,
   * whatever the image's class; with more that of the image's own class.
   */
  public double shown(int label) {
    return classes() == 2 ? second : of(label);
  }

  /**
   * The class that is called: the one with the largest probability; the lowest class if several
   * tie. With two classes this is MURA's rule: abnormal if its probability is over 0.5; exactly 0.5
   * is normal.
   */
  public int called() {
    int called = 0;
    for (int c = 1; c < classes(); c++) {
      called = of(c) > of(called) ? c : called;
    }
    return called;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Probabilities that
        && Double.compare(second, that.second) == 0
        && Arrays.equals(ofMore, that.ofMore);
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(second) + Arrays.hashCode(ofMore);
  }

  @Override
  public String toString() {
    double[] all = new double[classes()];
    Arrays.setAll(all, this::of);
    return Arrays.toString(all);
  }
}
