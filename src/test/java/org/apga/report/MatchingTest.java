package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apga.random.RandomStream;
import org.apga.report.Predictions.Image;
import org.junit.jupiter.api.Test;

class MatchingTest {
  private static final List<String> BOTH = List.of("sex", "scanner");

  /** Two hundred images of sixty patients; some lack one attribute. */
  private static List<Image> images() {
    RandomStream stream = new RandomStream(7);
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String patient = "p" + stream.nextInt(60);
      Map<String, String> known =
          stream.nextInt(10) == 0
              ? Map.of("sex", "F")
              : Map.of(
                  "sex",
                  stream.nextInt(2) == 0 ? "F" : "M",
                  "scanner",
                  "ABC".substring(stream.nextInt(3)).substring(0, 1));
      images.add(new Image(i + ".png", stream.nextInt(3) == 0 ? 1 : 0, "s" + i, patient, known));
    }
    return images;
  }

  @Test
  void pairsAgreeInAllAttributesAndAreOfTwoPatientsAndNoImageIsUsedTwice() {
    List<Image> images = images();

    Matching matching = Matching.of("elbow", images, BOTH, 1);

    Set<Image> used = new HashSet<>();
    assertThat(matching.pairs())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            pair -> {
              assertThat(pair.abnormal().label()).isEqualTo(1);
              assertThat(pair.normal().label()).isZero();
              assertThat(pair.abnormal().attributes())
                  .isEqualTo(pair.normal().attributes())
                  .containsOnlyKeys(BOTH);
              assertThat(pair.abnormal().patient()).isNotEqualTo(pair.normal().patient());
              assertThat(used.add(pair.abnormal()) && used.add(pair.normal())).isTrue();
            });
    assertThat(matching.images()).isEqualTo(used);
    assertThat(matching.unknown())
        .isEqualTo((int) images.stream().filter(i -> i.attributes().size() < 2).count())
        .isPositive();
  }

  @Test
  void theSameSeedPairsTheSameImagesWhateverTheirOrder() {
    List<Image> images = images();
    List<Image> turned = new ArrayList<>(images);
    Collections.reverse(turned);

    Matching matching = Matching.of("elbow", images, BOTH, 1);

    assertThat(Matching.of("elbow", turned, BOTH, 1).images()).isEqualTo(matching.images());
    assertThat(Matching.of("elbow", images, BOTH, 2).images()).isNotEqualTo(matching.images());
  }

  @Test
  void whatHasOneClassOrOnePatientGivesNoPair() {
    List<Image> images =
        List.of(
            new Image("1", 1, "s1", "p", Map.of("sex", "F")),
            new Image("2", 0, "s2", "p", Map.of("sex", "F")),
            new Image("3", 1, "s3", "q", Map.of("sex", "M")));

    Matching matching = Matching.of("elbow", images, List.of("sex"), 1);

    assertThat(matching.pairs()).isEmpty();
    assertThat(matching.unknown()).isZero();
  }
}
