package org.apga.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks whether training or selection contains anything that a model is tested on. */
public final class Leakage {
  private Leakage() {}

  /**
   * Patients of the whole manifest who are in two splits.
   *
   * @return one finding per patient, in words, sorted by patient; empty if there are none
   */
  public static List<String> patients(Splits splits) {
    List<String> findings = new ArrayList<>();
    imagesOfPatients(splits)
        .forEach(
            (patient, counts) -> {
              if (counts.size() > 1) {
                findings.add(
                    counts.entrySet().stream()
                        .map(e -> nameOf(e.getKey()) + " (" + images(e.getValue()) + ")")
                        .collect(Collectors.joining(", ", patient + " is in ", "")));
              }
            });
    return List.copyOf(findings);
  }

  private static Map<String, SortedMap<Split, Integer>> imagesOfPatients(Splits splits) {
    Map<String, SortedMap<Split, Integer>> patients = new TreeMap<>();
    for (Example example : splits.manifest().examples()) {
      patients
          .computeIfAbsent(example.patient(), patient -> new TreeMap<>())
          .merge(splits.of(example), 1, Integer::sum);
    }
    return patients;
  }

  /**
   * Refuses patients of the whole manifest who are in two splits, if {@code policy} is {@link
   * InTwoSplits#FAIL}.
   *
   * @throws DataException that names the first
   */
  public static void refusePatients(Splits splits, InTwoSplits policy) {
    List<String> found = policy == InTwoSplits.FAIL ? patients(splits) : List.of();
    if (!found.isEmpty()) {
      throw new DataException(
          "Cannot train on %s: %s in two splits, first: %s. Fix the manifest, or set"
              + " data.patients-in-two-splits to drop.",
          splits.manifest().name(),
          found.size() == 1 ? "1 patient is" : found.size() + " patients are",
          found.get(0));
    }
  }

  /** Images of a group whose patient has images of any group in a later split. */
  static Set<Example> ofPatientsInLaterSplits(Splits splits, String group) {
    Map<String, SortedMap<Split, Integer>> patients = imagesOfPatients(splits);
    return splits.manifest().examples().stream()
        .filter(e -> e.group().equals(group))
        .filter(
            e -> {
              SortedMap<Split, Integer> of = patients.get(e.patient());
              return of != null && of.lastKey() != splits.of(e);
            })
        .collect(Collectors.toSet());
  }

  /**
   * Images of one group that have the same decoded pixels and are in two splits.
   *
   * @return one finding per set of identical images, in words, sorted by pixel hash
   */
  public static List<String> identicalImages(PartImages images, Splits splits) {
    return identical(images, splits).stream()
        .map(
            same ->
                same.stream()
                    .map(e -> e.path() + " (" + nameOf(splits.of(e)) + ")")
                    .collect(Collectors.joining(" = ")))
        .toList();
  }

  /** Sets of identical images that are not all in one split. */
  static List<List<Example>> identical(PartImages images, Splits splits) {
    Map<String, List<Example>> byHash = new TreeMap<>();
    for (int i = 0; i < images.examples().size(); i++) {
      byHash
          .computeIfAbsent(images.hashes().get(i), hash -> new ArrayList<>())
          .add(images.examples().get(i));
    }
    return byHash.values().stream()
        .filter(same -> same.stream().map(splits::of).distinct().count() > 1)
        .toList();
  }

  static String nameOf(Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }

  private static String images(int count) {
    return count == 1 ? "1 image" : count + " images";
  }
}
