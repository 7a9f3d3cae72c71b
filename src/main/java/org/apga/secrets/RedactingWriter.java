package org.apga.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** Passes lines on without their secrets. {@link #flush} passes on an incomplete line. */
public final class RedactingWriter extends Writer {
  private final Writer out;
  private final StringBuilder line = new StringBuilder();

  /** A writer to {@code out}, which it flushes but does not close. */
  public RedactingWriter(Writer out) {
    this.out = out;
  }

  @Override
  public void write(char[] characters, int from, int count) throws IOException {
    synchronized (lock) {
      line.append(characters, from, count);
      int whole = line.lastIndexOf("\n") + 1;
      if (whole > 0) {
        out.write(Secrets.redact(line.substring(0, whole)));
        line.delete(0, whole);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    synchronized (lock) {
      out.write(Secrets.redact(line.toString()));
      line.setLength(0);
      out.flush();
    }
  }

  @Override
  public void close() {
    try {
      flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
