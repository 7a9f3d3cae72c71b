package org.apga.data.phantom;

import java.util.List;
import java.util.Set;

/**
 * A set of phantoms to write.
 *
 * <p>Valid gets a third as many patients as train, rounded up, but at least 2. Every class occurs
 * in every part and split.
 *
 * @param parts body parts in lower case, such as {@code elbow}, each once, in the order of the
 *     lists
 * @param patients per part in train; at least 2, or 10 if kinds are classes; some are shared
 *     between parts
 * @param seed of everything random
 * @param difficulty in [0, 1]: 0 = lesions large and of high contrast, nothing misleads; 1 = subtle
 *     lesions, normal variants that resemble them, and distractors that correlate with the label in
 *     train but not in valid
 * @param odd kinds of odd files to add
 * @param format of the files
 * @param classes of the set; if they are kinds, each kind has the same number of abnormal studies
 *     in a part and split, give or take one
 */
public record PhantomSpec(
    List<String> parts,
    int patients,
    long seed,
    double difficulty,
    Set<OddFile> odd,
    PhantomFormat format,
    PhantomClasses classes) {
  /** Lesions that a person finds at once and a small network must learn. */
  public static final double DEFAULT_DIFFICULTY = 0.3;

  /**
   * @throws IllegalArgumentException if a part is unknown or named twice, or a number out of range
   */
  public PhantomSpec {
    parts = List.copyOf(parts);
    odd = Set.copyOf(odd);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot write phantoms of no body part: the list is empty. Name at least one.");
    }
    for (String part : parts) {
      BodyPart.of(part);
      if (parts.indexOf(part) != parts.lastIndexOf(part)) {
        throw new IllegalArgumentException(
            "Cannot write phantoms of \"%s\" twice: the list names it again. Name each part once."
                .formatted(part));
      }
    }
    if (patients < classes.leastPatients()) {
      throw new IllegalArgumentException(
          "Cannot write phantoms of %d patients: %s. Ask for at least %d."
              .formatted(patients, classes.whyLeast(), classes.leastPatients()));
    }
    if (!(difficulty >= 0 && difficulty <= 1)) {
      throw new IllegalArgumentException(
          "Cannot draw at difficulty %s: it is a share. Choose a number in 0 .. 1."
              .formatted(difficulty));
    }
  }

  /** A set with two classes. */
  public PhantomSpec(
      List<String> parts,
      int patients,
      long seed,
      double difficulty,
      Set<OddFile> odd,
      PhantomFormat format) {
    this(parts, patients, seed, difficulty, odd, format, PhantomClasses.ABNORMAL);
  }

  /** A set with two classes, as PNG. */
  public PhantomSpec(
      List<String> parts, int patients, long seed, double difficulty, Set<OddFile> odd) {
    this(parts, patients, seed, difficulty, odd, PhantomFormat.PNG);
  }

  /** Patients per part in valid. */
  public int validPatients() {
    return Math.max(2, (patients + 2) / 3);
  }
}
