package org.apga.data;

import static org.apga.data.TestData.example;
import static org.apga.data.TestData.images;
import static org.apga.data.TestData.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

  @Test
  void eachImageGoesToItsSplit() {
    PartData data = PartData.of(images(ALL, 0, 1, 2, 3, 4, 5, 6, 7), SPLITS, IdenticalImages.FAIL);

    assertThat(data.group()).isEqualTo("elbow");
    assertThat(data.train().examples()).containsExactly(TRAIN_0, TRAIN_0_AGAIN, TRAIN_1);
    assertThat(data.train().labels()).containsExactly(0, 0, 1);
    assertThat(data.selection().size()).isEqualTo(3);
    assertThat(data.test().examples()).containsExactly(TEST_0, TEST_1);
    assertThat(data.test().batch(1).pixels()).containsExactly(7 / 255.0);
    assertThat(data.identical()).isEmpty();
    assertThat(data.dropped()).isEmpty();
  }

  /** TRAIN_0 = SELECTION_0, SELECTION_0_AGAIN = TEST_0, and two equal images within train. */
  private static PartImages withIdenticalOnes() {
    return images(ALL, 0, 1, 1, 0, 4, 5, 4, 7);
  }

  @Test
  void identicalImagesAreDroppedFromWhatIsTestedLess() {
    PartData data = PartData.of(withIdenticalOnes(), SPLITS, IdenticalImages.DROP);

    assertThat(data.train().examples()).containsExactly(TRAIN_0_AGAIN, TRAIN_1);
    assertThat(data.selection().examples()).containsExactly(SELECTION_0, SELECTION_1);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.dropped()).containsExactly(SELECTION_0_AGAIN.path(), TRAIN_0.path());
    assertThat(data.identical())
        .containsExactly(
            "TRAIN/elbow/a/0-1.png (train) = SELECTION/elbow/c/0-1.png (selection)",
            "SELECTION/elbow/c/0-2.png (selection) = TEST/elbow/e/0-1.png (test)");
  }

  @Test
  void identicalImagesAreReportedEvenIfAllowed() {
    PartData data = PartData.of(withIdenticalOnes(), SPLITS, IdenticalImages.ALLOW);

    assertThat(data.train().size()).isEqualTo(3);
    assertThat(data.identical()).hasSize(2);
    assertThat(data.dropped()).isEmpty();
  }

  @Test
  void identicalImagesCanBeRefused() {
    assertThatThrownBy(() -> PartData.of(withIdenticalOnes(), SPLITS, IdenticalImages.FAIL))
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

    assertThatThrownBy(
            () -> PartData.of(images(without, 0, 1, 2, 3, 4, 6, 7), splits, IdenticalImages.FAIL))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot train on elbow: its selection images are 2 normal and 0 abnormal, and both classes"
                + " are needed. Add images, or leave elbow out of grid.parts.");
  }

  @Test
  void withoutSelectionImagesNoneAreNeeded() {
    List<Example> two = List.of(TRAIN_0, TRAIN_1, TEST_0, TEST_1);

    PartData data =
        PartData.of(images(two, 0, 1, 2, 3), Splits.asListed(manifest(two)), IdenticalImages.FAIL);

    assertThat(data.selection().size()).isZero();
  }

  @Test
  void shotsMakeTheTrainingSetSmallerAndNothingElse() {
    PartData data =
        PartData.of(images(ALL, 0, 1, 2, 3, 4, 5, 6, 7), SPLITS, IdenticalImages.FAIL)
            .withShots(1, ShotDraw.Unit.PATIENT, 7);

    assertThat(data.train().examples()).containsExactly(TRAIN_0, TRAIN_1);
    assertThat(data.train().batch(1).pixels()).containsExactly(2 / 255.0);
    assertThat(data.selection().size()).isEqualTo(3);
    assertThat(data.test().size()).isEqualTo(2);
  }

  private static PartImages withUnreadable(int readable, int unreadable) {
    List<Unreadable> bad =
        Collections.nCopies(unreadable, new Unreadable(TEST_0, "it is truncated"));
    return new PartImages(
        "elbow",
        1,
        Collections.nCopies(readable, TRAIN_0),
        Collections.nCopies(readable, new byte[1]),
        Collections.nCopies(readable, ""),
        bad,
        0,
        PartImages.Origin.DECODED);
  }

  @Test
  void tooManyUnreadableImagesAreRefused() {
    assertThatThrownBy(() -> withUnreadable(88, 12).requireReadable(0.01))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot train on elbow: 12 of 100 images are unreadable (12.0 %, limit 1 %), first"
                + " TEST/elbow/e/0-1.png: it is truncated. Check the download, or raise"
                + " data.max-unreadable-share.");
    assertThatThrownBy(() -> withUnreadable(88, 12).requireReadable(0.005))
        .hasMessageContaining("(12.0 %, limit 0.5 %)");
  }

  @Test
  void asManyAsTheLimitAreAccepted() {
    withUnreadable(99, 1).requireReadable(0.01);
  }

  @Test
  void nothingReadableIsRefusedWhateverTheLimit() {
    assertThatThrownBy(() -> withUnreadable(0, 1).requireReadable(1))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot train on elbow: 1 of 1 images are unreadable");
  }
}
