package org.apga.trial;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apga.config.GridConfig.Masks;
import org.apga.config.GridConfig.Thumbnails;
import org.apga.data.Example;
import org.apga.data.ImageSet;
import org.apga.data.LesionBox;
import org.apga.data.Lesions;
import org.apga.masks.MaskChoice;
import org.jspecify.annotations.Nullable;

/**
 * The test images that a trial shows, and what may be shown of them.
 *
 * @param lesions by the image's place in the test split
 * @param thumbnails whether the images themselves may be stored
 */
record MaskSubjects(
    ImageSet test, Map<Integer, LesionBox> lesions, MaskChoice choice, boolean thumbnails) {

  /** Chooses them. */
  static MaskSubjects of(TrialData data, Masks settings) {
    ImageSet test = data.part().test();
    Lesions known = data.dataSet().lesions();
    Map<Integer, LesionBox> lesions = new TreeMap<>();
    for (int i = 0; i < test.size(); i++) {
      Example example = test.examples().get(i);
      if (example.label() == 1) {
        int place = i;
        known.box(example).ifPresent(box -> lesions.put(place, box));
      }
    }
    return new MaskSubjects(
        test,
        lesions,
        MaskChoice.of(test.labels(), lesions.keySet(), settings.images(), settings.curveImages()),
        settings.thumbnails() == Thumbnails.ALWAYS
            || (settings.thumbnails() == Thumbnails.PHANTOMS && known.synthetic()));
  }

  Example example(int place) {
    return test.examples().get(place);
  }

  @Nullable LesionBox lesion(int place) {
    return lesions.get(place);
  }

  /** So many places at a time, in order. */
  static List<int[]> batches(Collection<Integer> places, int batchSize) {
    int[] all = places.stream().mapToInt(Integer::intValue).toArray();
    return IntStream.iterate(0, from -> from < all.length, from -> from + batchSize)
        .mapToObj(from -> Arrays.copyOfRange(all, from, Math.min(from + batchSize, all.length)))
        .toList();
  }
}
