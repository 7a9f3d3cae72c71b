package org.apga.data.dicom;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import org.apga.data.image.UnreadableImageException;

/**
 * Converts a monochrome frame's stored values to levels: the modality's table or rescale, then the
 * VOI table or the window, then inversion for MONOCHROME1. Padding is black. Source: DICOM PS3.3,
 * C.11.1 and C.11.2; PS3.4, N.2.
 */
final class GreyScale {
  private static final double WHITE = 255;
  private static final double LOWEST = 0.005;

  private final DataSet data;
  private final StoredValues stored;
  private final Frame frame;
  private final DoubleUnaryOperator modality;
  private final double darkest;
  private final double brightest;
  private final int paddingFrom;
  private final int paddingTo;

  private GreyScale(DataSet data, StoredValues stored) throws UnreadableImageException {
    this.data = data;
    this.stored = stored;
    this.frame = stored.frame();
    Optional<DataSet> sequence = data.firstItem(Tag.MODALITY_LUT_SEQUENCE);
    if (sequence.isPresent()) {
      LookupTable table =
          LookupTable.of(sequence.get(), Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, frame.signed());
      modality = table::of;
      darkest = 0;
      brightest = table.white();
    } else {
      double slope = data.decimal(Tag.RESCALE_SLOPE, "rescale slope").orElse(1);
      double intercept = data.decimal(Tag.RESCALE_INTERCEPT, "rescale intercept").orElse(0);
      modality = value -> slope * value + intercept;
      darkest = slope * frame.smallest() + intercept;
      brightest = slope * frame.largest() + intercept;
    }
    OptionalInt padding = data.firstShort(Tag.PIXEL_PADDING_VALUE);
    int one = paddingValue(padding.orElse(0));
    int other = paddingValue(data.firstShort(Tag.PIXEL_PADDING_RANGE_LIMIT).orElse(one));
    paddingFrom = padding.isPresent() ? Math.min(one, other) : Integer.MAX_VALUE;
    paddingTo = padding.isPresent() ? Math.max(one, other) : Integer.MIN_VALUE;
  }

  /**
   * The level of each stored value.
   *
   * @return 0 = black to 255 = white, from {@link Frame#smallest} to {@link Frame#largest}
   * @throws UnreadableImageException if a table or a number of the file is invalid
   */
  static float[] levels(DataSet data, StoredValues stored, DicomWindow window)
      throws UnreadableImageException {
    return new GreyScale(data, stored).levels(window);
  }

  private float[] levels(DicomWindow window) throws UnreadableImageException {
    DoubleUnaryOperator voi = voi(window);
    boolean inverted = frame.photometric() == Photometric.MONOCHROME1;
    int smallest = frame.smallest();
    float[] levels = new float[frame.largest() - smallest + 1];
    for (int i = 0; i < levels.length; i++) {
      double unclipped = voi.applyAsDouble(modality.applyAsDouble(smallest + i));
      float level = (float) Math.max(0, Math.min(WHITE, unclipped));
      levels[i] = isPadding(smallest + i) ? 0 : inverted ? (float) WHITE - level : level;
    }
    return levels;
  }

  /** Converts the modality's values to levels, which may be outside of 0..255. */
  private DoubleUnaryOperator voi(DicomWindow window) throws UnreadableImageException {
    switch (window.kind()) {
      case GIVEN:
        return linear(window.center(), window.width());
      case PERCENTILE:
        return percentiles();
      case FULL:
        return full();
      default:
        break;
    }
    Optional<DataSet> sequence = data.firstItem(Tag.VOI_LUT_SEQUENCE);
    if (sequence.isPresent()) {
      LookupTable table =
          LookupTable.of(sequence.get(), Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, darkest < 0);
      return value -> WHITE * table.of(value) / table.white();
    }
    OptionalDouble center = data.decimal(Tag.WINDOW_CENTER, "window center");
    OptionalDouble width = data.decimal(Tag.WINDOW_WIDTH, "window width");
    if (center.isEmpty() || width.isEmpty()) {
      return full();
    }
    return window(center.getAsDouble(), width.getAsDouble());
  }

  private DoubleUnaryOperator window(double center, double width) throws UnreadableImageException {
    String function = data.firstText(Tag.VOI_LUT_FUNCTION);
    boolean linear = function.isEmpty() || function.equals("LINEAR");
    if (linear ? width < 1 : width <= 0) {
      throw new UnreadableImageException(
          "its window has no width; set data.dicom.window to percentile, full or a window");
    }
    if (linear) {
      return linear(center, width);
    }
    return switch (function) {
      case "LINEAR_EXACT" -> value -> WHITE * ((value - center) / width + 0.5);
      case "SIGMOID" -> value -> WHITE / (1 + Math.exp(-4 * (value - center) / width));
      default ->
          throw new UnreadableImageException(
              "its window has an unknown function; set data.dicom.window");
    };
  }

  /** C.11.2.1.2.1; a width of 1 is a threshold. */
  private static DoubleUnaryOperator linear(double center, double width) {
    if (width == 1) {
      return value -> value <= center - 0.5 ? 0 : WHITE;
    }
    return value -> WHITE * ((value - (center - 0.5)) / (width - 1) + 0.5);
  }

  private DoubleUnaryOperator full() {
    return between(Math.min(darkest, brightest), Math.max(darkest, brightest));
  }

  /** Uses the arithmetic of PNG samples, so that the same samples have the same levels. */
  private static DoubleUnaryOperator between(double low, double high) {
    float scale = high > low ? (float) WHITE / (float) (high - low) : 0;
    return value -> (float) (value - low) * scale;
  }

  private DoubleUnaryOperator percentiles() {
    double[] values =
        Arrays.stream(stored.samples())
            .map(frame::value)
            .filter(value -> !isPadding(value))
            .mapToDouble(modality::applyAsDouble)
            .sorted()
            .toArray();
    if (values.length == 0) {
      return value -> 0;
    }
    double low = values[(int) (LOWEST * (values.length - 1))];
    double high = values[(int) Math.ceil((1 - LOWEST) * (values.length - 1))];
    return between(low, high);
  }

  private boolean isPadding(int value) {
    return value >= paddingFrom && value <= paddingTo;
  }

  private int paddingValue(int bits) {
    return frame.signed() ? (short) bits : bits & 0xffff;
  }
}
