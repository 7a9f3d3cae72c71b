package org.apga.data.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apga.data.DataException;
import org.apga.files.SmallFile;

/**
 * A secret that turns identifiers of patients and studies into others: the same ones for the same
 * salt, and without the salt they cannot be traced back.
 *
 * <p>The new identifiers are the first 16 hex digits, 64 bits, of HMAC-SHA-256 over {@code
 * patient}, the issuer and the PatientID, or over {@code study} and the StudyInstanceUID, in UTF-8
 * with a NUL between them. The probability that any two of n patients get the same one is n^2 /
 * 2^65: 3 in 10^8 for a million.
 */
public final class Salt {
  private static final int FEWEST_BYTES = 16;
  private static final int BYTES = 32;
  private static final int DIGITS = 16;

  private final byte[] bytes;
  private final String told;

  private Salt(byte[] bytes, String told) {
    this.bytes = bytes;
    this.told = told;
  }

  /** A new salt that is not stored. */
  public static Salt ofThisCall() {
    return new Salt(
        random(),
        "Identifiers are made with a salt that is not stored: with --salt-file they are the same"
            + " next time.");
  }

  /**
   * The salt in a file. Writes a new salt to it if the file does not exist.
   *
   * @throws DataException if it has fewer than 16 bytes
   * @throws UncheckedIOException if it can be neither read nor written
   */
  public static Salt keptIn(Path file, Configuration configuration) {
    try {
      FileSystem files = file.getFileSystem(configuration);
      byte[] bytes = SmallFile.read(files, file);
      if (bytes.length < FEWEST_BYTES) {
        throw new DataException(
            "Cannot take the salt in %s: it has %d bytes, and %d are needed. Name a file that does"
                + " not exist yet: a salt is written to it.",
            file, bytes.length, FEWEST_BYTES);
      }
      return new Salt(bytes, "Identifiers are made with the salt in " + file + ".");
    } catch (FileNotFoundException e) {
      return written(file, configuration);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the salt in " + file + ".", e);
    }
  }

  private static Salt written(Path file, Configuration configuration) {
    byte[] bytes = random();
    try {
      FileSystem files = file.getFileSystem(configuration);
      // Otherwise Hadoop would write a checksum of it beside it.
      FileSystem raw = files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
      try (FSDataOutputStream out =
          raw.create(
              file,
              new FsPermission("600"),
              false,
              BYTES,
              raw.getDefaultReplication(file),
              raw.getDefaultBlockSize(file),
              null)) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a salt to " + file + ".", e);
    }
    return new Salt(
        bytes,
        "A new salt is in "
            + file
            + ": keep it with the data, not with the manifest. It gives the same identifiers next"
            + " time.");
  }

  private static byte[] random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** A sentence about where the salt is. */
  public String told() {
    return told;
  }

  String patient(String issuer, String id) {
    return digits("patient\0" + issuer + "\0" + id);
  }

  String study(String uid) {
    return digits("study\0" + uid);
  }

  private String digits(String text) {
    return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, bytes)
        .hmacHex(text.getBytes(UTF_8))
        .substring(0, DIGITS);
  }
}
