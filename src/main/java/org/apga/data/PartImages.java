package org.apga.data;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The decoded images of one group.
 *
 * @param size height and width, pixels
 * @param examples the readable ones, sorted by path
 * @param pixels of each example, height x width unsigned grey levels, row-major; shared by all
 *     trials of a JVM, so they must not be modified
 * @param sizes of each example's file
 * @param hashes of each example's pixels, hexadecimal SHA-256
 * @param unreadable the others, sorted by path
 * @param checksums {@link ImageChecksums#hash} of the files of all images
 * @param decodeSeconds wall-clock time that reading and decoding took
 * @param origin whether this call decoded them
 */
public record PartImages(
    String group,
    int size,
    List<Example> examples,
    List<byte[]> pixels,
    List<ImageSize> sizes,
    List<String> hashes,
    List<Unreadable> unreadable,
    String checksums,
    double decodeSeconds,
    Origin origin) {

  /** Where images came from. */
  public enum Origin {
    /** This call read them. */
    DECODED,
    /** An earlier or a concurrent call had read them. */
    CACHE
  }

  /**
   * An image that was left out.
   *
   * @param reason a clause without a full stop
   */
  public record Unreadable(Example example, String reason) {}

  public PartImages {
    examples = List.copyOf(examples);
    pixels = List.copyOf(pixels);
    sizes = List.copyOf(sizes);
    hashes = List.copyOf(hashes);
    unreadable = List.copyOf(unreadable);
  }

  /** Images of which only the hashes are known, enough to find out which of them a trial uses. */
  public static PartImages hashed(String group, List<Example> examples, List<String> hashes) {
    List<byte[]> none = Collections.nCopies(examples.size(), new byte[0]);
    return new PartImages(
        group, 0, examples, none, List.of(), hashes, List.of(), "", 0, Origin.DECODED);
  }

  /** The sizes of some of the examples' files, in their order. */
  public List<ImageSize> sizes(List<Example> some) {
    Map<Example, ImageSize> known = new HashMap<>();
    for (int i = 0; i < examples.size(); i++) {
      known.put(examples.get(i), sizes.get(i));
    }
    return some.stream().map(example -> Objects.requireNonNull(known.get(example))).toList();
  }

  /** Bytes of all pixels. */
  public long bytes() {
    return (long) size * size * examples.size();
  }

  PartImages fromCache() {
    return new PartImages(
        group,
        size,
        examples,
        pixels,
        sizes,
        hashes,
        unreadable,
        checksums,
        decodeSeconds,
        Origin.CACHE);
  }
}
