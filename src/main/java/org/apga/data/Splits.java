package org.apga.data;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apga.provenance.Sha256;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * The split of each image.
 *
 * <p>If a manifest names no selection images, a share of the patients of its training list is held
 * out for selection, each with all images of all groups, so that no patient is in two splits:
 * {@link #of} explains how they are chosen.
 *
 * @param heldOut patients of the training list that are for selection
 * @param tested patients of the fold that is tested, all others being the training list; null to
 *     use the manifest's own splits
 */
public record Splits(Manifest manifest, Set<String> heldOut, @Nullable Set<String> tested) {
  public Splits {
    heldOut = Set.copyOf(heldOut);
    tested = tested == null ? null : Set.copyOf(tested);
  }

  /** The manifest's own splits, unchanged. */
  public static Splits asListed(Manifest manifest) {
    return new Splits(manifest, Set.of(), null);
  }

  /**
   * The manifest's own splits, and if it names no selection images, a share of its training
   * patients held out for selection.
   *
   * <p>A stratum is a group and a label; a patient belongs to each stratum of which it has a
   * training image. Patients are taken in random order:
   *
   * <ol>
   *   <li>for each stratum with at least two patients, rarest first, one of its patients, unless it
   *       already has one, and never the last that a stratum has left for training;
   *   <li>then the patients that belong only to strata of which fewer than the share are held out;
   *   <li>then the patients that bring the numbers of held-out patients, of each stratum and of
   *       all, closer to the share (least squares, each distance relative to its target).
   * </ol>
   *
   * <p>The first step can be impossible if a few patients belong to many strata. Of 32 random
   * orders, the first that leaves no stratum out is kept, or else the first that leaves out the
   * fewest.
   *
   * @param share of the patients, above 0 and below 1; MURA: 0.10
   * @param splitSeed decides which patients
   */
  public static Splits of(Manifest manifest, double share, long splitSeed) {
    return asListed(manifest).holdingOut(share, splitSeed, 0);
  }

  /**
   * The patients of a fold are for the test, all others for training, whatever the manifest's
   * splits.
   */
  static Splits ofFold(Manifest manifest, Set<String> fold) {
    return new Splits(manifest, Set.of(), fold);
  }

  /**
   * The same with a share of the training patients held out for selection, unless there are images
   * for that.
   *
   * @param draw which of the draws of that seed
   */
  Splits holdingOut(double share, long splitSeed, int draw) {
    return hasSelection()
        ? this
        : new Splits(manifest, SelectionDraw.best(this, share, splitSeed, draw).heldOut, tested);
  }

  /** What an image of the manifest is for. */
  public Split of(Example example) {
    Split listed =
        tested == null
            ? example.split()
            : tested.contains(example.patient()) ? Split.TEST : Split.TRAIN;
    return listed == Split.TRAIN && heldOut.contains(example.patient()) ? Split.SELECTION : listed;
  }

  public boolean hasSelection() {
    return manifest.examples().stream().anyMatch(e -> of(e) == Split.SELECTION);
  }

  /**
   * Says why a split of a group cannot be used: it lacks a class.
   *
   * @param images of the group in that split
   * @return a message with the number of images of each class; empty if there are some of each
   */
  Optional<String> lacking(List<Example> images, String group, Split split) {
    Classes classes = manifest.classes();
    int[] counts = classes.count(images);
    if (IntStream.of(counts).noneMatch(count -> count == 0)) {
      return Optional.empty();
    }
    boolean drawn = split == Split.SELECTION && !heldOut.isEmpty();
    return Optional.of(
        "Cannot train on %s: its %s images are %s, and %s classes are needed. Add images%s, or leave"
                .formatted(
                    group,
                    split == Split.TRAIN ? "training" : Leakage.nameOf(split),
                    classes.counted(counts),
                    classes.size() == 2 ? "both" : "all",
                    drawn ? ", raise data.selection-share" : "")
            + " %s out of grid.parts.".formatted(group));
  }

  /** The same for each split of each group. */
  Stream<String> lacking(Collection<String> groups) {
    boolean selects = hasSelection();
    return groups.stream()
        .flatMap(
            group ->
                Stream.of(Split.values())
                    .filter(split -> split != Split.SELECTION || selects)
                    .flatMap(split -> lacking(group, split).stream()));
  }

  private Optional<String> lacking(String group, Split split) {
    List<Example> images = manifest.ofGroup(group).stream().filter(e -> of(e) == split).toList();
    return lacking(images, group, split);
  }

  /**
   * SHA-256 of the rows of a group and the split of each of its images, 64 hex digits: all that a
   * trial of that group takes from the lists.
   */
  public String hash(String group) {
    Sha256 sha256 = new Sha256();
    for (Example example : manifest.ofGroup(group)) {
      sha256.line(Csv.row(manifest.row(example), of(example).name()));
    }
    return sha256.hex();
  }

  /** SHA-256 of the split of each image, 64 hex digits. */
  public String hash() {
    Sha256 sha256 = new Sha256();
    for (Example example : manifest.examples()) {
      sha256.line(Csv.row(example.path(), of(example).name()));
    }
    return sha256.hex();
  }

  /** The strata of each patient, in the order of the images, by patient. */
  static SortedMap<String, Set<String>> strata(Stream<Example> examples) {
    SortedMap<String, Set<String>> strata = new TreeMap<>();
    examples.forEach(
        example ->
            strata
                .computeIfAbsent(example.patient(), patient -> new LinkedHashSet<>())
                .add(example.group() + " " + example.label()));
    return strata;
  }

  /** One random order of the training patients, and those it holds out: see {@link Splits#of}. */
  private static final class SelectionDraw {
    private static final int ORDERS = 32;

    private final double share;
    private final Stratum all = new Stratum();
    private final Map<String, Stratum> strata = new TreeMap<>();
    private final Set<String> heldOut = new HashSet<>();

    /** Patients with images of one group and label, or all patients. */
    private static final class Stratum {
      private int patients;
      private int held;
    }

    private record Patient(String name, Set<Stratum> strata) {}

    private SelectionDraw(Splits splits, double share, RandomStream random) {
      this.share = share;
      List<Patient> patients = patients(splits);
      List<Patient> order = new ArrayList<>();
      for (int i : random.permutation(patients.size())) {
        order.add(patients.get(i));
      }
      coverEachStratum(order);
      fill(order, patient -> patient.strata().stream().allMatch(this::hasRoom));
      fill(order, patient -> change(patient) < 0);
    }

    static SelectionDraw best(Splits splits, double share, long splitSeed, int draw) {
      SelectionDraw best = null;
      for (int order = 0; order < ORDERS && (best == null || best.leftOut() > 0); order++) {
        RandomStream random =
            RandomStream.of(splitSeed, Purpose.SELECTION_SPLIT, draw * ORDERS + order);
        SelectionDraw next = new SelectionDraw(splits, share, random);
        best = best == null || next.leftOut() < best.leftOut() ? next : best;
      }
      return Objects.requireNonNull(best);
    }

    /** The training patients by name, so that the order of a list does not matter. */
    private List<Patient> patients(Splits splits) {
      List<Patient> patients = new ArrayList<>();
      strata(
              splits.manifest.examples().stream()
                  .filter(example -> splits.of(example) == Split.TRAIN))
          .forEach(
              (name, of) ->
                  patients.add(
                      new Patient(
                          name,
                          of.stream()
                              .map(s -> strata.computeIfAbsent(s, stratum -> new Stratum()))
                              .collect(toCollection(LinkedHashSet::new)))));
      all.patients = patients.size();
      patients.forEach(patient -> patient.strata().forEach(stratum -> stratum.patients++));
      return patients;
    }

    private void coverEachStratum(List<Patient> order) {
      List<Stratum> rarestFirst = new ArrayList<>(strata.values());
      rarestFirst.sort(Comparator.comparing(stratum -> stratum.patients));
      for (Stratum stratum : rarestFirst) {
        if (stratum.held == 0) {
          order.stream()
              .filter(patient -> patient.strata().contains(stratum) && leavesTraining(patient))
              .findFirst()
              .ifPresent(this::hold);
        }
      }
    }

    /**
     * One pass is enough: each patient held out makes it less worthwhile to hold out the others.
     */
    private void fill(List<Patient> order, Predicate<Patient> worthwhile) {
      for (Patient patient : order) {
        if (!heldOut.contains(patient.name())
            && leavesTraining(patient)
            && worthwhile.test(patient)) {
          hold(patient);
        }
      }
    }

    private boolean hasRoom(Stratum stratum) {
      return stratum.held + 1 <= target(stratum);
    }

    private double target(Stratum stratum) {
      return Math.max(1, share * stratum.patients);
    }

    /** Whether every stratum of the patient keeps another patient for training. */
    private static boolean leavesTraining(Patient patient) {
      return patient.strata().stream().allMatch(stratum -> stratum.patients - stratum.held >= 2);
    }

    /**
     * How the sum of squared relative distances to the targets changes if the patient is held out.
     */
    private double change(Patient patient) {
      return change(all) + patient.strata().stream().mapToDouble(this::change).sum();
    }

    private double change(Stratum stratum) {
      double target = target(stratum);
      return (2 * (stratum.held - target) + 1) / (target * target);
    }

    private void hold(Patient patient) {
      heldOut.add(patient.name());
      all.held++;
      patient.strata().forEach(stratum -> stratum.held++);
    }

    private long leftOut() {
      return strata.values().stream()
          .filter(stratum -> stratum.patients >= 2 && stratum.held == 0)
          .count();
    }
  }
}
