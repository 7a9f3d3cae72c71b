package org.apga.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apga.config.GridConfig;
import org.apga.engine.Batch;
import org.apga.engine.Fill;
import org.apga.engine.Journal;
import org.apga.engine.ScriptedClassifier;
import org.apga.metrics.Summary;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * What rectangles should look like was sampled apart, three million draws with NumPy: area share
 * and aspect ratio uniform, sides rounded down, place uniform, drawn again until it fits.
 */
class CutoutTest {
  private static final GridConfig.Cutout PUBLISHED = new GridConfig.Cutout(0, 1, 0.3, Fill.ZERO);
  private static final GridConfig.Cutout SOUND = new GridConfig.Cutout(0.02, 0.4, 0.3, Fill.ZERO);
  private static final double WHITE = 0.75;

  private final Journal journal = new Journal();

  /** Edges of what is 0, the last ones exclusive. */
  private record Hole(int top, int bottom, int left, int right, int zeros) {
    int area() {
      return (bottom - top) * (right - left);
    }

    double aspect() {
      return (bottom - top) / (double) (right - left);
    }
  }

  private Cutout cutout(GridConfig.Cutout settings, long seed) {
    return new Cutout(new ScriptedClassifier(journal), settings, seed);
  }

  private static Batch white(int images, int size) {
    double[] pixels = new double[images * size * size];
    Arrays.fill(pixels, WHITE);
    return new Batch(images, size, size, pixels, new int[images]);
  }

  /** The holes of the second steps of so many batches of 50 images. */
  private List<Hole> holes(Cutout cutout, int size, int batches) {
    List<Hole> holes = new ArrayList<>();
    for (int b = 0; b < batches; b++) {
      cutout.step(white(50, size));
      for (int i = 0; i < 50; i++) {
        holes.add(hole(journal.batches().get(1), i));
      }
      journal.clear();
    }
    return holes;
  }

  private static Hole hole(Batch batch, int image) {
    int size = batch.width();
    Hole hole = new Hole(size, 0, size, 0, 0);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        double pixel = batch.pixels()[(image * size + row) * size + column];
        assertThat(pixel == 0 || pixel == WHITE).isTrue();
        if (pixel == 0) {
          hole =
              new Hole(
                  Math.min(hole.top, row),
                  Math.max(hole.bottom, row + 1),
                  Math.min(hole.left, column),
                  Math.max(hole.right, column + 1),
                  hole.zeros + 1);
        }
      }
    }
    return hole.zeros == 0 ? new Hole(0, 0, 0, 0, 0) : hole;
  }

  private static Summary summary(List<Hole> holes, ToDoubleFunction<Hole> value) {
    return Summary.of(holes.stream().mapToDouble(value).toArray());
  }

  /** Four standard errors of a mean whose values have that standard deviation. */
  private static Offset<Double> fourErrors(double sd, int n) {
    return Offset.offset(4 * sd / Math.sqrt(n));
  }

  @Test
  void aBatchIsACleanStepThenAStepWithOneRectangleOfEachImageErased() {
    Step step =
        new Cutout(new ScriptedClassifier(journal).losses(0.5, 0.25), SOUND, 1).step(white(3, 16));

    assertThat(journal.calls()).containsExactly("fit", "fit masked");
    assertThat(journal.batches().get(0).pixels()).containsOnly(WHITE);
    assertThat(step.measures().get(Measure.CLEAN_LOSS)).isEqualTo(0.5);
    assertThat(step.measures().get(Measure.CUTOUT_LOSS)).isEqualTo(0.25);
    assertThat(hole(journal.batches().get(1), 0)).isNotEqualTo(hole(journal.batches().get(1), 1));
  }

  @Test
  void theBatchItselfStaysAsItIs() {
    Batch batch = white(3, 16);

    cutout(SOUND, 1).step(batch);

    assertThat(batch.pixels()).containsOnly(WHITE);
  }

  @Test
  void whatIsErasedIsOneWholeRectangleWithinTheSettings() {
    List<Hole> holes = holes(cutout(SOUND, 3), 64, 10);

    assertThat(holes).allMatch(hole -> hole.zeros() == hole.area());
    // Sides are rounded down by less than a pixel.
    assertThat(holes)
        .allMatch(
            hole ->
                hole.area() <= 0.4 * 64 * 64
                    && (hole.bottom - hole.top + 1) * (hole.right - hole.left + 1)
                        > 0.02 * 64 * 64);
  }

  @Test
  void thePublishedSettingsErase14Point6PercentOnAverage() {
    List<Hole> holes = holes(cutout(PUBLISHED, 5), 224, 30);

    Summary area = summary(holes, hole -> hole.area() / (224.0 * 224));
    assertThat(area.mean()).isCloseTo(0.1455, fourErrors(0.133, holes.size()));
    assertThat(area.sd()).isCloseTo(0.133, Offset.offset(0.015));
  }

  @Test
  void theSoundSettingsEraseAlmostAsMuchInRectanglesMostlyTallerThanWide() {
    List<Hole> holes = holes(cutout(SOUND, 5), 64, 80);

    Summary area = summary(holes, hole -> hole.area() / (64.0 * 64));
    assertThat(area.mean()).isCloseTo(0.1392, fourErrors(0.095, holes.size()));
    Summary aspect = summary(holes, Hole::aspect);
    assertThat(aspect.mean()).isCloseTo(1.738, fourErrors(0.872, holes.size()));
    Summary tall = summary(holes, hole -> hole.aspect() > 1 ? 1 : 0);
    assertThat(tall.mean()).isCloseTo(0.739, fourErrors(0.439, holes.size()));
  }

  @Test
  void rectanglesLieAllOverTheImage() {
    List<Hole> holes = holes(cutout(SOUND, 5), 64, 80);

    Summary middle = summary(holes, hole -> (hole.top + hole.bottom) / 128.0);
    assertThat(middle.mean()).isCloseTo(0.5, fourErrors(0.175, holes.size()));
    assertThat(middle.sd()).isCloseTo(0.175, Offset.offset(0.008));
    assertThat(holes).anyMatch(hole -> hole.top == 0).anyMatch(hole -> hole.bottom == 64);
    assertThat(holes).anyMatch(hole -> hole.left == 0).anyMatch(hole -> hole.right == 64);
  }

  @Test
  void anEpochHasTheSameRectanglesWhateverCameBefore() {
    Cutout through = cutout(SOUND, 1);
    through.startEpoch(1);
    List<Hole> first = holes(through, 32, 2);
    through.startEpoch(2);
    List<Hole> second = holes(through, 32, 2);
    Cutout resumed = cutout(SOUND, 1);
    resumed.startEpoch(2);

    assertThat(holes(resumed, 32, 2)).isEqualTo(second).isNotEqualTo(first);
  }

  @Test
  void eachSeedHasItsOwnRectangles() {
    assertThat(holes(cutout(SOUND, 1), 32, 1)).isNotEqualTo(holes(cutout(SOUND, 2), 32, 1));
  }

  @Test
  void whatItRemembersIsHowFarItsStreamIs() {
    Cutout one = cutout(PUBLISHED, 7);
    one.startEpoch(2);
    holes(one, 24, 3);
    Cutout other = cutout(PUBLISHED, 7);
    other.startEpoch(2);
    other.remember(one.memory());

    assertThat(holes(other, 24, 1)).isEqualTo(holes(one, 24, 1));
    assertThat(holes(cutout(PUBLISHED, 7), 24, 1)).isNotEqualTo(holes(one, 24, 1));
  }
}
