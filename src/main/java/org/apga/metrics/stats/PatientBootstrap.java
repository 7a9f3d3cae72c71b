package org.apga.metrics.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apga.metrics.ScoreSheet;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * Resamples of patients, drawn with replacement. A patient's images are drawn together, because
 * they are alike. All networks that are evaluated on the same patients share the draws, so that
 * their differences are paired.
 *
 * @param group of patients, as numbers that select its stream of draws
 */
public record PatientBootstrap(Resampling resampling, long[] group) {
  /** The draws for a group of patients, such as a part's test split. */
  public static PatientBootstrap of(Resampling resampling, String... group) {
    return new PatientBootstrap(
        resampling, Arrays.stream(group).mapToLong(RandomStream::hash).toArray());
  }

  /**
   * The metrics of each sheet in every resample.
   *
   * @param patients number of patients in the group; sheets number them from 0
   */
  public List<Replicates> replicates(List<ScoreSheet> sheets, int patients) {
    int resamples = resampling.resamples();
    List<double[][]> values = new ArrayList<>();
    sheets.forEach(sheet -> values.add(new double[sheet.rows()][resamples]));
    int blocks = (resamples + Replicates.BLOCK - 1) / Replicates.BLOCK;
    // Each resample has its own stream and column, so the order of blocks does not matter.
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              int from = block * Replicates.BLOCK;
              int count = Math.min(Replicates.BLOCK, resamples - from);
              double[][] weights = draw(from, count, patients);
              for (int i = 0; i < sheets.size(); i++) {
                sheets.get(i).put(weights, count, values.get(i), from);
              }
            });
    List<Replicates> all = new ArrayList<>();
    for (int i = 0; i < sheets.size(); i++) {
      all.add(new Replicates(sheets.get(i), patients, values.get(i)));
    }
    return all;
  }

  /**
   * The mean over images of one network's values, such as areas, in every resample.
   *
   * @param values one per image
   * @param places for each value the index of its patient, from 0
   * @param patients number of patients in the group
   */
  public Resampled mean(double[] values, int[] places, int patients) {
    double[] means = new double[resampling.resamples()];
    for (int from = 0; from < means.length; from += Replicates.BLOCK) {
      int count = Math.min(Replicates.BLOCK, means.length - from);
      double[][] weights = draw(from, count, patients);
      for (int column = 0; column < count; column++) {
        double sum = 0;
        double images = 0;
        for (int i = 0; i < values.length; i++) {
          sum += weights[places[i]][column] * values[i];
          images += weights[places[i]][column];
        }
        means[from + column] = images == 0 ? Double.NaN : sum / images;
      }
    }
    return new Resampled(Arrays.stream(values).average().orElse(Double.NaN), means, 0);
  }

  /** How often each patient is drawn: one row per patient, one value per resample. */
  private double[][] draw(int from, int count, int patients) {
    double[][] weights = new double[patients][count];
    long[] indices = Arrays.copyOf(group, group.length + 1);
    for (int column = 0; column < count; column++) {
      indices[group.length] = from + column;
      RandomStream stream = RandomStream.of(resampling.seed(), Purpose.BOOTSTRAP, indices);
      for (int i = 0; i < patients; i++) {
        weights[stream.nextInt(patients)][column]++;
      }
    }
    return weights;
  }
}
