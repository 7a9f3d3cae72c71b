package org.apga.data;

import static org.apga.data.TestData.example;
import static org.apga.data.TestData.images;
import static org.apga.data.TestData.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apga.data.PartImages.Unreadable;
import org.junit.jupiter.api.Test;

class PartDataTest {
  private static final Example TRAIN_0 = example("elbow", "a", 0, Split.TRAIN, 1);
  private static final Example TRAIN_0_AGAIN = example("elbow", "a", 0, Split.TRAIN, 2);
  private static final Example TRAIN_1 = example("elbow", "b", 1, Split.TRAIN, 1);
  private static final Example SELECTION_0 = example("elbow", "c", 0, Split.SELECTION, 1);
  private static final Example SELECTION_0_AGAIN = example("elbow", "c", 0, Split.SELECTION, 2);
  private static final Example SELECTION_1 = example("elbow", "d", 1, Split.SELECTION, 1);
  private static final Example TEST_0 = example("elbow", "e", 0, Split.TEST, 1);
  private static final Example TEST_1 = example("elbow", "f", 1, Split.TEST, 1);
  private static final List<Example> ALL =
      List.of(
          TRAIN_0,
          TRAIN_0_AGAIN,
          TRAIN_1,
          SELECTION_0,
          SELECTION_0_AGAIN,
          SELECTION_1,
          TEST_0,
          TEST_1);
  private static final Splits SPLITS = Splits.asListed(manifest(ALL));
  private static final Tolerance STRICT = identical(InTwoSplits.FAIL);

  private static Tolerance identical(InTwoSplits policy) {
    return new Tolerance(policy, InTwoSplits.FAIL, UnreadableTestImages.FAIL, 0.01);
  }

  @Test
  void eachImageGoesToItsSplit() {
    PartData data = PartData.of(images(ALL, 0, 1, 2, 3, 4, 5, 6, 7), SPLITS, STRICT);

    assertThat(data.group()).isEqualTo("elbow");
    assertThat(data.train().examples()).containsExactly(TRAIN_0, TRAIN_0_AGAIN, TRAIN_1);
    assertThat(data.train().labels()).containsExactly(0, 0, 1);
    assertThat(data.selection().size()).isEqualTo(3);
    assertThat(data.test().examples()).containsExactly(TEST_0, TEST_1);
    assertThat(data.test().batch(1).pixels()).containsExactly(7 / 255.0);
    assertThat(data.dropped()).isEmpty();
  }

  /** TRAIN_0 = SELECTION_0, SELECTION_0_AGAIN = TEST_0, and two equal images within train. */
  private static PartImages withIdenticalOnes() {
    return images(ALL, 0, 1, 1, 0, 4, 5, 4, 7);
  }

  @Test
  void identicalImagesAreDroppedFromWhatIsTestedLess() {
    PartData data = PartData.of(withIdenticalOnes(), SPLITS, identical(InTwoSplits.DROP));

    assertThat(data.train().examples()).containsExactly(TRAIN_0_AGAIN, TRAIN_1);
    assertThat(data.selection().examples()).containsExactly(SELECTION_0, SELECTION_1);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.dropped()).containsExactly(SELECTION_0_AGAIN.path(), TRAIN_0.path());
    assertThat(Leakage.identicalImages(withIdenticalOnes(), SPLITS))
        .containsExactly(
            "TRAIN/elbow/a/0-1.png (train) = SELECTION/elbow/c/0-1.png (selection)",
            "SELECTION/elbow/c/0-2.png (selection) = TEST/elbow/e/0-1.png (test)");
  }

  @Test
  void identicalImagesStayIfAllowed() {
    PartData data = PartData.of(withIdenticalOnes(), SPLITS, identical(InTwoSplits.ALLOW));

    assertThat(data.train().size()).isEqualTo(3);
    assertThat(data.dropped()).isEmpty();
  }

  @Test
  void identicalImagesCanBeRefused() {
    assertThatThrownBy(() -> PartData.of(withIdenticalOnes(), SPLITS, STRICT))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot train on elbow: 2 images are in two splits, first TRAIN/elbow/a/0-1.png (train) ="
                + " SELECTION/elbow/c/0-1.png (selection). Take them out of the manifest, or set"
                + " data.identical-images to drop.");
  }

  @Test
  void aSplitWithOneClassIsRefused() {
    List<Example> without = new ArrayList<>(ALL);
    without.remove(SELECTION_1);
    Splits splits = Splits.asListed(manifest(without));

    assertThatThrownBy(() -> PartData.of(images(without, 0, 1, 2, 3, 4, 6, 7), splits, STRICT))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot train on elbow: its selection images are 2 normal and 0 abnormal, and both classes"
                + " are needed. Add images, or leave elbow out of grid.parts.");
  }

  @Test
  void withoutSelectionImagesNoneAreNeeded() {
    List<Example> two = List.of(TRAIN_0, TRAIN_1, TEST_0, TEST_1);

    PartData data = PartData.of(images(two, 0, 1, 2, 3), Splits.asListed(manifest(two)), STRICT);

    assertThat(data.selection().size()).isZero();
  }

  @Test
  void shotsMakeTheTrainingSetSmallerAndNothingElse() {
    PartData data =
        PartData.of(images(ALL, 0, 1, 2, 3, 4, 5, 6, 7), SPLITS, STRICT)
            .withShots(Classes.TWO, 1, ShotDraw.Unit.PATIENT, 7);

    assertThat(data.train().examples()).containsExactly(TRAIN_0, TRAIN_1);
    assertThat(data.train().batch(1).pixels()).containsExactly(2 / 255.0);
    assertThat(data.selection().size()).isEqualTo(3);
    assertThat(data.test().size()).isEqualTo(2);
  }

  /** Patient g trains and is tested, patient h chooses weights and trains. */
  private static final List<Example> SHARED =
      Stream.concat(
              ALL.stream(),
              Stream.of(
                  example("elbow", "g", 0, Split.TRAIN, 1),
                  example("elbow", "g", 1, Split.TEST, 1),
                  example("elbow", "h", 0, Split.TRAIN, 1),
                  example("elbow", "h", 0, Split.SELECTION, 2)))
          .toList();

  private static PartData shared(InTwoSplits policy) {
    return PartData.of(
        images(SHARED, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        Splits.asListed(manifest(SHARED)),
        new Tolerance(InTwoSplits.FAIL, policy, UnreadableTestImages.FAIL, 0.01));
  }

  @Test
  void aPatientInTwoSplitsIsRefused() {
    assertThatThrownBy(() -> shared(InTwoSplits.FAIL))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot train on made: 2 patients are in two splits, first: g is in train (1 image), test"
                + " (1 image). Fix the manifest, or set data.patients-in-two-splits to drop.");
  }

  @Test
  void imagesOfAPatientInTwoSplitsStayInTheLaterOne() {
    PartData data = shared(InTwoSplits.DROP);

    assertThat(data.ofSharedPatients())
        .containsExactly("TRAIN/elbow/g/0-1.png", "TRAIN/elbow/h/0-1.png");
    assertThat(data.train().examples()).containsExactly(TRAIN_0, TRAIN_0_AGAIN, TRAIN_1);
    assertThat(data.selection().size()).isEqualTo(4);
    assertThat(data.test().size()).isEqualTo(3);
  }

  @Test
  void aPatientIsTheSameInEveryGroup() {
    List<Example> two = new ArrayList<>(ALL);
    two.add(example("wrist", "a", 0, Split.TEST, 1));

    PartData data =
        PartData.of(
            images(ALL, 0, 1, 2, 3, 4, 5, 6, 7),
            Splits.asListed(manifest(two)),
            new Tolerance(InTwoSplits.FAIL, InTwoSplits.ALLOW, UnreadableTestImages.FAIL, 0.01));

    assertThat(data.train().size()).isEqualTo(3);
    assertThat(Leakage.patients(Splits.asListed(manifest(two))))
        .containsExactly("a is in train (2 images), test (1 image)");
  }

  @Test
  void aPatientInTwoSplitsCanBeAllowed() {
    PartData data = shared(InTwoSplits.ALLOW);

    assertThat(data.train().size()).isEqualTo(5);
    assertThat(data.ofSharedPatients()).isEmpty();
  }

  /** Of the readable images of {@link #ALL}, and of others that are not. */
  private static PartData withUnreadable(
      double limit, UnreadableTestImages test, Split split, int unreadable) {
    List<Example> all = new ArrayList<>(ALL);
    List<Unreadable> bad = new ArrayList<>();
    for (int i = 1; i <= unreadable; i++) {
      Example one = example("elbow", "z", 0, split, i);
      all.add(one);
      bad.add(new Unreadable(one, "it is truncated"));
    }
    PartImages readable = images(ALL, 0, 1, 2, 3, 4, 5, 6, 7);
    return PartData.of(
        new PartImages(
            "elbow",
            1,
            readable.examples(),
            readable.pixels(),
            readable.sizes(),
            readable.hashes(),
            bad,
            "",
            0,
            PartImages.Origin.DECODED),
        Splits.asListed(manifest(all)),
        new Tolerance(InTwoSplits.FAIL, InTwoSplits.FAIL, test, limit));
  }

  @Test
  void tooManyUnreadableImagesAreRefused() {
    assertThatThrownBy(() -> withUnreadable(0.01, UnreadableTestImages.DROP, Split.TRAIN, 2))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot train on elbow: 2 of 8 images for training and selection are unreadable (25.0 %,"
                + " limit 1 %), first TRAIN/elbow/z/0-1.png: it is truncated. Restore the files, or"
                + " raise data.max-unreadable-share.");
    assertThatThrownBy(() -> withUnreadable(0.005, UnreadableTestImages.DROP, Split.SELECTION, 2))
        .hasMessageContaining("(25.0 %, limit 0.5 %)");
  }

  @Test
  void asManyAsTheLimitAreAccepted() {
    PartData data = withUnreadable(0.25, UnreadableTestImages.FAIL, Split.TRAIN, 2);

    assertThat(data.unreadableTest()).isZero();
  }

  @Test
  void anUnreadableTestImageIsRefusedWhateverTheLimit() {
    assertThatThrownBy(() -> withUnreadable(1, UnreadableTestImages.FAIL, Split.TEST, 1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot test on elbow: 1 of 3 images of the test split are unreadable, first"
                + " TEST/elbow/z/0-1.png: it is truncated. Restore the files, or set"
                + " data.unreadable-test-images to drop.");
  }

  @Test
  void unreadableTestImagesThatAreLeftOutAreCounted() {
    PartData data = withUnreadable(0, UnreadableTestImages.DROP, Split.TEST, 3);

    assertThat(data.unreadableTest()).isEqualTo(3);
    assertThat(data.withShots(Classes.TWO, 1, ShotDraw.Unit.IMAGE, 1).unreadableTest())
        .isEqualTo(3);
    assertThat(data.test().examples()).containsExactly(TEST_0, TEST_1);
  }

  @Test
  void nothingReadableIsRefusedWhateverTheLimit() {
    PartImages none =
        new PartImages(
            "elbow",
            1,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new Unreadable(TRAIN_0, "it is empty")),
            "",
            0,
            PartImages.Origin.DECODED);
    Tolerance all =
        new Tolerance(InTwoSplits.ALLOW, InTwoSplits.ALLOW, UnreadableTestImages.DROP, 1);

    assertThatThrownBy(() -> PartData.of(none, SPLITS, all))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot train on elbow: 1 of 1 images for training");
  }
}
