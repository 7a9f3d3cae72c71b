package org.apga.evaluation.spark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apga.data.Decoding;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.data.Split;
import org.apga.evaluation.ImageReading;
import org.apga.evaluation.TrainingImages;

/**
 * Which pixels a model was trained and selected on, whatever their files are called. Images are the
 * same where they are, level by level, as decoded for the model.
 */
public final class Overlap {
  private Overlap() {}

  /**
   * Reads the training images on the cluster.
   *
   * @return the split by hash of the pixels; {@link Split#TRAIN} where an image is in both
   */
  public static Map<String, Split> hashes(
      ScoringCluster cluster, TrainingImages training, Decoding decoding) {
    Map<String, Split> splits = new HashMap<>();
    for (ImageSource source : training.sources()) {
      List<Example> examples = training.examples();
      for (ImageReading reading : cluster.look(source, examples, decoding)) {
        if (reading.readable()) {
          Split split = examples.get(reading.image()).split();
          splits.merge(reading.hash(), split, (a, b) -> a.compareTo(b) < 0 ? a : b);
        }
      }
    }
    return splits;
  }
}
