package org.apga.data.dicom;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;
import org.apga.data.image.UnreadableImageException;

/**
 * The attributes of a DICOM file before its pixels: patient, subject and pixel format. Its texts
 * identify a patient: callers must keep them in memory only.
 *
 * @param hasPixels whether it is an image at all
 * @param frames number of frames of the file
 * @param photometric interpretation, by its name in PS3.3
 * @param bits stored per sample; 0 if unknown
 * @param syntax its transfer syntax in words
 * @param texts by field, without padding; missing and empty ones are omitted
 */
public record DicomHeader(
    boolean hasPixels,
    int frames,
    String photometric,
    int bits,
    String syntax,
    Map<Field, String> texts) {

  /** Limit for the contents of a deflated file, pixels. */
  private static final long MAX_PIXELS = 1 << 25;

  /**
   * Java's names of character sets. If a file has several, the first is that of names. Source:
   * PS3.3, C.12.1.1.2.
   */
  private static final Map<String, String> CHARSETS =
      Map.ofEntries(
          Map.entry("101", "ISO-8859-2"),
          Map.entry("109", "ISO-8859-3"),
          Map.entry("110", "ISO-8859-4"),
          Map.entry("144", "ISO-8859-5"),
          Map.entry("127", "ISO-8859-6"),
          Map.entry("126", "ISO-8859-7"),
          Map.entry("138", "ISO-8859-8"),
          Map.entry("148", "ISO-8859-9"),
          Map.entry("13", "Shift_JIS"),
          Map.entry("166", "TIS-620"),
          Map.entry("192", "UTF-8"),
          Map.entry("GB18030", "GB18030"),
          Map.entry("GBK", "GBK"));

  /** A text that a manifest needs. */
  public enum Field {
    INSTANCE(Tag.SOP_INSTANCE_UID),
    STUDY(Tag.STUDY_INSTANCE_UID),
    STUDY_DATE(Tag.STUDY_DATE),
    ACCESSION(Tag.ACCESSION_NUMBER),
    MANUFACTURER(Tag.MANUFACTURER),
    PATIENT_NAME(Tag.PATIENT_NAME),
    PATIENT_ID(Tag.PATIENT_ID),
    ISSUER(Tag.ISSUER_OF_PATIENT_ID),
    BIRTH_DATE(Tag.PATIENT_BIRTH_DATE),
    SEX(Tag.PATIENT_SEX),
    AGE(Tag.PATIENT_AGE),
    BODY_PART(Tag.BODY_PART_EXAMINED),
    VIEW(Tag.VIEW_POSITION),
    LATERALITY(Tag.LATERALITY),
    IMAGE_LATERALITY(Tag.IMAGE_LATERALITY),
    BURNED_IN(Tag.BURNED_IN_ANNOTATION);

    private final int tag;

    Field(int tag) {
      this.tag = tag;
    }
  }

  public DicomHeader {
    texts = Collections.unmodifiableMap(texts);
  }

  /**
   * Reads the attributes before the pixels.
   *
   * @param beginning of a file, or all of it
   * @throws UnreadableImageException if it is damaged, or ends before the pixels in the middle of
   *     an attribute
   */
  public static DicomHeader read(byte[] beginning) throws UnreadableImageException {
    DicomFile file = DicomFile.read(beginning, MAX_PIXELS);
    DataSet data = file.data();
    String set = data.firstText(Tag.SPECIFIC_CHARACTER_SET).replaceFirst("^ISO(_| 2022 )IR ", "");
    String name = CHARSETS.getOrDefault(set, "ISO-8859-1");
    Charset charset =
        Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    Map<Field, String> texts = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      String text = StringUtils.strip(data.text(field.tag, charset), " \0");
      if (!text.isEmpty()) {
        texts.put(field, text);
      }
    }
    boolean hasPixels =
        data.element(Tag.PIXEL_DATA).isPresent()
            || data.element(Tag.FLOAT_PIXEL_DATA).isPresent()
            || data.element(Tag.DOUBLE_PIXEL_DATA).isPresent();
    if (!hasPixels && data.end() < file.bytes().limit()) {
      throw DataSet.truncated();
    }
    return new DicomHeader(
        hasPixels,
        (int) data.decimal(Tag.NUMBER_OF_FRAMES, "number of frames").orElse(1),
        photometric(data),
        data.firstShort(Tag.BITS_STORED).orElse(0),
        file.syntax().words(),
        texts);
  }

  private static String photometric(DataSet data) {
    int samples = data.firstShort(Tag.SAMPLES_PER_PIXEL).orElse(1);
    try {
      return Photometric.of(data.firstText(Tag.PHOTOMETRIC_INTERPRETATION), samples)
          .name()
          .replace("PALETTE_", "PALETTE ");
    } catch (UnreadableImageException e) {
      return "another photometric interpretation";
    }
  }

  /** The text of a field; empty if it is missing. */
  public String text(Field field) {
    return texts.getOrDefault(field, "");
  }

  /** Contains none of the texts, so that it may appear in logs and messages. */
  @Override
  public String toString() {
    return "DicomHeader[" + photometric + ", " + bits + " bits, " + syntax + "]";
  }
}
