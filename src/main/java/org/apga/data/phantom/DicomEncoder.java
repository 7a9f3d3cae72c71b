package org.apga.data.phantom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.Deflater;

/**
 * Writes a phantom as a DICOM file with the patient data of a hospital's file, in attributes of
 * every text type. All of it is invented, and only what a manifest takes from it may appear
 * anywhere else.
 */
final class DicomEncoder {
  private static final String DIGITAL_X_RAY = "1.2.840.10008.5.1.4.1.1.1.1";
  private static final int WHITE = 255;

  /** Difference between the 12-bit values of two adjacent levels. */
  private static final int STEP = 16;

  private static final int INTERCEPT = -1000;

  private final DicomKind kind;
  private final float[] pixels;
  private final int[] levels;
  private final int rows;
  private final int columns;

  /**
   * What the file contains about the patient and the study.
   *
   * @param number of the patient
   * @param study of the patient, from 1
   * @param view of the study, from 1
   */
  record About(int number, int study, int view, String part) {
    /** Contains the part, because a patient's studies count from 1 in each part. */
    private String studyUid() {
      return "2.25.%d%06d%03d".formatted(1 + BodyPart.of(part).ordinal(), number, study);
    }

    private String instanceUid() {
      return "%s%03d".formatted(studyUid(), view);
    }
  }

  private DicomEncoder(PhantomImage image, DicomKind kind) {
    this.kind = kind;
    this.rows = image.height();
    this.columns = image.width();
    this.pixels = image.pixels();
    this.levels = new int[rows * columns];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Math.round(WHITE * image.pixels()[i]);
    }
  }

  /** The bytes of a file with the levels of the phantom, in 8 or 16 bits. */
  static byte[] encode(PhantomImage image, DicomKind kind, About about) {
    return new DicomEncoder(image, kind).encode(about);
  }

  private byte[] encode(About about) {
    String instance = about.instanceUid();
    byte[] meta =
        new DicomAttributes(true, ByteOrder.LITTLE_ENDIAN)
            .text(0x00020002, "UI", DIGITAL_X_RAY)
            .text(0x00020003, "UI", instance)
            .text(0x00020010, "UI", kind.transferSyntax())
            .toBytes();
    byte[] length =
        new DicomAttributes(true, ByteOrder.LITTLE_ENDIAN)
            .bytes(0x00020000, "UL", ints(meta.length))
            .toBytes();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[128]);
    file.writeBytes(new byte[] {'D', 'I', 'C', 'M'});
    file.writeBytes(length);
    file.writeBytes(meta);
    byte[] data = data(about, instance);
    file.writeBytes(kind == DicomKind.DEFLATED ? deflated(data) : data);
    return file.toByteArray();
  }

  private static byte[] ints(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private byte[] data(About about, String instance) {
    boolean bigEndian = kind == DicomKind.BIG_ENDIAN_16_BITS;
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    DicomAttributes out = new DicomAttributes(kind != DicomKind.IMPLICIT_12_BITS, order);
    person(out, about, instance);
    boolean colour = kind == DicomKind.PLANES_OF_COLOUR;
    boolean signed = kind == DicomKind.SIGNED_WITH_OVERLAY;
    int allocated = kind.bits() > 8 ? 16 : 8;
    out.shorts(0x00280002, "US", colour ? 3 : 1).text(0x00280004, "CS", photometric());
    if (colour) {
      out.shorts(0x00280006, "US", 1);
    }
    out.shorts(0x00280010, "US", rows)
        .shorts(0x00280011, "US", columns)
        .shorts(0x00280100, "US", allocated)
        .shorts(0x00280101, "US", kind.bits())
        .shorts(0x00280102, "US", kind.bits() - 1)
        .shorts(0x00280103, "US", signed ? 1 : 0)
        .text(0x00280301, "CS", "NO");
    if (kind.bits() == 12) {
      // Black at level 0 and white at level 255, with center and width as in PS3.3, C.11.2.1.2.1.
      int below = signed ? INTERCEPT : 0;
      out.text(0x00281050, "DS", (STEP * WHITE / 2 + below) + ".5")
          .text(0x00281051, "DS", Integer.toString(STEP * WHITE + 1));
    }
    if (signed) {
      out.text(0x00281052, "DS", Integer.toString(INTERCEPT + 2048)).text(0x00281053, "DS", "1");
    }
    if (kind == DicomKind.PALETTE) {
      palette(out);
    }
    out.text(0x0040A160, "UT", "NOBODY FINDING");
    if (kind.isEncapsulated()) {
      int[] values = values();
      return out.encapsulated(
              0x7FE00010,
              kind == DicomKind.RUN_LENGTHS
                  ? runLengths(values)
                  : LosslessJpeg.encode(values, rows, columns, kind.bits(), 1 + about.number % 7))
          .toBytes();
    }
    return (allocated == 16
            ? out.shorts(0x7FE00010, "OW", values())
            : out.bytes(0x7FE00010, "OB", evenBytes(colour)))
        .toBytes();
  }

  private static void person(DicomAttributes out, About about, String instance) {
    String person = "%06d".formatted(about.number);
    int age = 20 + about.number % 60;
    out.text(0x00080016, "UI", DIGITAL_X_RAY)
        .text(0x00080018, "UI", instance)
        .text(0x00080020, "DA", "20010203")
        .text(0x00080050, "SH", "ACCESSION" + person)
        .text(0x00080060, "CS", "DX")
        .text(0x00080070, "LO", about.number % 3 == 0 ? "NOMAKER A" : "NOMAKER B")
        .text(0x00080080, "LO", "NOHOSPITAL")
        .text(0x00080081, "ST", "NOSTREET 2")
        .text(0x00080090, "PN", "NODOCTOR^REFERRING")
        .text(0x00080119, "UC", "NOBODY CODE")
        .text(0x00080120, "UR", "http://nohospital.invalid/NOBODY")
        .text(0x00081010, "SH", "NOHOSPITAL 1")
        .text(0x00081030, "LO", "NOBODY STUDY")
        .text(0x00100010, "PN", "NOBODY^" + person)
        .text(0x00100020, "LO", "NOBODYID" + person)
        .text(0x00100030, "DA", "%d0101".formatted(2001 - age))
        .text(0x00100040, "CS", about.number % 2 == 0 ? "F" : "M")
        .text(0x00101010, "AS", "%03dY".formatted(age))
        .text(0x00101040, "LO", "NOSTREET 1")
        .text(0x001021B0, "LT", "NOBODY HISTORY")
        .text(0x00180015, "CS", about.part.toUpperCase(Locale.ROOT))
        .text(0x00185101, "CS", about.view % 2 == 1 ? "AP" : "LL")
        .text(0x0020000D, "UI", about.studyUid())
        .text(0x00200062, "CS", about.number % 4 < 2 ? "L" : "R");
  }

  private String photometric() {
    return switch (kind) {
      case INVERTED -> "MONOCHROME1";
      case PLANES_OF_COLOUR -> "RGB";
      case PALETTE -> "PALETTE COLOR";
      default -> "MONOCHROME2";
    };
  }

  /** Stored 16-bit samples. */
  private int[] values() {
    int[] values = new int[levels.length];
    for (int i = 0; i < values.length; i++) {
      int level = levels[i];
      values[i] =
          switch (kind) {
            case BIG_ENDIAN_16_BITS -> Math.round(65535 * pixels[i]);
            case INVERTED -> STEP * (WHITE - level);
            // An overlay of stripes above 12 bits.
            case SIGNED_WITH_OVERLAY ->
                STEP * level - 2048 & 0xFFF | (i % columns / 8 % 2 == 0 ? 0x3000 : 0xC000);
            default -> STEP * level;
          };
    }
    return values;
  }

  private byte[] evenBytes(boolean colour) {
    int planes = colour ? 3 : 1;
    int length = planes * levels.length;
    byte[] bytes = new byte[length + length % 2];
    for (int i = 0; i < length; i++) {
      int level = levels[i % levels.length];
      bytes[i] = (byte) (kind == DicomKind.PALETTE ? WHITE - level : level);
    }
    return bytes;
  }

  /** A palette with white first, in 16-bit words. */
  private static void palette(DicomAttributes out) {
    int[] entries = new int[256];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = 257 * (WHITE - i);
    }
    for (int colour = 0; colour < 3; colour++) {
      out.shorts(0x00281101 + colour, "US", 256, 0, 16);
    }
    for (int colour = 0; colour < 3; colour++) {
      out.shorts(0x00281201 + colour, "OW", entries);
    }
  }

  /** PS3.5, annex G: two segments, one of the high bytes and one of the low bytes. */
  private static byte[] runLengths(int[] values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] high = packed(values, 8);
    byte[] low = packed(values, 0);
    ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(header.putInt(2).putInt(64).putInt(64 + high.length).array());
    out.writeBytes(high);
    out.writeBytes(low);
    return out.toByteArray();
  }

  private static byte[] packed(int[] values, int shift) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < values.length; ) {
      int run = 1;
      while (at + run < values.length
          && run < 128
          && (values[at + run] >> shift & 0xFF) == (values[at] >> shift & 0xFF)) {
        run++;
      }
      // A run of one is a literal of one.
      out.write(run > 1 ? 1 - run : 0);
      out.write(values[at] >> shift & 0xFF);
      at += run;
    }
    if (out.size() % 2 == 1) {
      out.write(-128);
    }
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] part = new byte[1 << 16];
    while (!deflater.finished()) {
      out.write(part, 0, deflater.deflate(part));
    }
    deflater.end();
    if (out.size() % 2 == 1) {
      out.write(0);
    }
    return out.toByteArray();
  }
}
