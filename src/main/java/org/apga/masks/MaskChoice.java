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
   * Chooses images. With more than two classes, each has an equal share of the sheet. With two,
   * three quarters of the sheet are abnormal, chosen only from those with a known lesion if there
   * are any. If a class has too few images, the other fills its places.
   *
   * @param labels of the test split; with two classes 1 = abnormal
   * @param withLesion places of the abnormal images whose lesion is known
   * @param images number of images of the sheet
   * @param curveImages maximum number of images of the curves
   */
  public static MaskChoice of(
      int[] labels, int classes, Collection<Integer> withLesion, int images, int curveImages) {
    if (classes > 2) {
      return ofEach(labels, classes, images, curveImages);
    }
    List<Integer> abnormal = places(labels, 1);
    List<Integer> normal = places(labels, 0);
    List<Integer> shown = withLesion.isEmpty() ? abnormal : withLesion.stream().sorted().toList();
    int abnormals = Math.min(shown.size(), Math.max((3 * images + 3) / 4, images - normal.size()));
    List<Integer> first = spaced(shown, abnormals);
    List<Integer> second = spaced(normal, images - abnormals);
    List<Integer> history = new ArrayList<>(spaced(first, ABNORMAL_OF_HISTORY));
    history.addAll(spaced(second, NORMAL_OF_HISTORY));
    List<Integer> sheet = new ArrayList<>(first);
    sheet.addAll(second);
    return new MaskChoice(sheet, history, spaced(abnormal, curveImages));
  }

  private static MaskChoice ofEach(int[] labels, int classes, int images, int curveImages) {
    List<Integer> sheet = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      int share = images * (label + 1) / classes - images * label / classes;
      sheet.addAll(spaced(places(labels, label), share));
    }
    List<Integer> all = IntStream.range(0, labels.length).boxed().toList();
    return new MaskChoice(
        sheet, spaced(sheet, ABNORMAL_OF_HISTORY + NORMAL_OF_HISTORY), spaced(all, curveImages));
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
