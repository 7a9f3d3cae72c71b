package org.apga.masks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The images of a test split that are shown, by their places in it. The choice is not random: the
 * images of a class are taken at even distances, so that all trials of a part show the same ones,
 * whatever their arm and seed.
 *
 * @param sheet images of the mask sheet; with two classes the abnormal ones first, with more by
 *     class
 * @param history images of the sheet whose masks are kept for every epoch
 * @param curves images of the deletion and insertion curves; with two classes all abnormal
 */
public record MaskChoice(List<Integer> sheet, List<Integer> history, List<Integer> curves) {
  private static final int ABNORMAL_OF_HISTORY = 2;
  private static final int NORMAL_OF_HISTORY = 1;

  public MaskChoice {
    sheet = List.copyOf(sheet);
    history = List.copyOf(history);
    curves = List.copyOf(curves);
  }

  /**
   * Chooses images. With more than two classes, the sheet takes one image of each class in turn, in
   * the order of labels. With two, three quarters of it are abnormal. If a class has images with a
   * known lesion, only these are chosen for the sheet. If a class has too few images, others fill
   * its places.
   *
   * @param labels of the test split; with two classes 1 = abnormal
   * @param withLesion places of the images whose lesion is known
   * @param images number of images of the sheet
   * @param curveImages maximum number of images of the curves
   */
  public static MaskChoice of(
      int[] labels, int classes, Collection<Integer> withLesion, int images, int curveImages) {
    if (classes > 2) {
      return ofEach(labels, classes, withLesion, images, curveImages);
    }
    List<Integer> abnormal = places(labels, 1);
    List<Integer> normal = places(labels, 0);
    List<Integer> shown = shown(abnormal, withLesion);
    int abnormals = Math.min(shown.size(), Math.max((3 * images + 3) / 4, images - normal.size()));
    List<Integer> first = spaced(shown, abnormals);
    List<Integer> second = spaced(normal, images - abnormals);
    List<Integer> history = new ArrayList<>(spaced(first, ABNORMAL_OF_HISTORY));
    history.addAll(spaced(second, NORMAL_OF_HISTORY));
    List<Integer> sheet = new ArrayList<>(first);
    sheet.addAll(second);
    return new MaskChoice(sheet, history, spaced(abnormal, curveImages));
  }

  private static MaskChoice ofEach(
      int[] labels, int classes, Collection<Integer> withLesion, int images, int curveImages) {
    List<List<Integer>> shown =
        IntStream.range(0, classes)
            .mapToObj(label -> shown(places(labels, label), withLesion))
            .toList();
    int places = Math.min(images, shown.stream().mapToInt(List::size).sum());
    int[] shares = new int[classes];
    for (int label = 0; places > 0; label = (label + 1) % classes) {
      if (shares[label] < shown.get(label).size()) {
        shares[label]++;
        places--;
      }
    }
    List<Integer> sheet = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      sheet.addAll(spaced(shown.get(label), shares[label]));
    }
    List<Integer> all = IntStream.range(0, labels.length).boxed().toList();
    return new MaskChoice(
        sheet, spaced(sheet, ABNORMAL_OF_HISTORY + NORMAL_OF_HISTORY), spaced(all, curveImages));
  }

  /** Those with a known lesion, or all if there are none. */
  private static List<Integer> shown(List<Integer> all, Collection<Integer> withLesion) {
    List<Integer> known = all.stream().filter(withLesion::contains).toList();
    return known.isEmpty() ? all : known;
  }

  private static List<Integer> places(int[] labels, int label) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] == label).boxed().toList();
  }

  /** {@code count} of them, at even distances. */
  private static List<Integer> spaced(List<Integer> all, int count) {
    if (count >= all.size()) {
      return all;
    }
    // The middle of each of count stretches of equal length.
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((2 * i + 1) * all.size() / (2 * count)))
        .toList();
  }
}
