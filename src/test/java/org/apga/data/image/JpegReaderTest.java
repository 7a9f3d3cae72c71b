package org.apga.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegReaderTest {
  private static final int SIDE = 40;

  private static float[] levels(byte[] jpeg) throws UnreadableImageException {
    return Planes.levels(JpegReader.read(jpeg, Channel.LUMINANCE, 10_000));
  }

  private static byte[] colours() throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(5);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, random.nextInt());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return out.toByteArray();
  }

  /** The file with a segment before its first, or with its JFIF marker taken out. */
  private static byte[] with(byte[] jpeg, boolean jfif, int... segment) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    for (int value : segment) {
      out.write(value);
    }
    int from = jfif ? 2 : 4 + (jpeg[5] & 0xff);
    out.write(jpeg, from, jpeg.length - from);
    return out.toByteArray();
  }

  private static int[] adobe(int transform) {
    return new int[] {0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform};
  }

  @Test
  void coloursHaveTheLevelsOfLibjpeg() throws Exception {
    byte[] jpeg = colours();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    float[] expected = new float[SIDE * SIDE];
    for (int i = 0; i < expected.length; i++) {
      int[] rgb = image.getRaster().getPixel(i % SIDE, i / SIDE, (int[]) null);
      expected[i] = Luma.of(rgb[0], rgb[1], rgb[2], Channel.LUMINANCE);
    }

    assertThat(levels(jpeg)).isEqualTo(expected);
  }

  @Test
  void withoutMarkersThreeComponentsAreStillLumaAndChroma() throws Exception {
    byte[] jpeg = colours();

    assertThat(levels(with(jpeg, false))).isEqualTo(levels(jpeg));
    assertThat(levels(with(jpeg, false, adobe(1)))).isEqualTo(levels(jpeg));
  }

  @Test
  void adobesMarkerSaysThatTheyAreColours() throws Exception {
    byte[] jpeg = colours();
    Raster raster = JpegReader.raster(JpegSegments.of(jpeg), 10_000);
    int[] first = raster.getPixel(0, 0, (int[]) null);

    assertThat(levels(with(jpeg, false, adobe(0)))[0])
        .isEqualTo(Luma.of(first[0], first[1], first[2], Channel.LUMINANCE));
  }

  @Test
  void aProfileThatDoesNotFitChangesNothing() throws Exception {
    byte[] jpeg = colours();
    int[] profile = new int[20];
    profile[0] = 0xFF;
    profile[1] = 0xE2;
    profile[3] = 18;
    byte[] name = {'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, 7, 7};
    for (int i = 0; i < name.length; i++) {
      profile[4 + i] = name[i];
    }

    assertThat(levels(with(jpeg, true, profile))).isEqualTo(levels(jpeg));
  }

  private static byte[] ink(int cyan, int magenta, int yellow, int black) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, new int[] {cyan, magenta, yellow, black});
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  private static byte[] withoutApplicationMarkers(byte[] jpeg) throws UnreadableImageException {
    return JpegSegments.of(jpeg).bare();
  }

  @Test
  void inkIsTheMoreTheDarkerUnlessAdobeWroteIt() throws Exception {
    // Red, green and blue of 200, 100 and 50, half of which black lets pass.
    byte[] plain = withoutApplicationMarkers(ink(55, 155, 205, 127));
    byte[] inverted = withoutApplicationMarkers(ink(200, 100, 50, 128));
    float level = (0.299f * 200 + 0.587f * 100 + 0.114f * 50) * 128 / 255;

    assertThat(levels(plain)[0]).isCloseTo(level, within(2f));
    assertThat(levels(with(inverted, true, adobe(0)))[0]).isCloseTo(level, within(2f));
  }

  /** Two blocks of one level each; 12 bits, which are 2048 where nothing is coded. */
  private static byte[] twelveBits(int process) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] head = {
      0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0,
    };
    write(out, head);
    int[] ones = new int[64];
    Arrays.fill(ones, 1);
    write(out, ones);
    write(out, 0xFF, process, 0, 11, 12, 0, 8, 0, 16, 1, 1, 0x11, 0);
    // Differences of 0 bits: code 00; of 10 bits: code 01. No other coefficient: code 0.
    write(out, 0xFF, 0xC4, 0, 21, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10);
    write(out, 0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    write(out, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0);
    // 00 0, 01 1100100000 0, ones: a difference of 800, which is 100 levels.
    write(out, 0b00001110, 0b01000000, 0b01111111, 0xFF, 0xD9);
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, int... values) {
    for (int value : values) {
      out.write(value);
    }
  }

  @Test
  void twelveBitsAreReadAndScaled() throws Exception {
    float[] levels = levels(twelveBits(0xC1));

    assertThat(levels[0]).isEqualTo(2048 * (255f / 4095));
    assertThat(levels[8]).isEqualTo(2148 * (255f / 4095));
  }

  @ParameterizedTest
  @CsvSource({"201, arithmetic coding", "197, hierarchical frames", "247, JPEG-LS coding"})
  void whatIsNotReadIsNamed(int process, String name) {
    assertThatThrownBy(() -> levels(twelveBits(process)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is a JPEG with " + name + ", which is not supported; convert it to PNG");
  }

  @Test
  void aFileWithoutAnEndIsTruncated() throws IOException {
    byte[] jpeg = colours();

    assertThatThrownBy(() -> levels(Arrays.copyOf(jpeg, jpeg.length - 2)))
        .hasMessage("it is truncated");
  }
}
