package org.apga.data.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apga.data.phantom.DicomAttributes;

/** A small DICOM file that says of a made-up patient whatever a test wants, in UTF-8. */
public final class PatientFile {
  static final int CHARACTER_SET = 0x00080005;
  static final int INSTANCE = 0x00080018;
  static final int STUDY_DATE = 0x00080020;
  static final int ACCESSION = 0x00080050;
  static final int MANUFACTURER = 0x00080070;
  static final int NAME = 0x00100010;
  static final int ID = 0x00100020;
  static final int ISSUER = 0x00100021;
  static final int BIRTH_DATE = 0x00100030;
  static final int SEX = 0x00100040;
  static final int AGE = 0x00101010;
  static final int BODY_PART = 0x00180015;
  static final int VIEW = 0x00185101;
  static final int STUDY = 0x0020000D;
  static final int LATERALITY = 0x00200060;
  static final int FRAMES = 0x00280008;
  static final int BURNED_IN = 0x00280301;

  private record Text(String vr, String value) {
    byte[] even() {
      byte[] bytes = value.getBytes(UTF_8);
      return bytes.length % 2 == 0 ? bytes : Arrays.copyOf(bytes, bytes.length + 1);
    }
  }

  /** By their tags, in whose order they are written. */
  private final Map<Integer, Text> texts = new TreeMap<>(Integer::compareUnsigned);

  private boolean pixels = true;

  private PatientFile() {}

  /** Of a patient and a study of theirs, with a body part. */
  public static PatientFile of(String patient, String study) {
    return new PatientFile()
        .with(ID, "LO", patient)
        .with(STUDY, "UI", study)
        .with(BODY_PART, "CS", "HAND");
  }

  public PatientFile with(int tag, String vr, String value) {
    texts.put(tag, new Text(vr, value));
    return this;
  }

  PatientFile without(int tag) {
    texts.remove(tag);
    return this;
  }

  PatientFile withoutPixels() {
    pixels = false;
    return this;
  }

  /** Its bytes, explicit little endian. */
  public byte[] bytes() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[128]);
    file.writeBytes(new byte[] {'D', 'I', 'C', 'M'});
    file.writeBytes(little().text(0x00020010, "UI", "1.2.840.10008.1.2.1").toBytes());
    TreeMap<Integer, byte[]> all = new TreeMap<>(Integer::compareUnsigned);
    texts.forEach((tag, text) -> all.put(tag, little().bytes(tag, text.vr, text.even()).toBytes()));
    if (pixels) {
      all.put(0x00280010, little().shorts(0x00280010, "US", 6).toBytes());
      all.put(0x00280011, little().shorts(0x00280011, "US", 8).toBytes());
      all.put(0x00280100, little().shorts(0x00280100, "US", 8).toBytes());
      all.put(0x00280101, little().shorts(0x00280101, "US", 8).toBytes());
      all.put(0x7FE00010, little().bytes(0x7FE00010, "OB", new byte[48]).toBytes());
    }
    all.values().forEach(file::writeBytes);
    return file.toByteArray();
  }

  /** Writes it, and the folders that lead to it. */
  public void writeTo(Path file) {
    write(file, bytes());
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DicomAttributes little() {
    return new DicomAttributes(true, ByteOrder.LITTLE_ENDIAN);
  }
}
