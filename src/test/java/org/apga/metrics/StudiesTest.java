package org.apga.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StudiesTest {

  @Test
  void aStudyIsTheMeanOfItsImagesInOrderOfAppearance() {
    List<Scored> studies =
        Studies.of(
            List.of(
                new Scored(0.75, 1, "b", "p1"),
                new Scored(0.25, 0, "a", "p2"),
                new Scored(0.5, 1, "b", "p1")));

    assertThat(studies)
        .containsExactly(new Scored(0.625, 1, "b", "p1"), new Scored(0.25, 0, "a", "p2"));
  }

  @Test
  void aMeanOfOneHalfIsNormalThoughAnImageIsAbnormal() {
    List<Scored> studies =
        Studies.of(List.of(new Scored(0.75, 1, "a", "p"), new Scored(0.25, 1, "a", "p")));

    assertThat(studies).singleElement().returns(0, Scored::called);
  }

  @Test
  void noImagesAreNoStudies() {
    assertThat(Studies.of(List.of())).isEmpty();
  }

  @Test
  void contradictoryLabelsAreRefusedWithTheStudy() {
    assertThatThrownBy(
            () -> Studies.of(List.of(new Scored(0.7, 1, "a", "p"), new Scored(0.7, 0, "a", "p"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot score study a: its images are labelled both normal and abnormal. Correct the"
                + " manifest.");
  }

  @Test
  void aStudyOfTwoPatientsIsRefusedWithTheirNames() {
    assertThatThrownBy(
            () -> Studies.of(List.of(new Scored(0.7, 1, "a", "p"), new Scored(0.7, 1, "a", "q"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot score study a: its images are of patients p and q. Make study names unique"
                + " within the data set.");
  }

  private static Scored image(int label, double... probabilities) {
    return new Scored(Probabilities.of(probabilities), label, "a", "p");
  }

  @Test
  void aStudyIsTheMeanOfEachClass() {
    assertThat(Studies.of(List.of(image(2, 0.5, 0.25, 0.25), image(2, 0, 0.25, 0.75))))
        .containsExactly(image(2, 0.25, 0.25, 0.5));
  }

  @Test
  void contradictoryLabelsOfMoreClassesAreNamed() {
    assertThatThrownBy(
            () -> Studies.of(List.of(image(2, 0.5, 0.25, 0.25), image(0, 0.5, 0.25, 0.25))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot score study a: its images are labelled class 2 and class 0. Correct the"
                + " manifest.");
  }

  @Test
  void imagesOfAStudyAreOfAsManyClasses() {
    assertThatThrownBy(() -> Studies.of(List.of(image(0, 0.5, 0.25, 0.25), image(0, 0.5, 0.5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot measure scores of 3 and of 2 classes together: study a is the first that"
                + " differs. Pass the scores of one data set.");
  }
}
