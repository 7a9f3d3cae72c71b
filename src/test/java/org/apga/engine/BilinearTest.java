package org.apga.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * The numbers are PyTorch 2.15's: {@code interpolate(x, size, mode="bilinear",
 * align_corners=False)} in double precision.
 */
class BilinearTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-15);

  @Test
  void doublesASizeAsPyTorchDoes() {
    double[] resized = Bilinear.resize(new double[] {1, 2, 3, 4}, 2, 2, 4, 4);

    assertThat(resized)
        .containsExactly(
            new double[] {
              1.00, 1.25, 1.75, 2.00, //
              1.50, 1.75, 2.25, 2.50, //
              2.50, 2.75, 3.25, 3.50, //
              3.00, 3.25, 3.75, 4.00
            },
            ROUNDING);
  }

  @Test
  void stretchesByAnyFactorOfEachSideAsPyTorchDoes() {
    double[] map = {0.1, 0.9, 0.4, 0.0, 0.7, 0.3};

    double[] resized = Bilinear.resize(map, 3, 2, 5, 7);

    assertThat(resized)
        .containsExactly(
            new double[] {
              0.1, 0.1, 0.2714285714285714, 0.4999999999999999, 0.7285714285714285, 0.9, 0.9, //
              0.22, 0.22, 0.2885714285714286, 0.3800000000000001, 0.4714285714285714,
                  0.5400000000000001, 0.54, //
              0.4, 0.4, 0.3142857142857143, 0.2, 0.0857142857142858, 0.0, 0.0, //
              0.58, 0.58, 0.4942857142857143, 0.3799999999999999, 0.2657142857142857, 0.18,
                  0.18, //
              0.7, 0.7, 0.6142857142857142, 0.4999999999999999, 0.3857142857142858, 0.3, 0.3
            },
            ROUNDING);
  }

  @Test
  void shrinksWithoutSmoothingAsPyTorchDoes() {
    double[] map = new double[16];
    for (int i = 0; i < map.length; i++) {
      map[i] = i;
    }

    double[] resized = Bilinear.resize(map, 4, 4, 2, 3);

    assertThat(resized)
        .containsExactly(
            new double[] {
              2.1666666666666665,
              3.5,
              4.833333333333333,
              10.166666666666668,
              11.5,
              12.833333333333334
            },
            Offset.offset(1e-14));
  }

  @Test
  void oneCellFillsItsImageAndNoOther() {
    double[] resized = Bilinear.resize(new double[] {0.25, 0.75}, 1, 1, 1, 2);

    assertThat(resized).containsExactly(0.25, 0.25, 0.75, 0.75);
  }
}
