package org.apga.data.phantom;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhantomPlanTest {
  private static final List<String> PARTS = List.of("elbow", "hand", "wrist");

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 60})
  void bothLabelsOccurInEveryPartAndSplit(int patients) {
    PhantomSpec spec = Specs.of(PARTS, patients, 11);

    for (String split : List.of("train", "valid")) {
      for (String part : PARTS) {
        assertThat(new PhantomPlan(spec).studies(split))
            .filteredOn(study -> study.part().equals(part))
            .extracting(PhantomPlan.Study::label)
            .contains(0, 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 11, 13, 60})
  void kindsAreBalancedAndEveryClassOccursInEveryPartAndSplit(int patients) {
    for (long seed = 0; seed < 20; seed++) {
      PhantomPlan plan = new PhantomPlan(Specs.ofKinds(PARTS, patients, seed));
      for (String split : List.of("train", "valid")) {
        for (String part : PARTS) {
          Map<String, Long> studies =
              plan.studies(split).stream()
                  .filter(study -> study.part().equals(part))
                  .collect(
                      groupingBy(study -> PhantomClasses.KINDS.nameOf(study.lesion()), counting()));
          assertThat(studies)
              .as("%s %s of %d patients, seed %d", part, split, patients, seed)
              .containsOnlyKeys("normal", "fracture", "step-off", "plate");
          studies.remove("normal");
          assertThat(Collections.max(studies.values()) - Collections.min(studies.values()))
              .as("%s %s of %d patients, seed %d: %s", part, split, patients, seed, studies)
              .isLessThanOrEqualTo(1);
        }
      }
    }
  }

  @Test
  void whereKindsAreClassesAQuarterOfTheStudiesIsNormal() {
    assertThat(new PhantomPlan(Specs.ofKinds(PARTS, 300, 11)).studies("train"))
        .extracting(PhantomPlan.Study::label)
        .satisfies(
            labels ->
                assertThat(labels.stream().mapToInt(label -> label).average().orElseThrow())
                    .isCloseTo(0.75, within(0.025)));
  }

  @Test
  void allImagesOfAStudyShowItsKind() {
    assertThat(new PhantomPlan(Specs.ofKinds(PARTS, 60, 11)).studies("train"))
        .allSatisfy(
            study ->
                assertThat(study.images())
                    .allMatch(image -> image.request().lesion().equals(study.lesion())));
  }

  @Test
  void noPatientIsInBothSplits() {
    PhantomSpec spec = Specs.of(PARTS, 5000, 11);

    assertThat(patients(new PhantomPlan(spec).studies("train")))
        .hasSizeGreaterThan(11185)
        .doesNotContainAnyElementsOf(patients(new PhantomPlan(spec).studies("valid")));
  }

  @Test
  void somePatientsAreUnderTwoPartsAndSomePairsHaveBothLabels() {
    List<PhantomPlan.Study> studies = new PhantomPlan(Specs.of(PARTS, 60, 11)).studies("train");

    long pairs = studies.stream().map(s -> s.part() + s.patient()).distinct().count();
    long labelled =
        studies.stream().map(s -> s.part() + s.patient() + "/" + s.label()).distinct().count();

    assertThat(pairs).isEqualTo(180);
    // 7 of hand's patients come from elbow, 7 of wrist's from hand.
    assertThat(patients(studies)).hasSize(166);
    // 5 % of each part's 60 patients.
    assertThat(labelled - pairs).isEqualTo(9);
  }

  @Test
  void nearlyHalfTheStudiesArePositive() {
    List<PhantomPlan.Study> studies = new PhantomPlan(Specs.of(PARTS, 300, 11)).studies("train");

    assertThat(studies.stream().mapToInt(PhantomPlan.Study::label).average().orElseThrow())
        .isCloseTo(0.475, within(0.025));
  }

  @Test
  void distractorsGoWithTheLabelInTrainOnlyAndOnlyWhereItIsHard() {
    PhantomSpec hard = new PhantomSpec(PARTS, 900, 11, 1, Set.of());
    PhantomSpec easy = new PhantomSpec(PARTS, 900, 11, 0, Set.of());

    assertThat(letters(hard, "train", 1) - letters(hard, "train", 0)).isCloseTo(0.6, within(0.06));
    assertThat(letters(hard, "valid", 1)).isCloseTo(letters(hard, "valid", 0), within(0.08));
    assertThat(letters(easy, "train", 1)).isCloseTo(letters(easy, "train", 0), within(0.05));
  }

  private static double letters(PhantomSpec spec, String split, int label) {
    return new PhantomPlan(spec)
        .studies(split).stream()
            .filter(study -> study.label() == label)
            .flatMap(study -> study.images().stream())
            .mapToInt(image -> image.request().distractors().contains(Distractor.LETTER) ? 1 : 0)
            .average()
            .orElseThrow();
  }

  private static Set<Integer> patients(List<PhantomPlan.Study> studies) {
    return studies.stream().map(PhantomPlan.Study::patient).collect(Collectors.toSet());
  }
}
