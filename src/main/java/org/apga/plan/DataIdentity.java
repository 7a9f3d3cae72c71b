package org.apga.plan;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The identity of a data set by part. A trial depends on every image of its part and on none of
 * another. This holds for few-shot trials too, because images that are unreadable or in two splits
 * affect their draw.
 *
 * @param manifest hash of all lists
 * @param parts the identity of each part
 * @param changes returns what changed from one hash of images to another, such as {@code 3 of 279
 *     files}; empty if that is no longer known
 */
public record DataIdentity(
    String manifest,
    Map<String, OfPart> parts,
    BiFunction<String, String, Optional<String>> changes) {
  /**
   * The identity of a part.
   *
   * @param rows hash of its rows and of each image's split
   * @param images hash of the contents of its image files
   * @param boxes hash of the boxes of lesions in its images from a file; empty if there are none
   */
  public record OfPart(Rows rows, String images, String boxes) {
    /** Makes a part whose images are in the same split in every trial and have no boxes. */
    public OfPart(String rows, String images) {
      this((seed, fold) -> rows, images, "");
    }
  }

  /** A hash of a part's rows and of each image's split in the trials of a seed and fold. */
  public interface Rows {
    /**
     * Returns the hash.
     *
     * @param fold from 1; 0 if there are no folds
     */
    String hash(long seed, int fold);
  }

  public DataIdentity {
    parts = Map.copyOf(parts);
  }

  /**
   * Returns the identity of a part.
   *
   * @throws IllegalArgumentException if there is no such part
   */
  OfPart of(String part) {
    OfPart found = parts.get(part);
    if (found == null) {
      throw new IllegalArgumentException(
          "Cannot plan " + part + ": the data set has " + parts.keySet() + ". Check its groups.");
    }
    return found;
  }

  /**
   * Returns an identity in which every part has the same hashes, for plans that are not trained.
   */
  public static DataIdentity madeUp(String manifest, Collection<String> parts) {
    return new DataIdentity(
        manifest,
        parts.stream().collect(Collectors.toMap(p -> p, p -> new OfPart(manifest, "images"))),
        (before, now) -> Optional.empty());
  }
}
