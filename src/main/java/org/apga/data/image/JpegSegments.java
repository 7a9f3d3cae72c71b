package org.apga.data.image;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/**
 * The segments of a JPEG file before its first scan, and the file without the segments that do not
 * affect its samples.
 *
 * <p>Source: ITU-T T.81, annex B; the Adobe marker as libjpeg reads it (jdmarker.c).
 *
 * @param process the marker that begins the frame: 0xC0 for baseline, and so on
 * @param precision bits of a sample
 * @param componentIds one per component
 * @param jfif whether it has a JFIF marker
 * @param adobeTransform of the Adobe marker, -1 if there is none
 * @param bare the file without profiles, previews and comments
 */
public record JpegSegments(
    int process,
    int precision,
    int height,
    int width,
    int[] componentIds,
    boolean jfif,
    int adobeTransform,
    byte[] bare) {
  private static final String HIERARCHICAL = "hierarchical frames";
  private static final String ARITHMETIC = "arithmetic coding";

  private static final Map<Integer, String> NOT_READ =
      Map.of(
          0xC5, HIERARCHICAL,
          0xC6, HIERARCHICAL,
          0xC7, HIERARCHICAL,
          0xC9, ARITHMETIC,
          0xCA, ARITHMETIC,
          0xCB, ARITHMETIC,
          0xCD, HIERARCHICAL,
          0xCE, HIERARCHICAL,
          0xCF, HIERARCHICAL,
          0xF7, "JPEG-LS coding");

  private static final int SOI = 0xD8;
  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;
  private static final int APP0 = 0xE0;
  private static final int APP14 = 0xEE;
  private static final int COMMENT = 0xFE;

  public static boolean isJpeg(byte[] file) {
    return file.length >= 3 && u8(file, 0) == 0xFF && u8(file, 1) == SOI && u8(file, 2) == 0xFF;
  }

  /**
   * @throws UnreadableImageException if it is truncated or damaged, or is of an unsupported process
   */
  public static JpegSegments of(byte[] file) throws UnreadableImageException {
    ByteArrayOutputStream bare = new ByteArrayOutputStream(file.length);
    bare.write(file, 0, 2);
    int process = 0;
    int frame = 0;
    boolean jfif = false;
    int adobe = -1;
    int at = 2;
    while (true) {
      while (at + 1 < file.length && (u8(file, at) != 0xFF || u8(file, at + 1) == 0xFF)) {
        at++;
      }
      if (at + 4 > file.length) {
        throw new UnreadableImageException("it is truncated");
      }
      int marker = u8(file, at + 1);
      if (marker == 0 || marker == 1 || marker >= 0xD0 && marker < EOI) {
        at += 2;
        continue;
      }
      int length = u16(file, at + 2);
      int data = at + 4;
      int next = at + 2 + length;
      if (marker == EOI || length < 2 || next > file.length) {
        throw new UnreadableImageException("it is truncated");
      }
      if (marker == SOS) {
        break;
      }
      if (NOT_READ.containsKey(marker)) {
        throw new UnreadableImageException(
            "it is a JPEG with "
                + NOT_READ.get(marker)
                + ", which is not supported; convert it to PNG");
      }
      if (isFrame(marker)) {
        process = marker;
        frame = data;
      }
      jfif |= marker == APP0 && begins(file, data, next, "JFIF");
      if (marker == APP14 && begins(file, data, next, "Adobe") && length >= 14) {
        adobe = u8(file, data + 11);
      }
      if (marker < APP0 || marker > COMMENT || marker > APP14 + 1 && marker < COMMENT) {
        bare.write(file, at, next - at);
      }
      at = next;
    }
    if (frame == 0) {
      throw new UnreadableImageException("it is damaged (it has no frame before its first scan)");
    }
    requireEnd(file, at);
    bare.write(file, at, file.length - at);
    return of(file, process, frame, jfif, adobe, bare.toByteArray());
  }

  /** Within a scan, only 0 or a restart marker follows 0xFF. */
  private static void requireEnd(byte[] file, int from) throws UnreadableImageException {
    for (int at = file.length - 2; at > from; at--) {
      if (u8(file, at) == 0xFF && u8(file, at + 1) == EOI) {
        return;
      }
    }
    throw new UnreadableImageException("it is truncated");
  }

  private static JpegSegments of(
      byte[] file, int process, int frame, boolean jfif, int adobe, byte[] bare)
      throws UnreadableImageException {
    int components = frame + 6 > file.length ? 0 : u8(file, frame + 5);
    if (components == 0 || frame + 6 + 3 * components > file.length) {
      throw new UnreadableImageException("it is truncated");
    }
    int[] ids = new int[components];
    for (int i = 0; i < components; i++) {
      ids[i] = u8(file, frame + 6 + 3 * i);
    }
    return new JpegSegments(
        process,
        u8(file, frame),
        u16(file, frame + 1),
        u16(file, frame + 3),
        ids,
        jfif,
        adobe,
        bare);
  }

  /** Supported frames: baseline, extended, progressive, lossless. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xC3;
  }

  /** The colour space of its components, by libjpeg's rules (jdapimin.c). */
  public JpegColours colours() throws UnreadableImageException {
    return switch (componentIds.length) {
      case 1 -> JpegColours.GREY;
      case 3 -> {
        boolean byIds = componentIds[0] == 'R' && componentIds[1] == 'G' && componentIds[2] == 'B';
        boolean rgb = !jfif && (adobeTransform < 0 ? byIds : adobeTransform == 0);
        yield rgb ? JpegColours.RGB : JpegColours.YCC;
      }
      case 4 -> {
        if (adobeTransform < 0) {
          yield JpegColours.CMYK;
        }
        yield adobeTransform == 0 ? JpegColours.INVERTED_CMYK : JpegColours.INVERTED_YCCK;
      }
      default ->
          throw new UnreadableImageException(
              "it is a JPEG of "
                  + componentIds.length
                  + " components, which is not supported; convert it to PNG");
    };
  }

  private static boolean begins(byte[] file, int from, int end, String text) {
    if (from + text.length() > end) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (file[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int u8(byte[] file, int at) {
    return file[at] & 0xff;
  }

  private static int u16(byte[] file, int at) {
    return u8(file, at) << 8 | u8(file, at + 1);
  }
}
