package org.apga.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.SmallFile;

/** Small text files on any Hadoop file system. */
public final class TextFiles {
  private TextFiles() {}

  /**
   * The file system of a path.
   *
   * @throws UncheckedIOException if it cannot be opened
   */
  public static FileSystem fileSystem(Path path, Configuration configuration) {
    try {
      return path.getFileSystem(configuration);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open the file system of " + path + ".", e);
    }
  }

  static boolean exists(FileSystem files, Path path) {
    try {
      return files.exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for " + path + ".", e);
    }
  }

  /**
   * The text of a UTF-8 file.
   *
   * @throws DataException if it does not exist or is not UTF-8
   */
  public static String read(FileSystem files, Path path, String advice) {
    byte[] bytes;
    try {
      bytes = SmallFile.read(files, path);
    } catch (FileNotFoundException e) {
      throw new DataException("Cannot read " + path + ": there is no such file. " + advice);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path + ".", e);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DataException("Cannot read " + path + ": it is not UTF-8. Save it as UTF-8.");
    }
  }

  /**
   * The text of a file that {@link #writeCompressed} wrote.
   *
   * @throws IOException if it cannot be read or is incomplete
   */
  static String readCompressed(FileSystem files, Path path) throws IOException {
    // Two resources: the second's constructor may throw.
    try (InputStream stored = files.open(path);
        InputStream in = new GZIPInputStream(stored)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Writes {@code text} in UTF-8, compressed by gzip, replacing an existing file. A reader detects
   * an incomplete file by the format's own length and checksum.
   */
  static void writeCompressed(FileSystem files, Path path, String text) throws IOException {
    try (OutputStream stored = files.create(path, true);
        OutputStream out = new GZIPOutputStream(stored)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Writes {@code text} in UTF-8, replacing an existing file. */
  static void write(FileSystem files, Path path, String text) {
    try (var out = files.create(path, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path + ".", e);
    }
  }
}
