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
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/** One random order of the training patients, and whom it holds out: see {@link Splits#of}. */
final class SelectionDraw {
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

  Set<String> heldOut() {
    return heldOut;
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
