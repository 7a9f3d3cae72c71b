package org.apga.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngReaderTest {
  private static final int WIDTH = 19;
  private static final int HEIGHT = 11;

  private static float[] levels(byte[] png) throws UnreadableImageException {
    return Planes.levels(PngReader.read(png, Channel.LUMINANCE, 1000));
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] body = new byte[4 + data.length];
    System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, body, 0, 4);
    System.arraycopy(data, 0, body, 4, data.length);
    CRC32 crc = new CRC32();
    crc.update(body);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(body);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /** A PNG of scanlines that were filtered already; without sBIT where {@code bits} is 0. */
  private static byte[] png(int depth, int colourType, int bits, byte[] scanlines)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(8).putLong(0x89504E470D0A1A0AL).array());
    chunk(
        out,
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(WIDTH)
            .putInt(HEIGHT)
            .put((byte) depth)
            .put((byte) colourType)
            .array());
    if (bits > 0) {
      chunk(out, "sBIT", new byte[] {(byte) bits});
    }
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(deflated)) {
      deflater.write(scanlines);
    }
    // Two chunks of data, as writers make them.
    byte[] data = deflated.toByteArray();
    chunk(out, "IDAT", Arrays.copyOf(data, data.length / 2));
    chunk(out, "IDAT", Arrays.copyOfRange(data, data.length / 2, data.length));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** PNG specification, section 9: each byte less what its filter predicts. */
  private static byte[] filtered(byte[] raw, int stride, int back, int filter) {
    byte[] out = new byte[HEIGHT * (1 + stride)];
    for (int y = 0; y < HEIGHT; y++) {
      out[y * (1 + stride)] = (byte) filter;
      for (int x = 0; x < stride; x++) {
        int left = x < back ? 0 : raw[y * stride + x - back] & 0xff;
        int up = y == 0 ? 0 : raw[(y - 1) * stride + x] & 0xff;
        int corner = x < back || y == 0 ? 0 : raw[(y - 1) * stride + x - back] & 0xff;
        int guess = left + up - corner;
        int[] order = {left, up, corner};
        int paeth = left;
        for (int one : order) {
          paeth = Math.abs(guess - one) < Math.abs(guess - paeth) ? one : paeth;
        }
        int predicted = new int[] {0, left, up, (left + up) / 2, paeth}[filter];
        out[y * (1 + stride) + 1 + x] = (byte) (raw[y * stride + x] - predicted);
      }
    }
    return out;
  }

  @ParameterizedTest
  @CsvSource({"8,0,1", "16,0,2", "8,2,3", "16,2,6", "8,4,2", "16,4,4", "8,6,4", "16,6,8"})
  void everyFilterIsTakenOffAgain(int depth, int colourType, int bytesPerPixel) throws Exception {
    int stride = WIDTH * bytesPerPixel;
    byte[] raw = bytes(HEIGHT * stride);
    float[] plain = levels(png(depth, colourType, 0, filtered(raw, stride, bytesPerPixel, 0)));
    for (int filter = 1; filter <= 4; filter++) {
      byte[] png = png(depth, colourType, 0, filtered(raw, stride, bytesPerPixel, filter));
      assertThat(levels(png)).as("filter " + filter).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void samplesOfFewBitsAreScaledAndFilteredByTheByte(int depth) throws Exception {
    int stride = (WIDTH * depth + 7) / 8;
    byte[] raw = bytes(HEIGHT * stride);

    float[] levels = levels(png(depth, 0, 0, filtered(raw, stride, 1, 4)));

    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int bit = x * depth;
        int sample = (raw[y * stride + bit / 8] & 0xff) >> 8 - depth - bit % 8 & (1 << depth) - 1;
        assertThat(levels[y * WIDTH + x]).isEqualTo(sample * (255f / ((1 << depth) - 1)));
      }
    }
  }

  private static BufferedImage noise(int type) {
    Random random = new Random(3);
    BufferedImage image;
    if (type == BufferedImage.TYPE_BYTE_INDEXED) {
      byte[] ramp = bytes(16);
      image = new BufferedImage(WIDTH, HEIGHT, type, new IndexColorModel(4, 16, ramp, ramp, ramp));
    } else {
      image = new BufferedImage(WIDTH, HEIGHT, type);
    }
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
          int bits = image.getColorModel().getComponentSize(band);
          boolean few = type == BufferedImage.TYPE_BYTE_INDEXED;
          image.getRaster().setSample(x, y, band, random.nextInt(1 << (few ? 4 : bits)));
        }
      }
    }
    return image;
  }

  private static byte[] written(BufferedImage image, boolean interlaced) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setProgressiveMode(
        interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void anInterlacedImageIsTheSame(int type) throws Exception {
    BufferedImage image = noise(type);

    assertThat(levels(written(image, true))).isEqualTo(levels(written(image, false)));
  }

  @Test
  void twelveBitsInSixteenAreWhiteAtTheirOwnLargest() throws Exception {
    byte[] raw = new byte[2 * WIDTH * HEIGHT];
    raw[0] = 0x0f;
    raw[1] = (byte) 0xff;

    assertThat(levels(png(16, 0, 12, filtered(raw, 2 * WIDTH, 2, 0)))[0]).isEqualTo(255f);
    assertThat(levels(png(16, 0, 0, filtered(raw, 2 * WIDTH, 2, 0)))[0])
        .isCloseTo(15.9f, within(0.1f));
  }

  @Test
  void twelveBitsThatWereScaledToSixteenAreTakenAsTheyAre() throws Exception {
    byte[] raw = new byte[2 * WIDTH * HEIGHT];
    raw[0] = (byte) 0xff;
    raw[1] = (byte) 0xff;
    raw[2] = 0x0f;
    raw[3] = (byte) 0xff;

    float[] levels = levels(png(16, 0, 12, filtered(raw, 2 * WIDTH, 2, 0)));

    assertThat(levels[0]).isEqualTo(255f);
    assertThat(levels[1]).isLessThan(16f);
  }

  @Test
  void aHeaderOfImpossibleBitsIsDamage() throws IOException {
    byte[] png = png(3, 0, 0, new byte[0]);

    assertThatThrownBy(() -> levels(png))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is damaged (its header has colour type 0 with 3 bits)");
  }

  @Test
  void aFilterThatThereIsNotIsDamage() throws IOException {
    byte[] lines = new byte[HEIGHT * (1 + WIDTH)];
    lines[1 + WIDTH] = 9;
    byte[] png = png(8, 0, 0, lines);

    assertThatThrownBy(() -> levels(png)).hasMessage("it is damaged (a row has filter 9)");
  }
}
