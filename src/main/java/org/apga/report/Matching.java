package org.apga.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.apga.report.Predictions.Image;

/**
 * Pairs of an abnormal and a normal image of different patients with the same attributes. No image
 * is in two pairs. Abnormal images, in random order, are each paired with the first remaining
 * normal image of another patient.
 *
 * @param unknown number of images that lack one of the attributes; they are in no pair
 */
record Matching(List<Pair> pairs, int unknown) {
  record Pair(Image abnormal, Image normal) {}

  /**
   * Pairs the images of a part's test split, independently of their order.
   *
   * @param columns in which the images of a pair agree
   */
  static Matching of(String part, List<Image> images, List<String> columns, long seed) {
    Map<List<String>, List<Image>> strata = new LinkedHashMap<>();
    int unknown = 0;
    for (Image image : images.stream().sorted(Comparator.comparing(Image::path)).toList()) {
      List<String> values =
          columns.stream().map(image.attributes()::get).filter(Objects::nonNull).toList();
      if (values.size() < columns.size()) {
        unknown++;
      } else {
        strata.computeIfAbsent(values, v -> new ArrayList<>()).add(image);
      }
    }
    List<Pair> pairs = new ArrayList<>();
    strata.forEach(
        (values, alike) -> {
          RandomStream stream =
              RandomStream.of(
                  seed,
                  Purpose.MATCHING,
                  Stream.concat(Stream.of(part), values.stream())
                      .mapToLong(RandomStream::hash)
                      .toArray());
          List<Image> normal = shuffled(alike, 0, stream);
          shuffled(alike, 1, stream).forEach(abnormal -> pair(abnormal, normal, pairs));
        });
    return new Matching(List.copyOf(pairs), unknown);
  }

  private static List<Image> shuffled(List<Image> images, int label, RandomStream stream) {
    List<Image> ofClass = images.stream().filter(image -> image.label() == label).toList();
    List<Image> shuffled = new ArrayList<>();
    for (int i : stream.permutation(ofClass.size())) {
      shuffled.add(ofClass.get(i));
    }
    return shuffled;
  }

  private static void pair(Image abnormal, List<Image> left, List<Pair> pairs) {
    for (Iterator<Image> each = left.iterator(); each.hasNext(); ) {
      Image normal = each.next();
      if (!normal.patient().equals(abnormal.patient())) {
        pairs.add(new Pair(abnormal, normal));
        each.remove();
        return;
      }
    }
  }

  /** The images of all pairs. */
  Set<Image> images() {
    return pairs.stream()
        .flatMap(pair -> Stream.of(pair.abnormal(), pair.normal()))
        .collect(Collectors.toSet());
  }
}
