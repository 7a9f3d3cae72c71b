package org.apga.data;

import static org.apga.data.TestData.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apga.data.ShotDraw.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShotDrawTest {

  /** 40 patients with 3 images of each class, but the abnormal of only 10. */
  private static List<Example> train() {
    List<Example> train = new ArrayList<>();
    for (int patient = 0; patient < 40; patient++) {
      for (int image = 0; image < 3; image++) {
        train.add(example("elbow", "p" + patient, 0, Split.TRAIN, image));
        if (patient < 10) {
          train.add(example("elbow", "p" + patient, 1, Split.TRAIN, image));
        }
      }
    }
    return train;
  }

  private static Map<String, Long> imagesOfEachPatient(List<Example> drawn, int label) {
    return drawn.stream()
        .filter(e -> e.label() == label)
        .collect(Collectors.groupingBy(Example::patient, Collectors.counting()));
  }

  @ParameterizedTest
  @EnumSource(Unit.class)
  void eachClassHasAsManyImagesAsAsked(Unit unit) {
    List<Example> drawn = ShotDraw.draw(train(), Classes.TWO, 20, unit, 1);

    assertThat(drawn).hasSize(40).doesNotHaveDuplicates();
    assertThat(drawn.stream().filter(e -> e.label() == 1)).hasSize(20);
  }

  @ParameterizedTest
  @EnumSource(Unit.class)
  void fewerShotsOfASeedArePartOfMore(Unit unit) {
    assertThat(ShotDraw.draw(train(), Classes.TWO, 17, unit, 5))
        .containsAll(ShotDraw.draw(train(), Classes.TWO, 7, unit, 5));
    assertThat(ShotDraw.draw(train(), Classes.TWO, 17, unit, 5))
        .isEqualTo(ShotDraw.draw(train(), Classes.TWO, 17, unit, 5));
    assertThat(ShotDraw.draw(train(), Classes.TWO, 17, unit, 5))
        .isNotEqualTo(ShotDraw.draw(train(), Classes.TWO, 17, unit, 6));
  }

  @Test
  void byPatientOnlyTheLastOneIsCut() {
    // 10 images of patients with 3: three whole patients and one image of a fourth.
    assertThat(
            imagesOfEachPatient(ShotDraw.draw(train(), Classes.TWO, 10, Unit.PATIENT, 1), 0)
                .values())
        .containsExactlyInAnyOrder(3L, 3L, 3L, 1L);
  }

  @Test
  void byImageTheyAreOfManyPatients() {
    assertThat(imagesOfEachPatient(ShotDraw.draw(train(), Classes.TWO, 10, Unit.IMAGE, 1), 0))
        .hasSizeGreaterThan(6);
  }

  @Test
  void moreThanAClassHasIsRefusedWithWhatThereIs() {
    assertThatThrownBy(() -> ShotDraw.draw(train(), Classes.TWO, 100, Unit.PATIENT, 1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot draw 100 shots of class abnormal for elbow: the training set has 30 images of it."
                + " Set grid.shots to 30 or less, or to full.");
  }
}
