package org.apga.data;

import java.util.Set;
import org.apga.provenance.Sha256;

/**
 * Which image is for what.
 *
 * <p>Where a manifest names no selection images, a share of the patients of its training list is
 * held out for selection, each with all images of all groups, so that no patient is in two splits:
 * {@link #of} says how they are chosen.
 */
public final class Splits {
  private final Manifest manifest;
  private final Set<String> heldOut;

  private Splits(Manifest manifest, Set<String> heldOut) {
    this.manifest = manifest;
    this.heldOut = Set.copyOf(heldOut);
  }

  /** The manifest's own splits and no more. */
  public static Splits asListed(Manifest manifest) {
    return new Splits(manifest, Set.of());
  }

  /**
   * The manifest's own splits, and where it names no selection images, a share of its training
   * patients held out for selection.
   *
   * <p>A stratum is a group and a label; a patient belongs to each stratum it has a training image
   * of. Patients are taken in random order:
   *
   * <ol>
   *   <li>for each stratum with at least two patients, rarest first, one of its patients, unless it
   *       already has one, and never the last that a stratum has left for training;
   *   <li>then whoever belongs only to strata that have fewer than their share;
   *   <li>then whoever brings the numbers of held-out patients, of each stratum and of all, closer
   *       to the share (least squares, each distance relative to its target).
   * </ol>
   *
   * <p>The first step can be impossible where a handful of patients carries many strata. Of 32
   * random orders the first that leaves no stratum out is kept, or else the first that leaves out
   * fewest.
   *
   * @param share of the patients, above 0 and below 1; MURA: 0.10
   * @param splitSeed decides which; one for a whole grid, so that its trials differ by training
   *     alone
   */
  public static Splits of(Manifest manifest, double share, long splitSeed) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "Cannot hold out a share of " + share + ": it must be above 0 and below 1.");
    }
    if (manifest.examples().stream().anyMatch(e -> e.split() == Split.SELECTION)) {
      return asListed(manifest);
    }
    return new Splits(manifest, SelectionDraw.best(manifest, share, splitSeed).heldOut());
  }

  /** The manifest whose images these are. */
  public Manifest manifest() {
    return manifest;
  }

  /** What an image of the manifest is for. */
  public Split of(Example example) {
    boolean selected = example.split() == Split.TRAIN && heldOut.contains(example.patient());
    return selected ? Split.SELECTION : example.split();
  }

  /** Whether any image is for selection. */
  public boolean hasSelection() {
    return manifest.examples().stream().anyMatch(e -> of(e) == Split.SELECTION);
  }

  /**
   * SHA-256 of the rows of a group and of what each of its images is for, 64 hex digits: all that
   * lists tell a trial of that group.
   */
  public String hash(String group) {
    Sha256 sha256 = new Sha256();
    for (Example example : manifest.ofGroup(group)) {
      sha256.line(Csv.row(Manifest.row(example), of(example).name()));
    }
    return sha256.hex();
  }

  /** SHA-256 of which image is for what, in hexadecimal: 64 digits. */
  public String hash() {
    Sha256 sha256 = new Sha256();
    for (Example example : manifest.examples()) {
      sha256.line(Csv.row(example.path(), of(example).name()));
    }
    return sha256.hex();
  }
}
