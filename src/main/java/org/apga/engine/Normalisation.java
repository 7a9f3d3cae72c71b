package org.apga.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How grey levels are normalised before a network. An engine repeats the level of a pixel in three
 * channels, each of which gets (level - mean) / deviation. Masks erase pixels before that, so that
 * the fill is a grey level whatever the recipe.
 *
 * @param mean one number per channel, in shares of white
 * @param deviation one positive number per channel, in shares of white
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {
  /** Channels of a network's input image. */
  public static final int CHANNELS = 3;

  /** Levels unchanged, 0..1. */
  public static final Normalisation NONE = of(0, 1);

  /** For the colour images of ImageNet, as torchvision's weights expect it. */
  public static final Normalisation IMAGENET =
      new Normalisation(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /** For torchxrayvision's networks: black is -1024 and white 1024. */
  public static final Normalisation TORCHXRAYVISION = of(0.5, 1 / 2048d);

  /** Checks the numbers and copies the lists. */
  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != CHANNELS
        || deviation.size() != CHANNELS
        || !mean.stream().allMatch(Double::isFinite)
        || !deviation.stream().allMatch(one -> one > 0 && Double.isFinite(one))) {
      throw new IllegalArgumentException(
          "Cannot normalise images by means %s and deviations %s: three means and three positive deviations are needed."
              .formatted(mean, deviation));
    }
  }

  /** The same for all channels. */
  public static Normalisation of(double mean, double deviation) {
    return new Normalisation(List.of(mean, mean, mean), List.of(deviation, deviation, deviation));
  }

  /** Whether levels stay unchanged. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** The factor of a level after its mean is subtracted. */
  public double factor(int channel) {
    return 1 / deviation.get(channel);
  }

  /** Whether all channels have the same mean and deviation. */
  public boolean isGrey() {
    return isSame(0, 1) && isSame(1, 2);
  }

  /** The values of black and white, such as {@code black as -1024 and white as 1024}. */
  public String inWords() {
    return "black as " + seen(0) + " and white as " + seen(1);
  }

  private String seen(double level) {
    List<String> channels =
        IntStream.range(0, isGrey() ? 1 : CHANNELS)
            .mapToDouble(c -> (level - mean.get(c)) * factor(c))
            .mapToObj(one -> BigDecimal.valueOf(one).round(new MathContext(4)))
            .map(one -> one.stripTrailingZeros().toPlainString())
            .toList();
    return String.join(", ", channels);
  }

  /** Whether two channels have the same mean and deviation. */
  public boolean isSame(int channel, int other) {
    return mean.get(channel).equals(mean.get(other))
        && deviation.get(channel).equals(deviation.get(other));
  }
}
