package org.apga.masks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskChoiceTest {
  /** Odd places are abnormal. */
  private static final int[] LABELS = IntStream.range(0, 40).map(i -> i % 2).toArray();

  @Test
  void threeQuartersOfTheSheetAreAbnormalAtEvenDistances() {
    MaskChoice choice = MaskChoice.of(LABELS, 2, List.of(), 8, 0);

    assertThat(choice.sheet()).containsExactly(3, 11, 17, 23, 31, 37, 10, 30);
    assertThat(choice.curves()).isEmpty();
  }

  @Test
  void theHistoryIsOfTwoAbnormalImagesAndANormalOneOfTheSheet() {
    assertThat(MaskChoice.of(LABELS, 2, List.of(), 8, 0).history()).containsExactly(11, 31, 30);
    assertThat(MaskChoice.of(LABELS, 2, List.of(), 1, 0).history()).containsExactly(21);
    assertThat(MaskChoice.of(LABELS, 2, List.of(), 0, 0).history()).isEmpty();
  }

  @Test
  void ofAbnormalImagesThoseWithAKnownLesionAreShown() {
    MaskChoice choice = MaskChoice.of(LABELS, 2, List.of(39, 5, 7), 4, 2);

    assertThat(choice.sheet()).containsExactly(5, 7, 39, 20);
    // Curves need no lesion.
    assertThat(choice.curves()).containsExactly(11, 31);
  }

  @Test
  void aClassThatHasTooFewLeavesItsRoomToTheOther() {
    assertThat(MaskChoice.of(new int[] {0, 1, 0, 0, 0, 0}, 2, List.of(), 4, 9).sheet())
        .hasSize(4)
        .startsWith(1);
    assertThat(MaskChoice.of(new int[] {1, 1, 1, 1, 1, 0}, 2, List.of(), 5, 9).sheet())
        .hasSize(5)
        .endsWith(5);
    assertThat(MaskChoice.of(new int[] {1, 0}, 2, List.of(), 8, 9))
        .isEqualTo(new MaskChoice(List.of(0, 1), List.of(0, 1), List.of(0)));
  }

  @Test
  void ofMoreClassesEachHasItsShareOfTheSheetAndCurvesAreOfAllImages() {
    int[] labels = IntStream.range(0, 40).map(i -> i % 4).toArray();

    MaskChoice choice = MaskChoice.of(labels, 4, List.of(), 8, 5);

    assertThat(choice.sheet()).containsExactly(8, 28, 9, 29, 10, 30, 11, 31);
    assertThat(choice.history()).hasSize(3).isSubsetOf(choice.sheet());
    assertThat(choice.curves()).containsExactly(4, 12, 20, 28, 36);
    assertThat(MaskChoice.of(labels, 4, List.of(13, 37), 8, 0).sheet())
        .containsExactly(8, 28, 13, 37, 10, 30, 11, 31);
  }

  @Test
  void ofManyClassesAsManyHaveAnImageAsTheSheetHasPlacesAndARareOneLeavesItsPlaces() {
    assertThat(MaskChoice.of(new int[] {0, 1, 2, 3}, 4, List.of(), 3, 0).sheet())
        .containsExactly(0, 1, 2);
    assertThat(MaskChoice.of(new int[] {0, 1, 1, 1, 2}, 3, List.of(), 4, 0).sheet())
        .containsExactly(0, 1, 3, 4);
    assertThat(MaskChoice.of(new int[] {0, 1, 2}, 3, List.of(), 8, 0).sheet())
        .containsExactly(0, 1, 2);
  }
}
