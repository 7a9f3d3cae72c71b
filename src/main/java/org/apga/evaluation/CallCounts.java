package org.apga.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Probabilities;
import org.apga.train.Evaluation;

/**
 * Confusion matrix of calls.
 *
 * @param counts number of images: one row per true class, one value per called class
 */
public record CallCounts(List<List<Integer>> counts) {
  public CallCounts {
    counts = counts.stream().map(List::copyOf).toList();
  }

  public static CallCounts of(ClassificationMetrics metrics) {
    return new CallCounts(metrics.confusion());
  }

  /**
   * Returns whether both have the same counts, apart from images whose call depends on rounding:
   * another device or batch size gives other last bits.
   *
   * @param doubtful number of images per class whose call may differ
   */
  public boolean agrees(CallCounts other, Doubtful doubtful) {
    for (int truth = 0; truth < counts.size(); truth++) {
      List<Integer> ours = counts.get(truth);
      List<Integer> theirs = other.counts.get(truth);
      int apart = 0;
      for (int called = 0; called < ours.size(); called++) {
        apart += Math.abs(ours.get(called) - theirs.get(called));
      }
      // A call that differs is missing in one place and added in another.
      if (sum(ours) != sum(theirs) || apart > 2 * doubtful.ofClasses().get(truth)) {
        return false;
      }
    }
    return true;
  }

  private static int sum(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Images with two classes of so nearly the same probability that rounding may decide their call.
   *
   * @param ofClasses number of them per true class
   */
  public record Doubtful(List<Integer> ofClasses) {
    /**
     * A wide margin: scores of a DenseNet-169 in single precision differ by some 1e-5 between
     * devices, probabilities by a quarter of that at most.
     */
    private static final double MARGIN = 1e-4;

    public Doubtful {
      ofClasses = List.copyOf(ofClasses);
    }

    /**
     * @param classes number of classes
     */
    public static Doubtful of(Evaluation evaluation, int classes) {
      List<Integer> doubtful = new ArrayList<>(Collections.nCopies(classes, 0));
      for (int i = 0; i < evaluation.probabilities().size(); i++) {
        if (isDoubtful(evaluation.probabilities().get(i))) {
          doubtful.set(
              evaluation.examples().get(i).label(),
              doubtful.get(evaluation.examples().get(i).label()) + 1);
        }
      }
      return new Doubtful(doubtful);
    }

    private static boolean isDoubtful(Probabilities said) {
      double called = said.of(said.called());
      int rivals = 0;
      for (int c = 0; c < said.classes(); c++) {
        rivals += called - said.of(c) <= 2 * MARGIN ? 1 : 0;
      }
      return rivals > 1;
    }
  }

  @Override
  public String toString() {
    return counts.size() > 2
        ? "calls of each class " + counts
        : String.format(
            "%s true and %s false positives, %s true and %s false negatives",
            counts.get(1).get(1), counts.get(0).get(1), counts.get(0).get(0), counts.get(1).get(0));
  }
}
