package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against torchvision; {@code make_augment.py} beside the data says what it was asked. */
class AlterationTest {
  private static final int SIDE = 40;
  private static final int AREA = SIDE * SIDE;

  /** What rounding to a float moves a grey by at most: no closeness below it means anything. */
  private static final double ROUNDING = 0x1.0p-24;

  /**
   * @param floats what torchvision makes of the image as a tensor of floats
   * @param doubles the same of doubles
   * @param pil mean and largest distance of the same in PIL from {@code floats}, of 8 bits, then of
   *     mode F; empty where greys change
   */
  private record Case(Alteration alteration, double[] floats, double[] doubles, double[] pil) {
    @Override
    public String toString() {
      return alteration.toString();
    }

    DoubleSummaryStatistics distancesFrom(double[] torchvision) {
      double[] ours = altered(alteration);
      return IntStream.range(0, AREA)
          .mapToDouble(p -> Math.abs(ours[p] - torchvision[p]))
          .summaryStatistics();
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = AlterationTest.class.getResourceAsStream("/data/" + name)) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an array of numpy's holds, without the head that says what it is. */
  private static ByteBuffer numbers(String name) {
    ByteBuffer all = ByteBuffer.wrap(resource(name)).order(ByteOrder.LITTLE_ENDIAN);
    int head = 10 + all.getShort(8);
    return all.position(head).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double[] image() {
    ByteBuffer levels = numbers("augment-image.npy");
    return IntStream.range(0, AREA).mapToDouble(p -> (levels.get(p) & 0xff) / 255.0).toArray();
  }

  private static double[] altered(Alteration alteration) {
    double[] pixels = image();
    alteration.alter(pixels, 0, SIDE);
    return pixels;
  }

  private static List<Case> cases() {
    ByteBuffer floats = numbers("augment-floats.npy");
    ByteBuffer doubles = numbers("augment-doubles.npy");
    List<String> lines =
        new String(resource("augment-cases.csv"), StandardCharsets.UTF_8).lines().skip(1).toList();
    return IntStream.range(0, lines.size())
        .mapToObj(
            i -> {
              double[] cells =
                  Stream.of(lines.get(i).split(",")).mapToDouble(Double::parseDouble).toArray();
              return new Case(
                  new Alteration(cells[0] == 1, cells[1], cells[2], cells[3], cells[4]),
                  pixels(i, p -> floats.getFloat(Float.BYTES * p)),
                  pixels(i, p -> doubles.getDouble(Double.BYTES * p)),
                  Arrays.copyOfRange(cells, 5, cells.length));
            })
        .toList();
  }

  private static double[] pixels(int image, IntToDoubleFunction number) {
    return IntStream.range(image * AREA, (image + 1) * AREA).mapToDouble(number).toArray();
  }

  private static Stream<Case> ofGeometry() {
    return cases().stream().filter(one -> one.pil.length > 0);
  }

  private static Stream<Case> ofGreys() {
    return cases().stream().filter(one -> one.pil.length == 0 && one.alteration.scale() == 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void torchvisionMakesTheSameOfDoubles(Case one) {
    assertThat(one.distancesFrom(one.doubles).getMax()).isLessThan(1e-12);
  }

  @ParameterizedTest
  @MethodSource("ofGeometry")
  void itsFloatsAreNoFartherFromOursThanFromPils(Case one) {
    DoubleSummaryStatistics off = one.distancesFrom(one.floats);

    assertThat(off.getAverage()).isLessThan(1e-6);
    assertThat(off.getMax()).isLessThan(1e-5);
    // In 8 bits, and in mode F.
    assertThat(off.getAverage())
        .isLessThan(one.pil[0] + ROUNDING)
        .isLessThan(one.pil[2] + ROUNDING);
    assertThat(off.getMax()).isLessThan(one.pil[1] + ROUNDING).isLessThan(one.pil[3] + ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("ofGreys")
  void brightnessAndContrastAreItsFloatsTo1e6(Case one) {
    assertThat(one.distancesFrom(one.floats).getMax()).isLessThan(1e-6);
  }

  @Test
  void anImageThatIsOnlyMirroredKeepsItsGreysToTheLastBit() {
    double[] image = image();

    double[] mirrored = altered(new Alteration(true, 0, 1, 1, 1));

    assertThat(mirrored)
        .isEqualTo(
            IntStream.range(0, AREA)
                .mapToDouble(p -> image[p / SIDE * SIDE + SIDE - 1 - p % SIDE])
                .toArray());
    assertThat(altered(Alteration.NONE)).isEqualTo(image);
  }

  @Test
  void greysStayBetweenBlackAndWhiteWhateverIsDone() {
    RandomStream random = new RandomStream(5);
    Augment everything = new Augment(0.5, 180, 0.9, 1, 1, 1);

    for (int i = 0; i < 50; i++) {
      Alteration alteration = everything.draw(random);
      double[] pixels = altered(alteration);
      assertThat(DoubleStream.of(pixels).min().orElseThrow()).isNotNegative();
      assertThat(DoubleStream.of(pixels).max().orElseThrow()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void onlyTheImageThatIsMeantIsAltered() {
    double[] two = new double[2 * AREA];
    Arrays.fill(two, 0.5);

    new Alteration(true, 20, 0.7, 1.2, 0.9).alter(two, AREA, SIDE);

    assertThat(Arrays.copyOf(two, AREA)).containsOnly(0.5);
    assertThat(Arrays.copyOfRange(two, AREA, 2 * AREA)).doesNotContain(0.5);
  }
}
