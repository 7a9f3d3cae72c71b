package org.apga.store.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.apache.commons.io.input.ProxyInputStream;
import org.apga.files.FileErrors;

/**
 * Passes a file's bytes on to a parser, and distinguishes failures of the file system from damage
 * in the file: a file system that loses its connection may throw an {@link EOFException} too, which
 * {@link java.util.zip.ZipInputStream} takes for the end of the file.
 */
final class SourceInput extends ProxyInputStream {
  SourceInput(InputStream in) {
    super(in);
  }

  @Override
  protected void handleIOException(IOException e) throws IOException {
    throw e instanceof EOFException || e instanceof ZipException
        ? new IOException(FileErrors.reason(e), e)
        : e;
  }
}
