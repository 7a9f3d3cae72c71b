package org.apga.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * Divides the patients of a manifest into folds. All images of a patient, of all groups, are in the
 * same fold.
 *
 * <p>Iterative stratification (Sechidis, Tsoumakas and Vlahavas, <i>On the stratification of
 * multi-label data</i>, ECML PKDD 2011) with patients as units, and pairs of group and label as
 * strata: each patient of the stratum with the fewest patients left goes to the fold with the
 * fewest patients of that stratum, and among those to the fold with the fewest patients. Of 32
 * random orders, the first is kept that gives each fold a patient of each stratum, or else the
 * first with the fewest gaps.
 *
 * @param patients by fold
 */
record Folds(List<Set<String>> patients) {
  private static final int ORDERS = 32;

  /** Folds of all images of a manifest. */
  static Folds of(Manifest manifest, int folds, long seed) {
    SortedMap<String, Set<String>> strata = Splits.strata(manifest.examples().stream());
    Draw best = null;
    for (int order = 0; order < ORDERS && (best == null || best.gaps() > 0); order++) {
      Draw next = new Draw(strata, folds, RandomStream.of(seed, Purpose.FOLDS, order));
      best = best == null || next.gaps() < best.gaps() ? next : best;
    }
    return new Folds(Objects.requireNonNull(best).patients);
  }

  /**
   * Refuses folds that lack a class of a group.
   *
   * @param groups to check
   * @throws DataException that names every such group and class
   */
  void requireAllClasses(Manifest manifest, Collection<String> groups) {
    List<String> lacking = new ArrayList<>();
    int most = Integer.MAX_VALUE;
    for (String group : groups) {
      for (int label = 0; label < manifest.classes().size(); label++) {
        int of = label;
        Set<String> having =
            manifest.ofGroup(group).stream()
                .filter(example -> example.label() == of)
                .map(Example::patient)
                .collect(Collectors.toSet());
        if (patients.stream().anyMatch(fold -> fold.stream().noneMatch(having::contains))) {
          lacking.add(
              "%s has %d with %s images"
                  .formatted(group, having.size(), manifest.classes().name(label)));
          most = Math.min(most, Math.min(having.size(), patients.size() - 1));
        }
      }
    }
    if (!lacking.isEmpty()) {
      throw new DataException(
          "Cannot make %d folds of the patients of %s with %s classes in each: %s. Set"
              + " grid.folds to %s.",
          patients.size(),
          manifest.name(),
          manifest.classes().size() == 2 ? "both" : "all",
          String.join(", ", lacking),
          most < 2 ? "0, or leave that part out of grid.parts" : most + " or less");
    }
  }

  /** One random order of the patients, and the fold of each. */
  private static final class Draw {
    private final List<Set<String>> patients = new ArrayList<>();
    private final List<Map<String, Integer>> held = new ArrayList<>();

    Draw(SortedMap<String, Set<String>> strata, int folds, RandomStream random) {
      for (int fold = 0; fold < folds; fold++) {
        patients.add(new HashSet<>());
        held.add(new HashMap<>());
      }
      List<String> names = List.copyOf(strata.keySet());
      List<String> order =
          IntStream.of(random.permutation(names.size())).mapToObj(names::get).toList();
      Set<String> left = new HashSet<>(order);
      while (!left.isEmpty()) {
        Map<String, Integer> sizes = new TreeMap<>();
        left.forEach(patient -> of(patient, strata).forEach(s -> sizes.merge(s, 1, Integer::sum)));
        String rarest =
            sizes.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
        for (String patient : order) {
          Set<String> of = of(patient, strata);
          if (of.contains(rarest) && left.remove(patient)) {
            put(patient, of, lacking(rarest));
          }
        }
      }
    }

    private static Set<String> of(String patient, SortedMap<String, Set<String>> strata) {
      return strata.getOrDefault(patient, Set.of());
    }

    private void put(String patient, Set<String> strata, int fold) {
      patients.get(fold).add(patient);
      strata.forEach(stratum -> held.get(fold).merge(stratum, 1, Integer::sum));
    }

    /**
     * The fold with the fewest patients of a stratum, and among those the one with the fewest
     * patients.
     */
    private int lacking(String stratum) {
      return IntStream.range(0, patients.size())
          .boxed()
          .min(
              Comparator.comparingInt((Integer fold) -> held.get(fold).getOrDefault(stratum, 0))
                  .thenComparingInt(fold -> patients.get(fold).size()))
          .orElseThrow();
    }

    private long gaps() {
      Set<String> all =
          held.stream().flatMap(of -> of.keySet().stream()).collect(Collectors.toSet());
      return held.stream().mapToLong(of -> all.size() - of.size()).sum();
    }
  }
}
