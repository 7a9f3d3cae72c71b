package org.apga.engine.dl4j;

import java.util.Arrays;
import java.util.function.Function;
import org.apga.engine.Centring;
import org.apga.engine.DivergedException;
import org.apga.engine.WeightsException;

/**
 * Exact median and standard deviation of more scores than fit in memory, in two passes over them.
 *
 * <p>The first pass counts the scores by sign, exponent and 8 bits of mantissa; the second keeps
 * only those in the buckets of the two middle ones.
 */
public final class ScoreStatistics {
  private static final int BUCKET_BITS = 20;

  private final long[] counts = new long[1 << BUCKET_BITS];
  private long count;
  private double sum;

  private long measured;
  private double squares;
  private int lowBucket;
  private int highBucket;
  private long below;
  private double[] middle = new double[0];
  private int held;

  private ScoreStatistics() {}

  /**
   * How to centre scores on their median and divide them by their standard deviation.
   *
   * @param batches are iterated twice
   * @param scores computes the scores of a batch
   * @throws DivergedException if a score is NaN or infinite
   * @throws IllegalArgumentException if there are fewer than two scores, or the second iteration
   *     differs from the first
   * @throws WeightsException if all scores are the same
   */
  public static <B> Centring of(Iterable<B> batches, Function<B, double[]> scores) {
    ScoreStatistics statistics = new ScoreStatistics();
    for (B batch : batches) {
      statistics.survey(scores.apply(batch));
    }
    statistics.endSurvey();
    for (B batch : batches) {
      statistics.measure(scores.apply(batch));
    }
    return statistics.centring();
  }

  private void survey(double[] scores) {
    for (double score : DivergedException.orNumbers(scores, "a score of the policy")) {
      counts[bucket(score)]++;
      sum += score;
    }
    count += scores.length;
  }

  private void endSurvey() {
    if (count < 2) {
      throw new IllegalArgumentException(
          "Cannot centre the policy: there are no images. Pass the training images.");
    }
    lowBucket = bucketOfRank((count - 1) / 2);
    highBucket = bucketOfRank(count / 2);
    below = Arrays.stream(counts, 0, lowBucket).sum();
    long inMiddle = Arrays.stream(counts, lowBucket, highBucket + 1).sum();
    middle = new double[Math.toIntExact(inMiddle)];
  }

  private int bucketOfRank(long rank) {
    long passed = 0;
    for (int b = 0; b < counts.length; b++) {
      passed += counts[b];
      if (passed > rank) {
        return b;
      }
    }
    throw new IllegalStateException(
        "Cannot find rank " + rank + ": there are " + count + " scores.");
  }

  private void measure(double[] scores) {
    double mean = sum / count;
    for (double score : scores) {
      squares += (score - mean) * (score - mean);
      int bucket = bucket(score);
      if (bucket >= lowBucket && bucket <= highBucket && held < middle.length) {
        middle[held++] = score;
      }
    }
    measured += scores.length;
  }

  private Centring centring() {
    if (measured != count || held != middle.length) {
      throw new IllegalArgumentException(
          "Cannot centre the policy: the second iteration gave other images. Pass an Iterable that"
              + " repeats.");
    }
    Arrays.sort(middle);
    double low = middle[Math.toIntExact((count - 1) / 2 - below)];
    double high = middle[Math.toIntExact(count / 2 - below)];
    double deviation = Math.sqrt(squares / (count - 1));
    if (deviation == 0) {
      throw new WeightsException(
          "Cannot centre the policy: all of its scores are "
              + low
              + ". Check policy.weights, or set policy.centre-images = 0.");
    }
    return new Centring((low + high) / 2, deviation);
  }

  /** The leading bits of a score, in an encoding that keeps the order of the scores. */
  private static int bucket(double score) {
    long bits = Double.doubleToLongBits(score);
    long ordered = bits < 0 ? ~bits : bits | Long.MIN_VALUE;
    return (int) (ordered >>> (Long.SIZE - BUCKET_BITS));
  }
}
