package org.apga.plan;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * What a data set is, part by part, as far as trials see it. A trial reads every image of its part
 * and none of another: one with few shots as well, since images that are unreadable or stand in two
 * splits shape its draw.
 *
 * @param manifest hash of all lists
 * @param parts by part
 * @param changes what changed from one hash of images to another, such as {@code 3 of 279 files};
 *     nothing where that is not known any more
 */
public record DataIdentity(
    String manifest,
    Map<String, OfPart> parts,
    BiFunction<String, String, Optional<String>> changes) {
  /**
   * What a part is.
   *
   * @param rows hash of its rows and of what each image is for
   * @param images hash of what its image files hold
   * @param boxes hash of the boxes of lesions that a file lists of them; empty where it lists none
   */
  public record OfPart(Rows rows, String images, String boxes) {
    /** One whose images are for the same in every trial, and have no boxes. */
    public OfPart(String rows, String images) {
      this((seed, fold) -> rows, images, "");
    }
  }

  /** A hash of a part's rows and of what each image is for in the trials of a seed and fold. */
  public interface Rows {
    /**
     * The hash.
     *
     * @param fold from 1; 0 where there are none
     */
    String hash(long seed, int fold);
  }

  public DataIdentity {
    parts = Map.copyOf(parts);
  }

  /**
   * What a part is.
   *
   * @throws IllegalArgumentException if there is no such part
   */
  OfPart of(String part) {
    OfPart found = parts.get(part);
    if (found == null) {
      throw new IllegalArgumentException(
          "Cannot plan " + part + ": the data set has " + parts.keySet() + ". Look at its groups.");
    }
    return found;
  }

  /** One in which every part is told by the same hashes, for plans that nobody trains. */
  public static DataIdentity madeUp(String manifest, Collection<String> parts) {
    return new DataIdentity(
        manifest,
        parts.stream().collect(Collectors.toMap(p -> p, p -> new OfPart(manifest, "images"))),
        (before, now) -> Optional.empty());
  }
}
