package org.apga.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apga.provenance.Sha256;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * Which image is for what.
 *
 * <p>Where a manifest names no selection images, a share of the patients of its training list is
 * held out for selection, each with all images of all groups, so that no patient is in two splits:
 * {@link #of} says how they are chosen.
 *
 * @param heldOut patients of the training list that are for selection
 */
public record Splits(Manifest manifest, Set<String> heldOut) {
  public Splits {
    heldOut = Set.copyOf(heldOut);
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
    if (manifest.examples().stream().anyMatch(e -> e.split() == Split.SELECTION)) {
      return asListed(manifest);
    }
    return new Splits(manifest, SelectionDraw.best(manifest, share, splitSeed).heldOut);
  }

  /** What an image of the manifest is for. */
  public Split of(Example example) {
    boolean selected = example.split() == Split.TRAIN && heldOut.contains(example.patient());
    return selected ? Split.SELECTION : example.split();
  }

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

  /** One random order of the training patients, and whom it holds out: see {@link Splits#of}. */
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

    private SelectionDraw(Manifest manifest, double share, RandomStream random) {
      this.share = share;
      List<Patient> patients = patients(manifest);
      List<Patient> order = new ArrayList<>();
      for (int i : random.permutation(patients.size())) {
        order.add(patients.get(i));
      }
      coverEachStratum(order);
      fill(order, patient -> patient.strata().stream().allMatch(this::hasRoom));
      fill(order, patient -> change(patient) < 0);
    }

    static SelectionDraw best(Manifest manifest, double share, long splitSeed) {
      SelectionDraw best = draw(manifest, share, splitSeed, 0);
      for (int order = 1; order < ORDERS && best.leftOut() > 0; order++) {
        SelectionDraw draw = draw(manifest, share, splitSeed, order);
        best = draw.leftOut() < best.leftOut() ? draw : best;
      }
      return best;
    }

    private static SelectionDraw draw(Manifest manifest, double share, long splitSeed, int order) {
      RandomStream random = RandomStream.of(splitSeed, Purpose.SELECTION_SPLIT, order);
      return new SelectionDraw(manifest, share, random);
    }

    /** The training patients by name, so that the order of a list decides nothing. */
    private List<Patient> patients(Manifest manifest) {
      Map<String, Set<Stratum>> strataOf = new TreeMap<>();
      for (Example example : manifest.examples()) {
        if (example.split() == Split.TRAIN) {
          String stratum = example.group() + " " + example.label();
          strataOf
              .computeIfAbsent(example.patient(), patient -> new LinkedHashSet<>())
              .add(strata.computeIfAbsent(stratum, name -> new Stratum()));
        }
      }
      List<Patient> patients = new ArrayList<>();
      strataOf.forEach((name, of) -> patients.add(new Patient(name, of)));
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

    /** Once is enough: whoever goes makes it less worthwhile for all others. */
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

    /** How the sum of squared relative distances to the targets changes if the patient goes. */
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
