package org.apga.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.apga.data.PartImages.Unreadable;

/**
 * The images that a trial of one group trains on, selects its weights by, and is tested on.
 *
 * @param group such as {@code elbow}
 * @param train weights are fitted to it
 * @param selection weights are chosen by it; empty if the splits have no selection images
 * @param test for the final test
 * @param dropped paths that were left out of train or selection because the same image is in a
 *     later split too
 * @param ofSharedPatients paths that were left out of train or selection because their patient is
 *     in a later split too
 * @param unreadableTest how many images the test split lacks because they could not be read
 */
public record PartData(
    String group,
    ImageSet train,
    ImageSet selection,
    ImageSet test,
    List<String> dropped,
    List<String> ofSharedPatients,
    int unreadableTest) {

  /**
   * Sorts the images of a group into its splits.
   *
   * @throws DataException if a split lacks a class, or anything is wrong that {@code tolerance}
   *     does not allow
   */
  public static PartData of(PartImages images, Splits splits, Tolerance tolerance) {
    int unreadableTest = requireReadable(images, splits, tolerance);
    Leakage.refusePatients(splits, tolerance.sharedPatients());
    List<String> findings = Leakage.identicalImages(images, splits);
    if (tolerance.identicalImages() == InTwoSplits.FAIL && !findings.isEmpty()) {
      throw new DataException(
          "Cannot train on %s: %d images are in two splits, first %s. Take them out of the"
              + " manifest, or set data.identical-images to drop.",
          images.group(), findings.size(), findings.get(0));
    }
    Set<Example> ofPatients =
        tolerance.sharedPatients() == InTwoSplits.DROP
            ? Leakage.ofPatientsInLaterSplits(splits, images.group())
            : Set.of();
    Set<Example> identical =
        tolerance.identicalImages() == InTwoSplits.DROP ? toDrop(images, splits) : Set.of();
    Predicate<Example> kept = e -> !identical.contains(e) && !ofPatients.contains(e);
    PartData data =
        new PartData(
            images.group(),
            ImageSet.of(images, e -> splits.of(e) == Split.TRAIN && kept.test(e)),
            ImageSet.of(images, e -> splits.of(e) == Split.SELECTION && kept.test(e)),
            ImageSet.of(images, e -> splits.of(e) == Split.TEST),
            paths(identical),
            paths(ofPatients),
            unreadableTest);
    data.requireAll(splits, data.train, Split.TRAIN);
    if (splits.hasSelection()) {
      data.requireAll(splits, data.selection, Split.SELECTION);
    }
    data.requireAll(splits, data.test, Split.TEST);
    return data;
  }

  private void requireAll(Splits splits, ImageSet images, Split split) {
    splits
        .lacking(images.examples(), group, split)
        .ifPresent(
            why -> {
              throw new DataException(why);
            });
  }

  private static List<String> paths(Set<Example> examples) {
    return examples.stream().map(Example::path).sorted().toList();
  }

  /**
   * Refuses too many unreadable images.
   *
   * @param images of a group, or a sample of them
   * @return number of unreadable images of the test split
   * @throws DataException if there are more than {@code tolerance} allows
   */
  public static int requireReadable(PartImages images, Splits splits, Tolerance tolerance) {
    List<Unreadable> test = new ArrayList<>();
    List<Unreadable> others = new ArrayList<>();
    images.unreadable().forEach(u -> (splits.of(u.example()) == Split.TEST ? test : others).add(u));
    long tested = images.examples().stream().filter(e -> splits.of(e) == Split.TEST).count();
    long all = others.size() + images.examples().size() - tested;
    double share = (double) others.size() / all;
    if (!others.isEmpty() && (share > tolerance.unreadableShare() || others.size() == all)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Cannot train on %s: %d of %d images for training and selection are unreadable"
                  + " (%.1f %%, limit %s %%), first %s: %s. Restore the files, or raise"
                  + " data.max-unreadable-share.",
              others.get(0).example().group(),
              others.size(),
              all,
              100 * share,
              percent(tolerance.unreadableShare()),
              others.get(0).example().path(),
              others.get(0).reason()));
    }
    if (!test.isEmpty() && tolerance.unreadableTestImages() == UnreadableTestImages.FAIL) {
      throw new DataException(
          "Cannot test on %s: %d of %d images of the test split are unreadable, first %s: %s."
              + " Restore the files, or set data.unreadable-test-images to drop.",
          test.get(0).example().group(),
          test.size(),
          test.size() + tested,
          test.get(0).example().path(),
          test.get(0).reason());
    }
    return test.size();
  }

  private static String percent(double share) {
    String digits = String.format(Locale.ROOT, "%.2f", 100 * share);
    return digits.replaceAll("\\.?0+$", "");
  }

  private static Set<Example> toDrop(PartImages images, Splits splits) {
    Set<Example> dropped = new HashSet<>();
    for (List<Example> same : Leakage.identical(images, splits)) {
      Split kept = same.stream().map(splits::of).max(Enum::compareTo).orElseThrow();
      same.stream().filter(e -> splits.of(e) != kept).forEach(dropped::add);
    }
    return dropped;
  }

  /**
   * The same data with a small training set, drawn by {@link ShotDraw}.
   *
   * @throws DataException if the training set has fewer images of a class
   */
  public PartData withShots(Classes classes, int perClass, ShotDraw.Unit unit, long seed) {
    Set<Example> drawn =
        new HashSet<>(ShotDraw.draw(train.examples(), classes, perClass, unit, seed));
    return new PartData(
        group,
        train.only(drawn::contains),
        selection,
        test,
        dropped,
        ofSharedPatients,
        unreadableTest);
  }
}
