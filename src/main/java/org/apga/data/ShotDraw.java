package org.apga.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * Small training sets: k images of each class (Cheng et al. 2019 draw 100).
 *
 * <p>With the same seed, the draw of fewer shots is a subset of the draw of more.
 */
public final class ShotDraw {
  /** What is drawn at random. */
  public enum Unit {
    /**
     * Patients, each with all images of the class; the last patient only with the images, by path,
     * that are still needed. A patient with images of several classes is drawn for each class
     * separately.
     */
    PATIENT,
    /** Images regardless of their patients, as in the published code. */
    IMAGE
  }

  private ShotDraw() {}

  /**
   * Draws from the training images of one group.
   *
   * @param train the images to draw from, in the manifest's order
   * @param perClass k, at least 1
   * @return k images of each class, sorted by path
   * @throws DataException if a class has fewer than k images
   */
  public static List<Example> draw(
      List<Example> train, Classes classes, int perClass, Unit unit, long seed) {
    List<Example> drawn = new ArrayList<>();
    Optional<String> tooMany = tooMany(train, classes, perClass);
    if (tooMany.isPresent()) {
      throw new DataException("%s", tooMany.get());
    }
    for (int label = 0; label < classes.size(); label++) {
      RandomStream random = RandomStream.of(seed, Purpose.SHOTS, label);
      List<Example> ofClass = ofClass(train, label);
      List<Example> order =
          unit == Unit.PATIENT ? byPatient(ofClass, random) : shuffled(ofClass, random);
      drawn.addAll(order.subList(0, perClass));
    }
    drawn.sort(Comparator.comparing(Example::path));
    return List.copyOf(drawn);
  }

  /**
   * Why some shots cannot be drawn, as one line.
   *
   * @param train the training images of one group
   * @return empty if every class has at least {@code perClass} images
   */
  public static Optional<String> tooMany(List<Example> train, Classes classes, int perClass) {
    // If several classes are equally rare, the last of them.
    int rarest = 0;
    for (int label = 1; label < classes.size(); label++) {
      if (ofClass(train, label).size() <= ofClass(train, rarest).size()) {
        rarest = label;
      }
    }
    int most = ofClass(train, rarest).size();
    return perClass <= most
        ? Optional.empty()
        : Optional.of(
            String.format(
                "Cannot draw %d shots of class %s for %s: the training set has %d images of it. Set"
                    + " grid.shots to %d or less, or to full.",
                perClass,
                classes.name(rarest),
                train.isEmpty() ? "an empty training set" : train.get(0).group(),
                most,
                most));
  }

  private static List<Example> ofClass(List<Example> train, int label) {
    return train.stream().filter(e -> e.label() == label).toList();
  }

  private static List<Example> byPatient(List<Example> examples, RandomStream random) {
    Map<String, List<Example>> patients = new LinkedHashMap<>();
    examples.forEach(
        e -> patients.computeIfAbsent(e.patient(), patient -> new ArrayList<>()).add(e));
    List<Example> order = new ArrayList<>();
    shuffled(List.copyOf(patients.values()), random).forEach(order::addAll);
    return order;
  }

  private static <T> List<T> shuffled(List<T> items, RandomStream random) {
    List<T> order = new ArrayList<>();
    for (int i : random.permutation(items.size())) {
      order.add(items.get(i));
    }
    return order;
  }
}
