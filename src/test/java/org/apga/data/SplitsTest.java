package org.apga.data;

import static org.apga.data.TestData.example;
import static org.apga.data.TestData.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;

class SplitsTest {

  /** Patients with 1..3 parts, of either class or both, 1..4 images each. */
  private static Manifest made(int patients, long seed) {
    RandomStream random = RandomStream.of(seed, Purpose.PHANTOM);
    List<String> parts = List.of("elbow", "hand", "wrist");
    List<Example> examples = new ArrayList<>();
    for (int p = 0; p < patients; p++) {
      Split split = p % 5 == 4 ? Split.TEST : Split.TRAIN;
      for (int part = 0; part <= random.nextInt(3); part++) {
        String group = parts.get(random.nextInt(3));
        int label = random.nextInt(2);
        for (int image = 0; image <= random.nextInt(4); image++) {
          examples.add(example(group, "p" + p, label, split, examples.size()));
        }
      }
    }
    return manifest(examples);
  }

  private static Set<String> patients(Splits splits, Split split) {
    return splits.manifest().examples().stream()
        .filter(e -> splits.of(e) == split)
        .map(Example::patient)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void aPatientIsHeldOutForAllGroupsOrForNone() {
    Splits splits = Splits.of(made(500, 1), 0.1, 2019);

    assertThat(Leakage.patients(splits)).isEmpty();
    assertThat(patients(splits, Split.TEST)).hasSize(100);
    assertThat(patients(splits, Split.SELECTION)).hasSizeBetween(36, 44);
  }

  @Test
  void everyStratumGivesItsShare() {
    Splits splits = Splits.of(made(2000, 2), 0.1, 2019);

    for (String group : splits.manifest().groups()) {
      for (int label = 0; label <= 1; label++) {
        double held = TestData.patients(splits, Split.SELECTION, group, label);
        double all = held + TestData.patients(splits, Split.TRAIN, group, label);
        // Each stratum has some 300 patients: one patient is 0.3 %.
        assertThat(held / all).isCloseTo(0.1, within(0.01));
      }
    }
  }

  @Test
  void smallDataSetsKeepBothClassesOfEachGroupOnBothSides() {
    for (int seed = 0; seed < 200; seed++) {
      Splits splits = Splits.of(made(30, seed), 0.1, seed);
      for (String group : splits.manifest().groups()) {
        for (int label = 0; label <= 1; label++) {
          long held = TestData.patients(splits, Split.SELECTION, group, label);
          long left = TestData.patients(splits, Split.TRAIN, group, label);
          if (held + left >= 2) {
            assertThat(held).isPositive();
          }
          if (held + left >= 1) {
            assertThat(left).isPositive();
          }
        }
      }
    }
  }

  @Test
  void theSameSeedHoldsOutTheSamePatientsAndAnotherSeedOthers() {
    Splits splits = Splits.of(made(500, 3), 0.1, 1);

    assertThat(Splits.of(made(500, 3), 0.1, 1).hash()).isEqualTo(splits.hash());
    assertThat(Splits.of(made(500, 3), 0.1, 2).hash()).isNotEqualTo(splits.hash());
  }

  @Test
  void selectionImagesOfAManifestAreLeftAsTheyAre() {
    Manifest manifest =
        manifest(
            List.of(
                example("elbow", "a", 0, Split.TRAIN, 1),
                example("elbow", "b", 0, Split.TRAIN, 1),
                example("elbow", "c", 0, Split.TRAIN, 1),
                example("elbow", "d", 0, Split.SELECTION, 1)));

    Splits splits = Splits.of(manifest, 0.5, 1);

    assertThat(patients(splits, Split.SELECTION)).containsExactly("d");
    assertThat(splits.hash()).isEqualTo(Splits.asListed(manifest).hash());
  }

  @Test
  void asListedHoldsNothingOut() {
    assertThat(Splits.asListed(made(50, 4)).hasSelection()).isFalse();
    assertThat(Splits.of(made(50, 4), 0.1, 0).hasSelection()).isTrue();
  }

  @Test
  void aPatientInTwoSplitsIsFound() {
    Manifest manifest =
        manifest(
            List.of(
                example("elbow", "a", 0, Split.TRAIN, 1),
                example("hand", "a", 0, Split.TEST, 1),
                example("hand", "a", 0, Split.TEST, 2),
                example("hand", "b", 0, Split.TEST, 2)));

    assertThat(Leakage.patients(Splits.asListed(manifest)))
        .containsExactly("a is in train (1 image), test (2 images)");
  }
}
