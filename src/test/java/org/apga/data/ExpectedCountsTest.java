package org.apga.data;

import static org.apga.data.TestData.example;
import static org.apga.data.TestData.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedCountsTest {
  private static final Path FILE = Path.of("dataset-manifests/mura-v1.1.json");

  @Test
  void theFileAndTheResourceAreTheSame() throws Exception {
    assertThat(FILE).hasSameBinaryContentAs(Path.of("src/main/resources").resolve(FILE));
    assertThat(Files.readString(FILE)).doesNotContain("patient0");
  }

  private static Map<String, ExpectedCounts.Counts> ofMura(String split) {
    return Objects.requireNonNull(ExpectedCounts.ofMura().counts().get(split));
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "test"})
  void thePartsOfMuraAddUpToAll(String split) {
    int images = 0;
    int studies = 0;
    for (Map.Entry<String, ExpectedCounts.Counts> group : ofMura(split).entrySet()) {
      ExpectedCounts.Counts counts = group.getValue();
      int sign = group.getKey().equals("all") ? -1 : 1;
      images += sign * (counts.normalImages() + counts.abnormalImages());
      studies += sign * (counts.normalStudies() + counts.abnormalStudies());
    }

    assertThat(images).isZero();
    assertThat(studies).isZero();
    assertThat(ofMura(split)).hasSize(8);
  }

  @Test
  void muraHasTheImagesOfItsPaper() {
    assertThat(ofMura("train"))
        .containsEntry("all", new ExpectedCounts.Counts(21935, 14873, 8280, 5177, 11184));
  }

  @Test
  void whatIsMissingOrTooMuchIsNamed() {
    ExpectedCounts expected =
        new ExpectedCounts(
            "two",
            "made up",
            Map.of("train", Map.of("elbow", new ExpectedCounts.Counts(3, 1, 1, 1, 2))));

    assertThat(
            expected.differences(
                manifest(
                    List.of(
                        example("elbow", "p1", 0, Split.TRAIN, 1),
                        example("elbow", "p1", 1, Split.TRAIN, 1),
                        example("elbow", "p1", 1, Split.TRAIN, 2),
                        example("hand", "p1", 1, Split.TEST, 2)))))
        .containsExactly(
            "elbow train: 1 normal images instead of 3 (2 missing)",
            "elbow train: 2 abnormal images instead of 1 (1 too many)",
            "elbow train: 1 patients instead of 2 (1 missing)",
            "hand: a group that two does not have");
  }

  @Test
  void aCompleteDataSetHasNoDifference() {
    ExpectedCounts expected =
        new ExpectedCounts(
            "one",
            "made up",
            Map.of(
                "train",
                Map.of(
                    "all",
                    new ExpectedCounts.Counts(1, 0, 1, 0, 1),
                    "elbow",
                    new ExpectedCounts.Counts(1, 0, 1, 0, 1))));

    assertThat(expected.differences(manifest(List.of(example("elbow", "p", 0, Split.TRAIN, 1)))))
        .isEmpty();
  }
}
