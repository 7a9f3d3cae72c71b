package org.apga.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a trial of one group trains on, chooses its weights by, and is tested on.
 *
 * @param group such as {@code elbow}
 * @param train weights are fitted to it
 * @param selection weights are chosen by it; empty where the splits hold nothing out
 * @param test reported
 * @param identical findings: images that are in two splits, in words, whatever was done about them
 * @param dropped paths that were left out of train or selection because of it
 */
public record PartData(
    String group,
    ImageSet train,
    ImageSet selection,
    ImageSet test,
    List<String> identical,
    List<String> dropped) {

  /** Copies the lists. */
  public PartData {
    identical = List.copyOf(identical);
    dropped = List.copyOf(dropped);
  }

  /**
   * Sorts the images of a group into its splits.
   *
   * @throws DataException if a split lacks a class, or if {@code policy} is to fail and images are
   *     identical across splits
   */
  public static PartData of(PartImages images, Splits splits, IdenticalImages policy) {
    List<String> findings = Leakage.identicalImages(images, splits);
    if (policy == IdenticalImages.FAIL && !findings.isEmpty()) {
      throw new DataException(
          String.format(
              "Cannot train on %s: %d images are in two splits, first %s. Take them out of the"
                  + " manifest, or set data.identical-images to drop.",
              images.group(), findings.size(), findings.get(0)));
    }
    Set<Example> dropped = policy == IdenticalImages.DROP ? toDrop(images, splits) : Set.of();
    PartData data =
        new PartData(
            images.group(),
            ImageSet.of(images, e -> splits.of(e) == Split.TRAIN && !dropped.contains(e)),
            ImageSet.of(images, e -> splits.of(e) == Split.SELECTION && !dropped.contains(e)),
            ImageSet.of(images, e -> splits.of(e) == Split.TEST),
            findings,
            dropped.stream().map(Example::path).sorted().toList());
    data.requireBothClasses(data.train, Split.TRAIN);
    if (splits.hasSelection()) {
      data.requireBothClasses(data.selection, Split.SELECTION);
    }
    data.requireBothClasses(data.test, Split.TEST);
    return data;
  }

  private static Set<Example> toDrop(PartImages images, Splits splits) {
    Set<Example> dropped = new HashSet<>();
    for (List<Example> same : Leakage.identical(images, splits)) {
      Split kept = same.stream().map(splits::of).max(Enum::compareTo).orElseThrow();
      same.stream().filter(e -> splits.of(e) != kept).forEach(dropped::add);
    }
    return dropped;
  }

  private void requireBothClasses(ImageSet images, Split split) {
    int abnormal = images.count(1);
    int normal = images.count(0);
    if (abnormal == 0 || normal == 0) {
      throw new DataException(
          String.format(
              "Cannot train on %s: its %s images are %d normal and %d abnormal, and both classes are"
                  + " needed. Add images, or leave %s out of grid.parts.",
              group, Leakage.nameOf(split), normal, abnormal, group));
    }
  }

  /**
   * The same with a small training set: {@link ShotDraw}.
   *
   * @param perClass images of each class
   * @param seed the trial's
   * @throws DataException if the training set has fewer of a class
   */
  public PartData withShots(int perClass, ShotDraw.Unit unit, long seed) {
    Set<Example> drawn = new HashSet<>(ShotDraw.draw(train.examples(), perClass, unit, seed));
    return new PartData(group, train.only(drawn::contains), selection, test, identical, dropped);
  }
}
