package org.apga.report.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * Maps values to positions on an axis.
 *
 * @param low the value at {@code from}
 * @param high the value at {@code to}; not equal to {@code low}
 * @param from in units of the drawing
 * @param to in units of the drawing
 */
record Scale(double low, double high, double from, double to) {
  private static final double PAD = 0.06;
  private static final double[] STEPS = {1, 2, 5, 10};

  /**
   * A scale that covers all of the values, with a margin.
   *
   * @param values those that are not finite are ignored
   */
  static Scale holding(double[] values, double from, double to) {
    DoubleSummaryStatistics all =
        Arrays.stream(values).filter(Double::isFinite).summaryStatistics();
    if (all.getCount() == 0) {
      return new Scale(0, 1, from, to);
    }
    double low = all.getMin();
    double high = all.getMax();
    double pad = high > low ? PAD * (high - low) : Math.max(Math.abs(high) * PAD, 1e-3);
    return new Scale(low - pad, high + pad, from, to);
  }

  /** The position of a value, in units of the drawing. */
  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** The same, with the value limited to the range of the axis. */
  double within(double value) {
    return at(Math.min(high, Math.max(low, value)));
  }

  /** Round values within the scale, at most {@code most} + 1 of them. */
  List<Double> ticks(int most) {
    double rough = (high - low) / most;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double candidate : STEPS) {
      step = candidate * power;
      if (step >= rough) {
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** The number of decimals that distinguishes the ticks. */
  static int digits(List<Double> ticks) {
    double step = ticks.size() < 2 ? 1 : ticks.get(1) - ticks.get(0);
    return (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  }
}
