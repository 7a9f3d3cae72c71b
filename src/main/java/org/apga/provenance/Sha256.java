package org.apga.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import org.apache.commons.codec.digest.DigestUtils;

/** A SHA-256 that is computed piece by piece. Not thread-safe. */
public final class Sha256 {
  private final MessageDigest digest = DigestUtils.getSha256Digest();

  /** Adds bytes. */
  public Sha256 bytes(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds a line of text in UTF-8, with its line end. */
  public Sha256 line(String text) {
    return bytes((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a line {@code name=value} for each entry. */
  public Sha256 lines(SortedMap<String, String> values) {
    values.forEach((name, value) -> line(name + "=" + value));
    return this;
  }

  /** A stream over {@code in} that adds the bytes that are read from it. */
  public InputStream through(InputStream in) {
    return new DigestInputStream(in, digest);
  }

  /** A stream into {@code out} that adds the bytes that are written to it. */
  public OutputStream through(OutputStream out) {
    return new DigestOutputStream(out, digest);
  }

  /** Ends the computation; the hash as 32 bytes. */
  public byte[] raw() {
    return digest.digest();
  }

  /** Ends the computation; the hash as 64 hex digits. */
  public String hex() {
    return HexFormat.of().formatHex(raw());
  }

  /** Ends the computation; the first {@code bytes} bytes of the hash in hex digits. */
  public String hex(int bytes) {
    return HexFormat.of().formatHex(raw(), 0, bytes);
  }

  /** The hash of bytes, as 64 hex digits. */
  public static String of(byte[] bytes) {
    return new Sha256().bytes(bytes).hex();
  }

  /** The hash of text in UTF-8, as 64 hex digits. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The hash of a stream, which is read to its end and left open, as 64 hex digits. */
  public static String of(InputStream in) throws IOException {
    return DigestUtils.sha256Hex(in);
  }
}
