package org.apga.data.dicom;

import java.awt.image.Raster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apga.data.image.DeepJpeg;
import org.apga.data.image.JpegColours;
import org.apga.data.image.JpegReader;
import org.apga.data.image.JpegSegments;
import org.apga.data.image.UnreadableImageException;

/**
 * The samples of one frame.
 *
 * @param frame layout of the decoded samples
 * @param samples rows x columns x samples per pixel, as stored
 */
record StoredValues(Frame frame, int[] samples) {

  /**
   * Decodes a frame.
   *
   * @param index 0 for the first
   * @throws UnreadableImageException if it is truncated, damaged, or in an unsupported encoding
   */
  static StoredValues read(DicomFile file, Frame frame, int index, long maxPixels)
      throws UnreadableImageException {
    DataSet.Element pixels = file.data().element(Tag.PIXEL_DATA).orElseThrow();
    boolean encapsulated = pixels.length() == -1;
    if (file.syntax().pixels() == TransferSyntax.Pixels.NATIVE && !encapsulated) {
      return new StoredValues(frame, uncompressed(file.bytes(), pixels, frame, index));
    }
    if (file.syntax().pixels() == TransferSyntax.Pixels.NOT_READ || !encapsulated) {
      throw new UnreadableImageException(
          String.format(
              "its pixels are written as %s, which is not supported; convert it with gdcmconv"
                  + " --raw",
              file.syntax().words()));
    }
    byte[] bytes = new Fragments(file.bytes(), pixels.from()).frame(index, frame.frames());
    return switch (file.syntax().pixels()) {
      case RLE -> new StoredValues(frame, RunLengths.read(bytes, frame));
      case JPEG_2000 -> Jpeg2000.read(bytes, frame);
      default -> jpeg(bytes, frame, maxPixels);
    };
  }

  private static int[] uncompressed(ByteBuffer file, DataSet.Element pixels, Frame frame, int index)
      throws UnreadableImageException {
    boolean halved = frame.photometric() == Photometric.YBR_FULL_422 && frame.samples() == 3;
    int stored = halved ? (frame.pixels() + 1) / 2 * 4 : frame.pixels() * frame.samples();
    long bytes = ((long) stored * frame.allocated() + 7) / 8;
    long from = pixels.from() + index * bytes;
    long behind = from + bytes + (swapped(file, pixels) ? bytes & 1 : 0);
    if (pixels.length() < (index + 1) * bytes || behind > file.limit()) {
      throw DataSet.truncated();
    }
    int at = (int) from;
    boolean swapped = swapped(file, pixels);
    int[] samples = new int[stored];
    for (int i = 0; i < stored; i++) {
      samples[i] =
          switch (frame.allocated()) {
            case 1 -> file.get(at + i / 8) >> i % 8 & 1;
            case 8 -> file.get(at + (swapped ? i ^ 1 : i)) & 0xff;
            default -> file.getShort(at + 2 * i) & 0xffff;
          };
    }
    if (halved) {
      return doubled(samples, frame);
    }
    return frame.samples() == 3 && frame.planar() ? interleaved(samples, frame) : samples;
  }

  /** Whether 8-bit samples are in words whose bytes are swapped (PS3.5, section 7.3). */
  private static boolean swapped(ByteBuffer file, DataSet.Element pixels) {
    return pixels.vr().equals("OW") && file.order() == ByteOrder.BIG_ENDIAN;
  }

  /** Two pixels share their colour: Y Y Cb Cr (PS3.3, C.7.6.3.1.2). */
  private static int[] doubled(int[] stored, Frame frame) {
    int[] samples = new int[frame.pixels() * 3];
    for (int i = 0; i < frame.pixels(); i++) {
      int at = i / 2 * 4;
      samples[3 * i] = stored[at + i % 2];
      samples[3 * i + 1] = stored[at + 2];
      samples[3 * i + 2] = stored[at + 3];
    }
    return samples;
  }

  private static int[] interleaved(int[] planes, Frame frame) {
    int[] samples = new int[planes.length];
    for (int i = 0; i < frame.pixels(); i++) {
      for (int c = 0; c < 3; c++) {
        samples[3 * i + c] = planes[c * frame.pixels() + i];
      }
    }
    return samples;
  }

  private static StoredValues jpeg(byte[] bytes, Frame frame, long maxPixels)
      throws UnreadableImageException {
    if (!JpegSegments.isJpeg(bytes)) {
      throw DataSet.damaged("its pixels are not JPEG");
    }
    JpegSegments segments = JpegSegments.of(bytes);
    if (segments.width() != frame.columns()
        || segments.height() != frame.rows()
        || segments.componentIds().length != frame.samples()) {
      throw DataSet.damaged("its JPEG has another size than its data set");
    }
    int[] samples;
    if (DeepJpeg.reads(segments)) {
      samples = DeepJpeg.read(segments, maxPixels);
    } else {
      Raster raster = JpegReader.raster(segments, maxPixels);
      samples = raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
    }
    // If the precision is all bits allocated, the samples are the same as without JPEG.
    Frame decoded = segments.precision() < frame.allocated() ? frame.lowBits() : frame;
    if (frame.samples() == 1) {
      return new StoredValues(decoded, samples);
    }
    // The markers of the JPEG take precedence over the data set, as in readers of JPEG.
    boolean told = segments.jfif() || segments.adobeTransform() >= 0;
    boolean ycc =
        told ? segments.colours() == JpegColours.YCC : frame.photometric() != Photometric.RGB;
    return new StoredValues(
        decoded.with(ycc && segments.process() != 0xC3 ? Photometric.YBR_FULL : Photometric.RGB),
        samples);
  }
}
