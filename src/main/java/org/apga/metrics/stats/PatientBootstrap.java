package org.apga.metrics.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apga.metrics.Metric;
import org.apga.metrics.ScoreSheet;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * Resamples of patients, drawn with replacement: a patient's images come and go together, since
 * they are alike. All networks that looked at the same patients share the draws, so that their
 * differences are paired.
 *
 * @param group of patients, as numbers that choose its stream of draws
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
   * @param patients how many there are in the group; sheets give them positions from 0
   */
  public List<Replicates> replicates(List<ScoreSheet> sheets, int patients) {
    int resamples = resampling.resamples();
    List<double[][]> values = new ArrayList<>();
    sheets.forEach(sheet -> values.add(new double[Metric.values().length][resamples]));
    // Each resample has a stream and a column of its own: their order does not matter.
    IntStream.range(0, resamples)
        .parallel()
        .forEach(
            resample -> {
              int[] weights = draw(resample, patients);
              for (int i = 0; i < sheets.size(); i++) {
                Replicates.put(sheets.get(i).metrics(weights), values.get(i), resample);
              }
            });
    List<Replicates> all = new ArrayList<>();
    for (int i = 0; i < sheets.size(); i++) {
      all.add(new Replicates(sheets.get(i), patients, values.get(i)));
    }
    return all;
  }

  private int[] draw(int resample, int patients) {
    long[] indices = Arrays.copyOf(group, group.length + 1);
    indices[group.length] = resample;
    RandomStream stream = RandomStream.of(resampling.seed(), Purpose.BOOTSTRAP, indices);
    int[] weights = new int[patients];
    for (int i = 0; i < patients; i++) {
      weights[stream.nextInt(patients)]++;
    }
    return weights;
  }
}
