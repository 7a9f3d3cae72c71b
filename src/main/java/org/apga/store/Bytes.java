package org.apga.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that nobody can change, equal where their contents are: a value of a BYTES column. */
public final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of {@code content}. */
  public static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  /** A copy of the bytes. */
  public byte[] array() {
    return content.clone();
  }

  public int length() {
    return content.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return content.length + " bytes";
  }
}
