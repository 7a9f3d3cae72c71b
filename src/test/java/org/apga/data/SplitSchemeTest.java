package org.apga.data;

import static org.apga.data.TestData.example;
import static org.apga.data.TestData.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;

class SplitSchemeTest {
  private static final long SEED = 2019;

  /** Patients with images of one or two parts, a fifth of them listed for the test. */
  private static Manifest made(int patients, long seed) {
    RandomStream random = RandomStream.of(seed, Purpose.PHANTOM);
    List<Example> examples = new ArrayList<>();
    for (int p = 0; p < patients; p++) {
      Split split = p % 5 == 4 ? Split.TEST : Split.TRAIN;
      for (String group : List.of("elbow", "wrist").subList(0, 1 + random.nextInt(2))) {
        int label = random.nextInt(4) == 0 ? 1 : 0;
        for (int image = 0; image <= random.nextInt(3); image++) {
          examples.add(example(group, "p" + p, label, split, examples.size()));
        }
      }
    }
    return manifest(examples);
  }

  private static SplitScheme folds(Manifest manifest, int folds) {
    return new SplitScheme(manifest, 0.1, SEED, false, folds);
  }

  private static Map<Split, Long> images(Splits splits) {
    return splits.manifest().examples().stream()
        .collect(Collectors.groupingBy(splits::of, Collectors.counting()));
  }

  @Test
  void everyImageIsTestedInOneFoldAndNoPatientIsInTwoSplits() {
    Manifest manifest = made(300, 1);
    List<Splits> all =
        IntStream.rangeClosed(1, 5).mapToObj(fold -> folds(manifest, 5).of(0, fold)).toList();

    assertThat(manifest.examples())
        .allSatisfy(
            image ->
                assertThat(all.stream().filter(splits -> splits.of(image) == Split.TEST))
                    .hasSize(1));
    assertThat(all)
        .allSatisfy(
            splits -> {
              assertThat(Leakage.patients(splits)).isEmpty();
              assertThat(images(splits)).containsKeys(Split.TRAIN, Split.SELECTION, Split.TEST);
            });
  }

  @Test
  void foldsHaveOfEachPartAndLabelAsManyPatientsToWithinOneOrTwo() {
    Manifest manifest = made(300, 2);

    for (String group : manifest.groups()) {
      for (int label = 0; label <= 1; label++) {
        int of = label;
        List<Long> counts =
            IntStream.rangeClosed(1, 5)
                .mapToObj(
                    fold ->
                        TestData.patients(folds(manifest, 5).of(0, fold), Split.TEST, group, of))
                .toList();
        long most = counts.stream().max(Long::compare).orElseThrow();
        long fewest = counts.stream().min(Long::compare).orElseThrow();
        assertThat(most - fewest).as(group + " " + label + counts).isLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void eachFoldHasBothClassesOfSmallDataSetsWhereverThereAreEnoughPatients() {
    for (int seed = 0; seed < 100; seed++) {
      Manifest manifest = made(40, seed);
      Splits listed = Splits.ofFold(manifest, Set.of());
      for (String group : manifest.groups()) {
        for (int label = 0; label <= 1; label++) {
          if (TestData.patients(listed, Split.TRAIN, group, label) >= 3) {
            for (int fold = 1; fold <= 3; fold++) {
              assertThat(
                      TestData.patients(folds(manifest, 3).of(0, fold), Split.TEST, group, label))
                  .isPositive();
            }
          }
        }
      }
    }
  }

  @Test
  void foldsOfAListInAnotherOrderAreTheSame() {
    Manifest manifest = made(100, 3);
    List<Example> reversed = new ArrayList<>(manifest.examples());
    Collections.reverse(reversed);

    assertThat(folds(manifest(reversed), 4).of(0, 2).hash())
        .isEqualTo(folds(manifest, 4).of(0, 2).hash());
  }

  @Test
  void seedsHaveTheSameSplitsUnlessTheyAreDrawnForEach() {
    Manifest manifest = made(200, 4);
    SplitScheme fixed = new SplitScheme(manifest, 0.1, SEED, false, 0);
    SplitScheme perSeed = new SplitScheme(manifest, 0.1, SEED, true, 0);

    assertThat(fixed.of(7, 0).hash())
        .isEqualTo(fixed.of(8, 0).hash())
        .isEqualTo(Splits.of(manifest, 0.1, SEED).hash());
    assertThat(perSeed.of(7, 0).hash())
        .isEqualTo(perSeed.of(7, 0).hash())
        .isNotEqualTo(perSeed.of(8, 0).hash())
        .isNotEqualTo(fixed.of(7, 0).hash());
    assertThat(images(perSeed.of(7, 0)).get(Split.TEST))
        .isEqualTo(images(fixed.of(7, 0)).get(Split.TEST));
  }

  @Test
  void moreFoldsThanAClassHasPatientsAreRefusedWithTheMostThatCanBe() {
    List<Example> examples = new ArrayList<>();
    for (int p = 0; p < 12; p++) {
      examples.add(example("elbow", "p" + p, p < 3 ? 1 : 0, Split.TRAIN, p));
      examples.add(example("wrist", "p" + p, p % 2, Split.TRAIN, 100 + p));
    }
    Manifest manifest = manifest(examples);

    assertThatThrownBy(() -> folds(manifest, 5).require(List.of("elbow", "wrist"), List.of(0L, 1L)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot make 5 folds of the patients of %s with both classes in each: elbow has"
                + " 3 with abnormal images. Set grid.folds to 3 or less.",
            manifest.name());
    folds(manifest, 5).require(List.of("wrist"), List.of(0L, 1L));
    folds(manifest, 3).require(List.of("elbow", "wrist"), List.of(0L, 1L));
  }

  @Test
  void splitsForEachSeedAreRefusedWhereTheManifestNamesItsImagesForSelection() {
    Manifest manifest =
        manifest(
            List.of(
                example("elbow", "a", 0, Split.TRAIN, 1),
                example("elbow", "b", 1, Split.SELECTION, 2)));

    assertThatThrownBy(
            () -> new SplitScheme(manifest, 0.1, 1, true, 0).require(List.of("elbow"), List.of(0L)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot draw splits for each seed: ");
  }
}
