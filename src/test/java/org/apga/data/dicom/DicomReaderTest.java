package org.apga.data.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apga.data.image.Channel;
import org.apga.data.image.Plane;
import org.apga.data.image.UnreadableImageException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DicomReaderTest {
  private static final Offset<Float> CLOSE = within(0.01f);

  private static float[] levels(byte[] file, String window, int frame)
      throws UnreadableImageException {
    DicomWindow asked = DicomWindow.parse(window).orElseThrow();
    Plane plane = DicomReader.read(file, asked, frame, Channel.LUMINANCE, 1000);
    float[] levels = new float[plane.width()];
    plane.row(0, levels);
    return levels;
  }

  private static float[] levels(DicomFiles file) throws UnreadableImageException {
    return levels(file.bytes(), "file", 0);
  }

  private static String refusal(DicomFiles file) {
    try {
      levels(file);
    } catch (UnreadableImageException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("It was read.");
  }

  private static DicomFiles windowed(String center, String width) {
    return DicomFiles.of(0, 100, 150, 200, 1000)
        .text(Tag.WINDOW_CENTER, "DS", center)
        .text(Tag.WINDOW_WIDTH, "DS", width);
  }

  @Test
  void withoutAWindowAllBitsCount() throws Exception {
    assertThat(levels(DicomFiles.of(0, 257, 65535))).containsExactly(0f, 1f, 255f);
    assertThat(levels(DicomFiles.of(0, 4095).shorts(Tag.BITS_STORED, 12).shorts(Tag.HIGH_BIT, 11)))
        .containsExactly(0f, 255f);
  }

  @Test
  void aWindowIsLinearFromItsCenterLessAHalf() throws Exception {
    // PS3.3, C.11.2.1.2.1: black up to 99.5 - 50, white from 99.5 + 50 on.
    assertThat(levels(windowed("100", "101")))
        .containsExactly(new float[] {0, 255 * 0.505f, 255, 255, 255}, CLOSE);
  }

  @Test
  void theFirstOfSeveralWindowsCounts() throws Exception {
    assertThat(levels(windowed("100\\5000", "101\\9000")))
        .isEqualTo(levels(windowed("100", "101")));
  }

  @Test
  void aWindowOfWidthOneIsAThreshold() throws Exception {
    assertThat(levels(windowed("150", "1"))).containsExactly(0f, 0f, 255f, 255f, 255f);
  }

  @Test
  void otherFunctionsOfAWindowAreHeeded() throws Exception {
    assertThat(levels(windowed("150", "100").text(Tag.VOI_LUT_FUNCTION, "CS", "LINEAR_EXACT")))
        .containsExactly(new float[] {0, 0, 127.5f, 255, 255}, CLOSE);
    assertThat(levels(windowed("150", "100").text(Tag.VOI_LUT_FUNCTION, "CS", "SIGMOID")))
        .containsExactly(
            new float[] {0.63f, 255 / (1 + (float) Math.exp(2)), 127.5f, 224.6f, 255},
            within(0.1f));
  }

  @Test
  void aSettingGoesBeforeTheFilesWindow() throws Exception {
    byte[] file = windowed("100", "101").bytes();

    assertThat(levels(file, "full", 0)[4]).isCloseTo(1000 * 255 / 65535f, CLOSE);
    assertThat(levels(file, "150.5, 101", 0))
        .containsExactly(new float[] {0, 0, 127.5f, 255, 255}, CLOSE);
    assertThat(levels(file, "percentile", 0))
        .containsExactly(new float[] {0, 25.5f, 38.25f, 51, 255}, CLOSE);
  }

  @Test
  void theModalityComesBeforeTheWindow() throws Exception {
    DicomFiles rescaled =
        DicomFiles.of(0, 512, 1024)
            .text(Tag.RESCALE_SLOPE, "DS", "2")
            .text(Tag.RESCALE_INTERCEPT, "DS", "-1024")
            .text(Tag.WINDOW_CENTER, "DS", "0.5")
            .text(Tag.WINDOW_WIDTH, "DS", "2049");
    assertThat(levels(rescaled)).containsExactly(new float[] {0, 127.5f, 255}, CLOSE);

    DicomFiles looked =
        DicomFiles.of(4, 5, 6, 7)
            .table(Tag.MODALITY_LUT_SEQUENCE, 5, 8, 10, 30)
            .text(Tag.WINDOW_CENTER, "DS", "20.5")
            .text(Tag.WINDOW_WIDTH, "DS", "21");
    assertThat(levels(looked)).containsExactly(new float[] {0, 0, 255, 255}, CLOSE);
  }

  @Test
  void aTableGoesBeforeAWindow() throws Exception {
    assertThat(levels(windowed("100", "101").table(Tag.VOI_LUT_SEQUENCE, 100, 8, 51, 255)))
        .containsExactly(51f, 51f, 255f, 255f, 255f);
  }

  @Test
  void monochrome1IsInvertedLast() throws Exception {
    float[] plain = levels(windowed("150", "300"));
    float[] inverted =
        levels(windowed("150", "300").text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME1"));

    for (int i = 0; i < plain.length; i++) {
      assertThat(inverted[i]).isCloseTo(255 - plain[i], CLOSE);
    }
  }

  @Test
  void paddingIsBlackAndNoPartOfPercentiles() throws Exception {
    DicomFiles file =
        DicomFiles.of(60000, 100, 200)
            .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME1")
            .shorts(Tag.PIXEL_PADDING_VALUE, 60000);

    assertThat(levels(file.bytes(), "percentile", 0)).containsExactly(0f, 255f, 0f);
    file.shorts(Tag.PIXEL_PADDING_RANGE_LIMIT, 150);
    assertThat(levels(file.bytes(), "full", 0)[2]).isZero();
  }

  @Test
  void bitsBesideTheStoredOnesAreRubbish() throws Exception {
    // 12 bits up to bit 13, an overlay above, rubbish below.
    DicomFiles file =
        DicomFiles.of(0xC003, 0x3FFF).shorts(Tag.BITS_STORED, 12).shorts(Tag.HIGH_BIT, 13);

    assertThat(levels(file)).containsExactly(0f, 255f);
  }

  @Test
  void signedValuesBeginBelowZero() throws Exception {
    DicomFiles file = DicomFiles.of(0x8000, 0, 0x7FFF).shorts(Tag.PIXEL_REPRESENTATION, 1);

    assertThat(levels(file)).containsExactly(new float[] {0, 127.5f, 255}, CLOSE);
  }

  private static DicomFiles colour(String photometric, int... samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return DicomFiles.of(0, 0)
        .shorts(Tag.SAMPLES_PER_PIXEL, 3)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", photometric)
        .shorts(Tag.PLANAR_CONFIGURATION, 0)
        .shorts(Tag.BITS_ALLOCATED, 8)
        .shorts(Tag.BITS_STORED, 8)
        .shorts(Tag.HIGH_BIT, 7)
        .put(Tag.PIXEL_DATA, out -> out.bytes(Tag.PIXEL_DATA, "OB", bytes));
  }

  @Test
  void colourBecomesLuma() throws Exception {
    assertThat(levels(colour("RGB", 100, 200, 50, 9, 9, 9)))
        .containsExactly(new float[] {153, 9}, CLOSE);
    assertThat(levels(colour("RGB", 100, 9, 200, 9, 50, 9).shorts(Tag.PLANAR_CONFIGURATION, 1)))
        .containsExactly(new float[] {153, 9}, CLOSE);
    assertThat(levels(colour("YBR_FULL", 153, 128, 128, 9, 128, 128)))
        .containsExactly(new float[] {153, 9}, CLOSE);
    assertThat(levels(colour("YBR_FULL_422", 153, 9, 128, 128)))
        .containsExactly(new float[] {153, 9}, CLOSE);
  }

  @Test
  void aFrameOfSeveralHasToBeNamed() throws Exception {
    DicomFiles file =
        DicomFiles.of(0, 65535).shorts(Tag.COLUMNS, 1).text(Tag.NUMBER_OF_FRAMES, "IS", "2");

    assertThat(refusal(file))
        .isEqualTo("it has 2 frames; set data.dicom.frame to the one that is meant");
    assertThat(levels(file.bytes(), "file", 1)).containsExactly(0f);
    assertThat(levels(file.bytes(), "file", 2)).containsExactly(255f);
    assertThatThrownBy(() -> levels(file.bytes(), "file", 3))
        .hasMessage("it has 2 frames, and data.dicom.frame is 3");
  }

  @Test
  void filesWithoutAPreambleAreReadAsTheyBegin() throws Exception {
    assertThat(levels(DicomFiles.of(0, 65535).withoutPreamble(true), "file", 0))
        .containsExactly(0f, 255f);
    assertThat(levels(DicomFiles.of(0, 65535).withoutPreamble(false), "file", 0))
        .containsExactly(0f, 255f);
    byte[] big = DicomFiles.of(0, 65535).syntax("1.2.840.10008.1.2.2").withoutPreamble(true);
    assertThat(levels(big, "file", 0)).containsExactly(0f, 255f);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.840.10008.1.2.4.80, JPEG-LS",
    "1.2.840.10008.1.2.4.100, MPEG-2",
    "1.2.3.4, an unknown transfer syntax"
  })
  void aTransferSyntaxThatIsNotReadIsNamed(String uid, String words) {
    DicomFiles file =
        DicomFiles.of(0)
            .syntax(uid)
            .put(Tag.PIXEL_DATA, out -> out.encapsulated(Tag.PIXEL_DATA, new byte[10]));

    assertThat(refusal(file))
        .isEqualTo(
            "its pixels are written as "
                + words
                + ", which is not supported; convert it with gdcmconv --raw");
  }

  @Test
  void impossibleFilesAreRefusedByTheirReason() {
    assertThat(refusal(DicomFiles.of(1, 2).shorts(Tag.COLUMNS, 3))).isEqualTo("it is truncated");
    assertThat(refusal(DicomFiles.of(1).shorts(Tag.ROWS, 60_000).shorts(Tag.COLUMNS, 60_000)))
        .isEqualTo("it has 60000 x 60000 pixels, more than the limit of 1000");
    assertThat(refusal(DicomFiles.of(1).without(Tag.ROWS)))
        .isEqualTo("it is a DICOM file without a number of rows");
    assertThat(refusal(DicomFiles.of(1).without(Tag.PIXEL_DATA)))
        .isEqualTo("it is a DICOM file without pixels");
    assertThat(refusal(DicomFiles.of(1).shorts(Tag.BITS_STORED, 17)))
        .isEqualTo("it is damaged (17 of 16 bits are stored, up to bit 15)");
    assertThat(refusal(DicomFiles.of(1).shorts(Tag.BITS_ALLOCATED, 32)))
        .isEqualTo("it is a DICOM file of 32 bits per sample, which is not supported");
    assertThat(refusal(windowed("100", "0")))
        .isEqualTo(
            "its window has no width; set data.dicom.window to percentile, full or a window");
    assertThat(refusal(windowed("NOBODY", "1")))
        .isEqualTo("it is damaged (its window center is not a number)");
  }

  @Test
  void aTextOfAFileIsNotRepeated() {
    DicomFiles named = DicomFiles.of(1).text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "NOBODY");

    assertThat(refusal(named)).doesNotContain("NOBODY").contains("photometric interpretation");
    assertThat(refusal(DicomFiles.of(1).text(Tag.NUMBER_OF_FRAMES, "IS", "NOBODY")))
        .doesNotContain("NOBODY");
    assertThat(refusal(windowed("1", "2").text(Tag.VOI_LUT_FUNCTION, "CS", "NOBODY")))
        .doesNotContain("NOBODY");
  }

  @Test
  void sequencesThatNestWithoutEndAreRefused() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[128]);
    out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
    byte[] sequence = {8, 0, 0x40, 0x11, 'S', 'Q', 0, 0, -1, -1, -1, -1};
    byte[] item = {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, -1, -1, -1, -1};
    for (int depth = 0; depth < 100_000; depth++) {
      out.writeBytes(sequence);
      out.writeBytes(item);
    }

    assertThatThrownBy(() -> levels(out.toByteArray(), "file", 0))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is damaged (its sequences are nested too deeply)");
  }

  @Test
  void aLengthThatLeadsOutOfTheFileIsATruncation() {
    byte[] file = DicomFiles.of(1, 2, 3, 4).bytes();

    assertThatThrownBy(() -> levels(Arrays.copyOf(file, 160), "file", 0))
        .isInstanceOf(UnreadableImageException.class);
  }
}
