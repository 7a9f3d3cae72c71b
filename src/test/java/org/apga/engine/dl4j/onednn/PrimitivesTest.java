package org.apga.engine.dl4j.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.Net.With;
import org.apga.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each primitive against Deeplearning4j's own operations in double precision, on random shapes.
 *
 * <p>A sum of k products in single precision is wrong by about 6e-8 times the root of k, k at most
 * a few thousand here, and what follows passes that on: 1e-6. Where large terms cancel each other,
 * as in the gradients before a batch norm, what is left keeps the rounding of the terms: 1e-5 was
 * seen.
 */
class PrimitivesTest {
  private static final double ROUNDING = 1e-4;

  /** Of a norm behind a norm: what the first one's beta gets is all cancelled but rounding. */
  private static final double CANCELLED = 1e-3;

  private static final int[] CHANNELS = {1, 3, 5, 7, 12, 17, 24, 40, 16, 32};
  private static final int[] BATCHES = {1, 2, 3, 5, 16};

  /** Draws of one case. */
  private static final class Draw {
    private final RandomStream random;

    Draw(long seed) {
      random = new RandomStream(seed);
    }

    int of(int... choices) {
      return choices[random.nextInt(choices.length)];
    }

    int channels() {
      return of(CHANNELS);
    }

    /** Odd and even heights and widths, not the same. */
    Shape images() {
      int count = of(BATCHES);
      int range = count > 5 ? 2 : 6;
      return new Shape(count, of(1, 3, 5, 8), 7 + random.nextInt(range), 7 + random.nextInt(range));
    }

    With[] with() {
      List<With> all = new ArrayList<>();
      for (With with : With.values()) {
        if (random.nextDouble() < 0.5) {
          all.add(with);
        }
      }
      return all.toArray(With[]::new);
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 8);
  }

  static IntStream fewerSeeds() {
    return IntStream.range(0, 4);
  }

  private static void agree(Draw draw, long seed, Net.Body body) throws UnknownVertexException {
    agree(draw, seed, body, ROUNDING);
  }

  private static void agree(Draw draw, long seed, Net.Body body, double tolerance)
      throws UnknownVertexException {
    new Twins(draw.images(), seed, body).agreeWithin(tolerance);
  }

  /**
   * Brings the images to a number of channels, so that what follows meets every layout. Without the
   * rectifier a batch norm behind it would make the gradient of its bias 0, and of a single weight.
   */
  private static String widened(Net net, String image, int channels) {
    return net.convolution(image, channels, 1, 1, 0, With.BIAS, With.RELU);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void convolutions(int seed) throws UnknownVertexException {
    Draw draw = new Draw(seed);
    int kernel = draw.of(1, 3, 7);
    int stride = draw.of(1, 2);
    int padding = draw.of(0, kernel / 2, kernel - 1);
    int in = draw.channels();
    int out = draw.channels();
    With[] with = draw.with();
    agree(
        draw,
        seed,
        (net, image) ->
            net.convolution(widened(net, image, in), out, kernel, stride, padding, with));
  }

  @ParameterizedTest
  @MethodSource("fewerSeeds")
  void convolutionsOfTheImages(int seed) throws UnknownVertexException {
    Draw draw = new Draw(100 + seed);
    int kernel = draw.of(1, 3, 7);
    int stride = draw.of(1, 2);
    int out = draw.channels();
    With[] with = draw.with();
    agree(
        draw, seed, (net, image) -> net.convolution(image, out, kernel, stride, kernel / 2, with));
  }

  @ParameterizedTest
  @MethodSource("fewerSeeds")
  void transposedConvolutions(int seed) throws UnknownVertexException {
    Draw draw = new Draw(200 + seed);
    int in = draw.channels();
    int out = draw.channels();
    With[] with = draw.with();
    agree(draw, seed, (net, image) -> net.transposed(widened(net, image, in), out, with));
  }

  @ParameterizedTest
  @MethodSource("fewerSeeds")
  void batchNorms(int seed) throws UnknownVertexException {
    Draw draw = new Draw(300 + seed);
    int channels = draw.channels();
    agree(
        draw,
        seed,
        (net, image) -> {
          String norm = net.norm(widened(net, image, channels));
          return net.convolution(seed % 2 == 0 ? net.relu(norm) : norm, 3, 1, 1, 0);
        });
  }

  @ParameterizedTest
  @MethodSource("fewerSeeds")
  void batchNormsBehindConvolutions(int seed) throws UnknownVertexException {
    Draw draw = new Draw(400 + seed);
    int channels = draw.channels();
    With[] with = draw.with();
    agree(
        draw,
        seed,
        (net, image) -> {
          String norm = net.norm(net.convolution(image, channels, 3, 1, 1, with));
          return net.convolution(seed % 2 == 0 ? net.relu(norm) : norm, 3, 1, 1, 0);
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void pools(int seed) throws UnknownVertexException {
    Draw draw = new Draw(500 + seed);
    int channels = draw.channels();
    agree(
        draw,
        seed,
        (net, image) -> {
          String x = widened(net, image, channels);
          return switch (seed % 4) {
            case 0 -> net.largest(x, 2, 2, 0);
            case 1 -> net.largest(x, 3, 2, 1);
            case 2 -> net.mean(x, 2, 2);
            default -> net.mean(x, 3, 1);
          };
        });
  }

  @ParameterizedTest
  @MethodSource("fewerSeeds")
  void heads(int seed) throws UnknownVertexException {
    Draw draw = new Draw(600 + seed);
    int channels = draw.channels();
    int units = draw.of(1, 2, 5, 16);
    agree(draw, seed, (net, image) -> net.head(widened(net, image, channels), units));
  }

  @ParameterizedTest
  @MethodSource("fewerSeeds")
  void concatenations(int seed) throws UnknownVertexException {
    Draw draw = new Draw(700 + seed);
    int[] parts = {draw.channels(), draw.channels(), draw.channels()};
    int more = draw.of(0, 1);
    agree(
        draw,
        seed,
        (net, image) -> {
          String a = widened(net, image, parts[0]);
          String b = net.convolution(image, parts[1], 3, 1, 1);
          String c = net.relu(net.convolution(a, parts[2], 3, 1, 1));
          String joined = more == 0 ? net.concat(b, a, c) : net.concat(b, c, image, b);
          return net.convolution(joined, 4, 3, 1, 1);
        });
  }

  /** Widths of what goes in and of what each layer adds; a value may be looked at by others. */
  @ParameterizedTest
  @CsvSource({
    "1, 16, 16",
    "2, 16, 16",
    "3, 32, 16",
    "3, 64, 32",
    "1, 8, 8",
    "2, 24, 8",
    "3, 8, 16",
    "1, 5, 3",
    "2, 5, 3",
    "3, 7, 4",
    "3, 16, 12",
    "2, 16, 1",
    "3, 1, 1"
  })
  void denseBlocks(int links, int width, int growth) throws UnknownVertexException {
    agree(
        new Draw(800 + links * 10000L + width * 100L + growth),
        links,
        (net, image) -> {
          String x = widened(net, image, width);
          for (int i = 0; i < links; i++) {
            String bottleneck = net.convolution(net.relu(net.norm(x)), 2 * growth, 1, 1, 0);
            String wide = net.relu(net.norm(bottleneck));
            x = net.concat(x, net.convolution(wide, growth, 3, 1, 1));
          }
          return net.mean(net.convolution(net.relu(net.norm(x)), width, 1, 1, 0), 2, 2);
        });
  }

  @ParameterizedTest
  @CsvSource({"16, 16", "8, 8", "16, 24", "5, 3"})
  void chainsWhosePartsAreUsedElsewhere(int width, int growth) throws UnknownVertexException {
    agree(
        new Draw(900 + width),
        width,
        (net, image) -> {
          String a = net.largest(widened(net, image, width), 3, 1, 1);
          String b = net.convolution(a, growth, 3, 1, 1, With.BIAS, With.RELU);
          String one = net.concat(a, b);
          String c = net.relu(net.norm(b));
          String two = net.concat(one, c);
          String d = net.norm(net.convolution(two, growth, 1, 1, 0));
          String three = net.concat(two, d);
          String fork = net.concat(one, net.convolution(d, growth, 1, 1, 0));
          String norms = net.concat(net.norm(three), net.norm(c), net.relu(d), net.norm(fork));
          return net.convolution(norms, 3, 1, 1, 0);
        },
        CANCELLED);
  }
}
