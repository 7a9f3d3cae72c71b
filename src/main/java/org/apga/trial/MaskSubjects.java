package org.apga.trial;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.apga.config.GridConfig.Masks;
import org.apga.config.GridConfig.Thumbnails;
import org.apga.data.Example;
import org.apga.data.ImageSet;
import org.apga.data.LesionBox;
import org.apga.data.Lesions;
import org.apga.masks.MaskChoice;

/**
 * The test images that a trial shows, and what may be shown of them.
 *
 * @param boxes boxes of the lesions of each image of the test split
 * @param thumbnails whether the images themselves may be stored
 */
record MaskSubjects(
    ImageSet test, List<List<LesionBox>> boxes, MaskChoice choice, boolean thumbnails) {

  /**
   * Chooses the images.
   *
   * @throws org.apga.data.DataException if a lesion's box is not in its image
   */
  static MaskSubjects of(TrialData data, Masks settings) {
    ImageSet test = data.part().test();
    Lesions known = data.dataSet().lesions();
    List<List<LesionBox>> boxes =
        known.boxes(test.examples(), data.images().sizes(test.examples()));
    return new MaskSubjects(
        test,
        boxes,
        MaskChoice.of(
            test.labels(),
            data.dataSet().manifest().classes().size(),
            withLesion(boxes),
            settings.images(),
            settings.curveImages()),
        settings.thumbnails() == Thumbnails.ALWAYS
            || (settings.thumbnails() == Thumbnails.PHANTOMS && known.synthetic()));
  }

  Example example(int place) {
    return test.examples().get(place);
  }

  /** The places of images whose lesion is known. */
  List<Integer> withLesion() {
    return withLesion(boxes);
  }

  private static List<Integer> withLesion(List<List<LesionBox>> boxes) {
    return IntStream.range(0, boxes.size())
        .filter(place -> !boxes.get(place).isEmpty())
        .boxed()
        .toList();
  }

  /** The places in order, in batches of at most {@code batchSize}. */
  static List<int[]> batches(Collection<Integer> places, int batchSize) {
    int[] all = places.stream().mapToInt(Integer::intValue).toArray();
    return IntStream.iterate(0, from -> from < all.length, from -> from + batchSize)
        .mapToObj(from -> Arrays.copyOfRange(all, from, Math.min(from + batchSize, all.length)))
        .toList();
  }
}
