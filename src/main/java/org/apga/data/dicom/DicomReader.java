package org.apga.data.dicom;

import org.apga.data.image.Channel;
import org.apga.data.image.JpegColours;
import org.apga.data.image.Luma;
import org.apga.data.image.Plane;
import org.apga.data.image.UnreadableImageException;

/**
 * Reads a frame of a DICOM file.
 *
 * <p>The aspect ratio of its pixels is ignored, because every image is resized to a square.
 */
public final class DicomReader {
  private DicomReader() {}

  /**
   * The levels of a frame.
   *
   * @param number of the frame, from 1; 0 for the only one
   * @throws UnreadableImageException if the file is truncated or damaged, has several frames
   *     although {@code number} is 0, is of an unsupported kind, or has more than {@code maxPixels}
   *     pixels
   */
  public static Plane read(
      byte[] bytes, DicomWindow window, int number, Channel channel, long maxPixels)
      throws UnreadableImageException {
    DicomFile file = DicomFile.read(bytes, maxPixels);
    Frame frame = Frame.of(file.data(), maxPixels);
    if (number == 0 && frame.frames() != 1) {
      throw new UnreadableImageException(
          "it has " + frame.frames() + " frames; set data.dicom.frame to the one that is meant");
    }
    if (number > frame.frames()) {
      throw new UnreadableImageException(
          "it has " + frame.frames() + " frames, and data.dicom.frame is " + number);
    }
    StoredValues stored = StoredValues.read(file, frame, Math.max(0, number - 1), maxPixels);
    return switch (stored.frame().photometric()) {
      case MONOCHROME1, MONOCHROME2 ->
          lookedUp(stored, GreyScale.levels(file.data(), stored, window));
      case PALETTE_COLOR -> lookedUp(stored, paletteLevels(file.data(), stored.frame(), channel));
      default -> colour(stored, channel);
    };
  }

  private static Plane plane(StoredValues stored, Plane.Level level) {
    Frame frame = stored.frame();
    return Plane.ofSamples(frame.rows(), frame.columns(), frame.samples(), stored.samples(), level);
  }

  private static Plane lookedUp(StoredValues stored, float[] levels) {
    int smallest = stored.frame().smallest();
    return plane(stored, (samples, at) -> levels[stored.frame().value(samples[at]) - smallest]);
  }

  private static float[] paletteLevels(DataSet data, Frame frame, Channel channel)
      throws UnreadableImageException {
    LookupTable[] tables = new LookupTable[3];
    for (int colour = 0; colour < 3; colour++) {
      if (!data.has(Tag.RED_PALETTE_DATA + colour)) {
        throw new UnreadableImageException(
            "it is a DICOM file with a segmented palette, which is not supported");
      }
      tables[colour] =
          LookupTable.of(
              data,
              Tag.RED_PALETTE_DESCRIPTOR + colour,
              Tag.RED_PALETTE_DATA + colour,
              frame.signed());
    }
    float[] levels = new float[frame.largest() - frame.smallest() + 1];
    for (int i = 0; i < levels.length; i++) {
      float[] rgb = new float[3];
      for (int colour = 0; colour < 3; colour++) {
        rgb[colour] = 255f * tables[colour].of(frame.smallest() + i) / tables[colour].white();
      }
      levels[i] = Luma.of(rgb[0], rgb[1], rgb[2], channel);
    }
    return levels;
  }

  private static Plane colour(StoredValues stored, Channel channel)
      throws UnreadableImageException {
    Frame frame = stored.frame();
    float scale = 255f / ((1 << frame.stored()) - 1);
    int shift = frame.highBit() + 1 - frame.stored();
    int mask = (1 << frame.stored()) - 1;
    boolean ycc =
        frame.photometric() == Photometric.YBR_FULL
            || frame.photometric() == Photometric.YBR_FULL_422;
    if (ycc && frame.stored() != 8) {
      throw new UnreadableImageException(
          "it is a DICOM file with YBR colours of "
              + frame.stored()
              + " bits, which is not supported");
    }
    if (ycc) {
      return plane(stored, (samples, at) -> JpegColours.YCC.level(samples, at, channel));
    }
    return plane(
        stored,
        (samples, at) ->
            Luma.of(
                (samples[at] >> shift & mask) * scale,
                (samples[at + 1] >> shift & mask) * scale,
                (samples[at + 2] >> shift & mask) * scale,
                channel));
  }
}
