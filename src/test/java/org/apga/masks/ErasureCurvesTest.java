package org.apga.masks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apga.engine.Journal;
import org.apga.engine.ScriptedClassifier;
import org.apga.masks.ErasureCurve.Kind;
import org.junit.jupiter.api.Test;

class ErasureCurvesTest {
  private static final int SIZE = 10;
  private static final int PIXELS = SIZE * SIZE;
  private static final double[] WHITE = new double[PIXELS];

  static {
    Arrays.fill(WHITE, 1);
  }

  private final Journal journal = new Journal();

  /** A classifier that makes a probability out of an image's pixels. */
  private ErasureCurves curves(ToDoubleFunction<double[]> probability, int batchSize) {
    ScriptedClassifier classifier = new ScriptedClassifier(journal).probabilities(probability);
    return new ErasureCurves(classifier, SIZE, batchSize);
  }

  private static SortedMap<Saliency, int[]> orders(int[]... orders) {
    SortedMap<Saliency, int[]> all = new TreeMap<>();
    for (int i = 0; i < orders.length; i++) {
      all.put(Saliency.values()[i], orders[i]);
    }
    return all;
  }

  private static int[] rows(int first) {
    return java.util.stream.IntStream.range(0, PIXELS).map(i -> (i + first) % PIXELS).toArray();
  }

  private static double mean(double[] pixels) {
    return Arrays.stream(pixels).sum() / pixels.length;
  }

  @Test
  void aProbabilityThatIsTheMeanOfAWhiteImageFallsAndRisesInALine() {
    ErasureCurves curves = curves(ErasureCurvesTest::mean, 7);
    curves.add(WHITE, 1, orders(rows(0)));

    List<ErasureCurve> both = curves.curves();

    assertThat(both).extracting(ErasureCurve::kind).containsExactly(Kind.DELETION, Kind.INSERTION);
    for (int step = 0; step <= ErasureCurve.STEPS; step++) {
      double fraction = step / 10.0;
      assertThat(both.get(0).probabilities()[step]).isEqualTo(1 - fraction, within(1e-12));
      assertThat(both.get(1).probabilities()[step]).isEqualTo(fraction, within(1e-12));
    }
    assertThat(both).allSatisfy(c -> assertThat(c.area()).isEqualTo(0.5, within(1e-12)));
  }

  @Test
  void aProbabilityThatHangsOnOnePixelJumpsWhenItsTurnComes() {
    // Pixel 0 is the first of one order and the 51st of another.
    ErasureCurves curves = curves(pixels -> pixels[0], 64);
    curves.add(WHITE, 1, orders(rows(0), rows(50)));

    List<ErasureCurve> all = curves.curves();

    assertThat(all.get(0).probabilities()).containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(all.get(1).probabilities()).containsExactly(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(all.get(0).area()).isEqualTo(0.05);
    assertThat(all.get(1).area()).isEqualTo(0.95);
    assertThat(all.get(2).probabilities()).containsExactly(1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0);
    assertThat(all.get(3).probabilities()).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
    assertThat(all.get(2).saliency()).isEqualTo(Saliency.GRADCAM);
  }

  @Test
  void curvesAreMeansOverImagesWhateverTheBatches() {
    double[] grey = new double[PIXELS];
    Arrays.fill(grey, 0.5);
    for (int batchSize : new int[] {1, 20, 21, 1000}) {
      ErasureCurves curves = curves(ErasureCurvesTest::mean, batchSize);
      curves.add(WHITE, 1, orders(rows(0)));
      curves.add(grey, 1, orders(rows(3)));

      assertThat(curves.images()).isEqualTo(2);
      assertThat(curves.curves().get(0).probabilities()[0]).isEqualTo(0.75);
      assertThat(curves.curves().get(0).area()).isEqualTo(0.375, within(1e-12));
      assertThat(curves.curves(0).get(0).area()).isEqualTo(0.5, within(1e-12));
      assertThat(curves.curves(1).get(1).area()).isEqualTo(0.25, within(1e-12));
    }
  }

  @Test
  void anImageTakesThePassesThatTheSettingSays() {
    ErasureCurves curves = curves(ErasureCurvesTest::mean, 25);
    curves.add(WHITE, 1, orders(rows(0), rows(1), rows(2)));
    curves.add(WHITE, 1, orders(rows(0), rows(1), rows(2)));
    curves.curves();

    assertThat(journal.batches().stream().mapToInt(batch -> batch.images()).sum())
        .isEqualTo(2 * 56);
    assertThat(journal.calls()).containsOnly("probabilities").hasSize(5);
  }

  @Test
  void noImagesHaveNoCurves() {
    assertThat(curves(ErasureCurvesTest::mean, 25).curves()).isEmpty();
    assertThat(journal.calls()).isEmpty();
  }
}
