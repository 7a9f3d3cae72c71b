package org.apga.data.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhantomSpecTest {
  @Test
  void validHasAThirdOfThePatientsButAtLeastTwo() {
    assertThat(Specs.of(List.of("hand"), 60, 1).validPatients()).isEqualTo(20);
    assertThat(Specs.of(List.of("hand"), 10, 1).validPatients()).isEqualTo(4);
    assertThat(Specs.of(List.of("hand"), 2, 1).validPatients()).isEqualTo(2);
  }

  @Test
  void anUnknownPartIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Specs.of(List.of("knee"), 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot draw the body part \"knee\": it is not one of MURA's. Choose from elbow,"
                + " finger, forearm, hand, humerus, shoulder, wrist.");
  }

  @Test
  void anEmptyListOfPartsIsRefused() {
    assertThatThrownBy(() -> Specs.of(List.of(), 10, 1))
        .hasMessage("Cannot write phantoms of no body part: the list is empty. Name at least one.");
  }

  @Test
  void aPartNamedTwiceIsRefused() {
    assertThatThrownBy(() -> Specs.of(List.of("hand", "elbow", "hand"), 10, 1))
        .hasMessage(
            "Cannot write phantoms of \"hand\" twice: the list names it again. Name each part"
                + " once.");
  }

  @Test
  void onePatientIsTooFew() {
    assertThatThrownBy(() -> Specs.of(List.of("hand"), 1, 1))
        .hasMessage(
            "Cannot write phantoms of 1 patients: both labels need one each. Ask for at least 2.");
  }

  @Test
  void ninePatientsAreTooFewForKinds() {
    assertThatThrownBy(() -> Specs.ofKinds(List.of("hand"), 9, 1))
        .hasMessage(
            "Cannot write phantoms of 9 patients: four classes need one each in the test set, which"
                + " has a third as many. Ask for at least 10.");
    assertThat(Specs.ofKinds(List.of("hand"), 10, 1).validPatients()).isEqualTo(4);
  }

  @Test
  void aDifficultyThatIsNoShareIsRefused() {
    for (double difficulty : new double[] {-0.1, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> new PhantomSpec(List.of("hand"), 10, 1, difficulty, Set.of()))
          .hasMessage(
              "Cannot draw at difficulty %s: it is a share. Choose a number in 0 .. 1."
                  .formatted(difficulty));
    }
  }
}
