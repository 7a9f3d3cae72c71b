package org.apga.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Sets of images of one pixel, without any file, for the tests of other packages. */
public final class ImageSets {
  private ImageSets() {}

  /** Image i has grey level i and its own patient and study. */
  public static ImageSet ofLabels(int... labels) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      examples.add(TestData.example("elbow", "p" + i, labels[i], Split.TRAIN, i));
    }
    return ImageSet.of(
        TestData.images(examples, IntStream.range(0, labels.length).toArray()), e -> true);
  }
}
