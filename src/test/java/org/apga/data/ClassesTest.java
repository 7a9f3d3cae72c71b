package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassesTest {
  private static final Classes HIPS = new Classes(List.of("none", "neck", "implant"));

  @Test
  void aLabelIsAPlaceInTheListOfNames() {
    assertThat(HIPS.label("none")).contains(0);
    assertThat(HIPS.label("implant")).contains(2);
    assertThat(HIPS.label("Neck")).isEmpty();
    assertThat(HIPS.label("1")).isEmpty();
    assertThat(HIPS.cell(1)).isEqualTo("neck");
    assertThat(HIPS.counted(new int[] {3, 0, 2})).isEqualTo("3 none, 0 neck and 2 implant");
    assertThat(new Classes(List.of("0", "a b", "c, d")).counted(new int[] {1, 2, 3}))
        .isEqualTo("1 \"0\", 2 \"a b\" and 3 \"c, d\"");
    List<String> many = IntStream.range(0, 13).mapToObj(label -> "c" + label).toList();
    assertThat(new Classes(many).counted(new int[] {5, 5, 5, 5, 9, 5, 5, 0, 5, 5, 5, 5, 5}))
        .isEqualTo("of 13 classes, from 0 c7 to 9 c4");
  }

  @Test
  void normalAndAbnormalAreReadAsNumbersToo() {
    assertThat(Classes.TWO.label("1")).contains(1);
    assertThat(Classes.TWO.label("abnormal")).contains(1);
    assertThat(Classes.TWO.label("2")).isEmpty();
    assertThat(Classes.TWO.cell(1)).isEqualTo("1");
    // Others are known by their names alone: which number is which was never said.
    assertThat(new Classes(List.of("benign", "malignant")).label("1")).isEmpty();
  }

  @Test
  void gradesMayBeNumbers() {
    assertThat(new Classes(List.of("0", "1", "2", "3", "4")).label("3")).contains(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " neck", "neck\t", "a\nb"})
  void aNameIsOneThatATableCanShow(String name) {
    assertThatThrownBy(() -> new Classes(List.of("none", name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "the class \".*\" is blank, longer than 64 characters or has a blank at an end");
  }

  @Test
  void thereAreAtLeastTwoAndEachOnce() {
    assertThatThrownBy(() -> new Classes(List.of("none")))
        .hasMessage("a classifier has 2 to 1000 classes, not 1");
    assertThatThrownBy(() -> new Classes(Collections.nCopies(1001, "a")))
        .hasMessage("a classifier has 2 to 1000 classes, not 1001");
    assertThatThrownBy(() -> new Classes(List.of("none", "neck", "none")))
        .hasMessage("the class none is named twice");
  }
}
