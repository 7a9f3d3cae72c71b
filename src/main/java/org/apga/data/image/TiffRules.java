package org.apga.data.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;

/**
 * Which TIFF files are read: those whose levels ImageIO decodes correctly. All others are refused,
 * with the reason.
 */
final class TiffRules {
  /** None, CCITT (2 to 4), LZW, JPEG, deflate, PackBits. */
  private static final Set<Integer> COMPRESSIONS = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946);

  private final TIFFDirectory tags;

  private TiffRules(TIFFDirectory tags) {
    this.tags = tags;
  }

  /**
   * Checks the tags of the first image.
   *
   * @throws UnreadableImageException if it is of an unsupported kind
   */
  static void check(ImageReader reader) throws IOException, UnreadableImageException {
    try {
      new TiffRules(TIFFDirectory.createFromMetadata(reader.getImageMetadata(0))).check();
    } catch (IIOInvalidTreeException e) {
      throw new UnreadableImageException("it is damaged (" + e.getMessage() + ")");
    }
  }

  private void check() throws UnreadableImageException {
    refuseIf(
        values(BaselineTIFFTagSet.TAG_SAMPLE_FORMAT).anyMatch(format -> format != 1),
        "samples that are not unsigned integers");
    refuseIf(
        values(BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE).anyMatch(bits -> bits > 16),
        "samples of more than 16 bits");
    refuseIf(
        values(BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION)
            .anyMatch(kind -> kind > 3 && kind != 6),
        "colours that are neither grey, RGB, YCbCr nor a palette");
    refuseIf(
        values(BaselineTIFFTagSet.TAG_COMPRESSION).anyMatch(kind -> !COMPRESSIONS.contains(kind)),
        "an unknown compression");
    refuseIf(
        values(BaselineTIFFTagSet.TAG_EXTRA_SAMPLES).anyMatch(kind -> kind == 1),
        "colours that are multiplied by their transparency");
    boolean palette =
        values(BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION).anyMatch(kind -> kind == 3);
    refuseIf(
        palette && values(BaselineTIFFTagSet.TAG_SAMPLES_PER_PIXEL).anyMatch(n -> n > 1),
        "a palette and transparency");
    refuseIf(
        values(BaselineTIFFTagSet.TAG_ORIENTATION).anyMatch(o -> o != 1),
        "an orientation other than upright");
  }

  private IntStream values(int tag) {
    TIFFField field = tags.getTIFFField(tag);
    return field == null ? IntStream.empty() : Arrays.stream(field.getAsInts());
  }

  private static void refuseIf(boolean is, String what) throws UnreadableImageException {
    if (is) {
      throw new UnreadableImageException(
          "it is a TIFF with " + what + ", which is not supported; convert it to PNG");
    }
  }
}
