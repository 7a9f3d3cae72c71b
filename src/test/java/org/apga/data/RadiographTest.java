package org.apga.data;

import static org.apga.data.TestData.encoded;
import static org.apga.data.TestData.greyPng;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageTypeSpecifier;
import org.apga.data.image.Channel;
import org.apga.data.image.UnreadableImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RadiographTest {
  private static final long LIMIT = 1_000_000;

  /** An 8 x 8 ramp of 64 levels: decoding to 8 x 8 leaves it as it is. */
  private static int level(int x, int y) {
    return 4 * (8 * y + x);
  }

  private static BufferedImage ramp(int type) {
    BufferedImage image = new BufferedImage(8, 8, type);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        int level = level(x, y);
        if (image.getColorModel().getNumComponents() == 1) {
          image.getRaster().setSample(x, y, 0, level);
        } else {
          image.setRGB(x, y, 0xff000000 | level << 16 | level << 8 | level);
        }
      }
    }
    return image;
  }

  private static byte[] rampLevels() {
    byte[] levels = new byte[64];
    for (int i = 0; i < 64; i++) {
      levels[i] = (byte) (4 * i);
    }
    return levels;
  }

  private static byte[] decode(byte[] file) throws UnreadableImageException {
    return Radiograph.decode(file, new Decoding(8, Reading.plain(Channel.LUMINANCE, LIMIT), 1))
        .levels();
  }

  private static int decodeOne(BufferedImage image, Channel channel)
      throws UnreadableImageException {
    return Radiograph.decode(
                encoded(image, "png"), new Decoding(1, Reading.plain(channel, LIMIT), 1))
            .levels()[0]
        & 0xff;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void greyRgbAndRgbaOfTheSameLevelsAreTheSame(int type) throws Exception {
    assertThat(decode(encoded(ramp(type), "png"))).isEqualTo(rampLevels());
  }

  @Test
  void sixteenBitsAreScaledToEight() throws Exception {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, 257 * level(i % 8, i / 8));
    }

    assertThat(decode(encoded(image, "png"))).isEqualTo(rampLevels());
  }

  @Test
  void sixteenBitsOfEachColourAreScaledToo() throws Exception {
    BufferedImage image =
        ImageTypeSpecifier.createInterleaved(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                new int[] {0, 1, 2},
                DataBuffer.TYPE_USHORT,
                false,
                false)
            .createBufferedImage(1, 1);
    image.getRaster().setPixel(0, 0, new int[] {257 * 100, 257 * 200, 257 * 50});

    assertThat(decodeOne(image, Channel.LUMINANCE)).isEqualTo(153);
    assertThat(decodeOne(image, Channel.FIRST)).isEqualTo(100);
  }

  @Test
  void aPaletteIsLookedUp() throws Exception {
    byte[] grey = new byte[64];
    for (int i = 0; i < 64; i++) {
      grey[i] = (byte) (252 - 4 * i);
    }
    IndexColorModel palette = new IndexColorModel(8, 64, grey, grey, grey);
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_INDEXED, palette);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, 63 - i);
    }

    assertThat(decode(encoded(image, "png"))).isEqualTo(rampLevels());
  }

  @Test
  void aColourThatIsNotOnThePaletteIsDamage() {
    // A BMP of 1 x 1 pixel whose palette has two colours; the pixel has the eighth.
    byte[] bmp =
        ByteBuffer.allocate(66)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {'B', 'M'})
            .putInt(66)
            .putInt(0)
            .putInt(62)
            .putInt(40)
            .putInt(1)
            .putInt(1)
            .putShort((short) 1)
            .putShort((short) 8)
            .putInt(0)
            .putInt(4)
            .putInt(0)
            .putInt(0)
            .putInt(2)
            .putInt(0)
            .putInt(0)
            .putInt(0xffffff)
            .putInt(7)
            .array();

    assertThatThrownBy(
            () -> Radiograph.decode(bmp, new Decoding(1, Reading.plain(Channel.LUMINANCE, 100), 1)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is damaged (Index 7 out of bounds for length 2)");
  }

  @Test
  void oneBitIsBlackAndWhite() throws Exception {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_BINARY);
    byte[] expected = new byte[64];
    for (int i = 0; i < 64; i += 3) {
      image.getRaster().setSample(i % 8, i / 8, 0, 1);
      expected[i] = (byte) 255;
    }

    assertThat(decode(encoded(image, "png"))).isEqualTo(expected);
  }

  @Test
  void greyWithTransparencyKeepsItsGrey() throws Exception {
    BufferedImage image =
        ImageTypeSpecifier.createGrayscale(8, DataBuffer.TYPE_BYTE, false, false)
            .createBufferedImage(8, 8);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, level(i % 8, i / 8));
      image.getRaster().setSample(i % 8, i / 8, 1, 255 - i);
    }

    assertThat(decode(encoded(image, "png"))).isEqualTo(rampLevels());
  }

  @Test
  void colourBecomesRec601LumaOrItsFirstChannel() throws Exception {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x64c832);

    // 0.299 * 100 + 0.587 * 200 + 0.114 * 50 = 153
    assertThat(decodeOne(image, Channel.LUMINANCE)).isEqualTo(153);
    assertThat(decodeOne(image, Channel.FIRST)).isEqualTo(100);
  }

  @Test
  void transparencyIsIgnored() throws Exception {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x10646464);

    assertThat(decodeOne(image, Channel.LUMINANCE)).isEqualTo(100);
  }

  @Test
  void jpegIsReadToo() throws Exception {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 16, 16, 0, grey(256, 90));

    byte[] levels = decode(encoded(image, "jpg"));

    assertThat(levels).containsOnly((byte) 90);
  }

  private static int[] grey(int count, int level) {
    int[] levels = new int[count];
    Arrays.fill(levels, level);
    return levels;
  }

  @Test
  void theAspectRatioIsNotKept() throws Exception {
    assertThat(decode(greyPng(40, 10, 77))).hasSize(64).containsOnly((byte) 77);
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThatThrownBy(() -> decode(new byte[0]))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is empty");
  }

  @Test
  void aFileThatIsNoImageIsRefused() {
    assertThatThrownBy(() -> decode("<html>404</html>".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is not a PNG, JPEG, DICOM or other known image");
  }

  /** 97 x 53 of noise: large enough for several rows to survive any cut. */
  private static BufferedImage noise() {
    BufferedImage image = new BufferedImage(97, 53, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 97 * 53; i++) {
      image.getRaster().setSample(i % 97, i / 97, 0, ((i * 7919) >> 3) & 0xff);
    }
    return image;
  }

  @Test
  void aPngThatEndsAnywhereTooEarlyIsRefused() {
    byte[] png = encoded(noise(), "png");
    for (int length = 8; length < png.length; length += 13) {
      byte[] cut = Arrays.copyOf(png, length);
      assertThatThrownBy(() -> decode(cut))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessage("it is truncated");
    }
  }

  @Test
  void aPngWithAFlippedBitIsRefused() {
    byte[] png = encoded(noise(), "png");
    png[png.length / 2] ^= 4;

    assertThatThrownBy(() -> decode(png))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is damaged (a checksum is wrong)");
  }

  @Test
  void aJpegThatEndsTooEarlyIsRefused() {
    byte[] jpeg = encoded(noise(), "jpg");

    assertThatThrownBy(() -> decode(Arrays.copyOf(jpeg, jpeg.length * 2 / 3)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is truncated");
  }

  @Test
  void tooManyPixelsAreRefused() {
    assertThatThrownBy(
            () ->
                Radiograph.decode(
                    greyPng(50, 41, 0), new Decoding(8, Reading.plain(Channel.LUMINANCE, 2000), 1)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it has 50 x 41 pixels, more than the limit of 2000");
  }

  /** A PNG of 8 x 8 pixels whose header says otherwise. */
  private static byte[] promising(int width, int height) {
    byte[] png = greyPng(8, 8, 0);
    ByteBuffer header = ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    header.putInt(29, (int) crc.getValue());
    return png;
  }

  @Test
  void aHeaderThatPromisesTooMuchIsRefusedBeforeAnythingIsDecoded() {
    // Decoding 2 000 000 000 x 2 000 000 000 pixels would end in an OutOfMemoryError.
    byte[] png = promising(2_000_000_000, 2_000_000_000);

    assertThatThrownBy(() -> decode(png))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it has 2000000000 x 2000000000 pixels, more than the limit" + " of 1000000");
  }

  @Test
  void aPngWithTooFewRowsIsRefused() {
    // The header promises 9 rows, the data have 8.
    byte[] png = promising(8, 9);

    assertThatThrownBy(() -> decode(png))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is damaged (its pixels end too early)");
  }
}
