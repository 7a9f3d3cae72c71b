package org.apga.data;

import java.util.Collection;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * How the images of a data set are divided into training, selection and test, for every trial.
 *
 * @param share of the training patients held out for selection; 0 = none
 * @param drawSeed decides every draw
 * @param perSeed whether each seed of a grid has its own draws; otherwise its trials differ only by
 *     training
 * @param folds number of folds of all patients, each the test split of some trials; 0 = the listed
 *     test split is used
 */
public record SplitScheme(
    Manifest manifest, double share, long drawSeed, boolean perSeed, int folds) {
  /**
   * The splits of the trials of a seed.
   *
   * @param fold that is tested, 1 to {@code folds}; 0 if there are no folds
   */
  public Splits of(long seed, int fold) {
    long draws = draws(seed);
    return fold == 0
        ? selecting(Splits.asListed(manifest), draws, 0)
        : ofFold(Folds.of(manifest, folds, draws), draws, fold);
  }

  private Splits ofFold(Folds drawn, long draws, int fold) {
    return selecting(Splits.ofFold(manifest, drawn.patients().get(fold - 1)), draws, fold);
  }

  private Splits selecting(Splits listed, long draws, int fold) {
    return share == 0 ? listed : listed.holdingOut(share, draws, fold);
  }

  /** The splits of all folds of a seed. */
  private Stream<Splits> each(long seed) {
    if (folds == 0) {
      return Stream.of(of(seed, 0));
    }
    long draws = draws(seed);
    Folds drawn = Folds.of(manifest, folds, draws);
    return IntStream.rangeClosed(1, folds).mapToObj(fold -> ofFold(drawn, draws, fold));
  }

  /**
   * The splits of one seed and fold, as an example of all in counts and lists.
   *
   * @param seed of the grid
   */
  public Splits example(long seed) {
    return of(seed, Math.min(1, folds));
  }

  /**
   * Says which splits of the groups lack a class, one message each. Of two classes this fails only
   * the trials of such a group; the others are trained.
   *
   * @param seeds of the grid
   */
  public Stream<String> lacking(Collection<String> groups, Collection<Long> seeds) {
    return drawn(seeds).flatMap(this::each).flatMap(splits -> splits.lacking(groups)).distinct();
  }

  /** The seeds whose splits differ. */
  private Stream<Long> drawn(Collection<Long> seeds) {
    return seeds.stream().limit(perSeed ? seeds.size() : 1);
  }

  private long draws(long seed) {
    return perSeed
        ? RandomStream.of(drawSeed, Purpose.SPLITS_OF_A_SEED, seed).nextLong()
        : drawSeed;
  }

  /**
   * Refuses splits that cannot be drawn.
   *
   * @param groups that are trained on
   * @param seeds of the grid
   * @throws DataException if a fold would lack a class, if a split would lack one of more than two
   *     classes, or if each seed is to have its own selection split but the manifest names its own
   *     images for it
   */
  public void require(Collection<String> groups, Collection<Long> seeds) {
    if (folds > 0) {
      drawn(seeds)
          .forEach(
              seed -> Folds.of(manifest, folds, draws(seed)).requireAllClasses(manifest, groups));
    }
    if (manifest.classes().size() > 2) {
      lacking(groups, seeds)
          .findFirst()
          .ifPresent(
              why -> {
                throw new DataException(why);
              });
    }
    if (folds == 0 && perSeed && Splits.asListed(manifest).hasSelection()) {
      throw new DataException(
          "Cannot draw splits for each seed: %s names its own images for selection. Set grid.splits"
              + " to fixed, or take the images for selection out of the manifest.",
          manifest.name());
    }
  }
}
