package org.apga.store;

import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Parquet's view of files on a given file system; Parquet's own classes choose one by the path's
 * scheme.
 */
final class HadoopFile {
  private HadoopFile() {}

  record Input(FileSystem fs, Path file) implements InputFile {
    @Override
    public long getLength() throws IOException {
      return fs.getFileStatus(file).getLen();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      return HadoopStreams.wrap(fs.open(file));
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  /** A file whose content was read into memory. */
  record InMemory(byte[] bytes) implements InputFile {
    @Override
    public long getLength() {
      return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
      ByteBuffer content = ByteBuffer.wrap(bytes);
      return new DelegatingSeekableInputStream(new ByteBufferBackedInputStream(content)) {
        @Override
        public long getPos() {
          return content.position();
        }

        @Override
        public void seek(long position) {
          content.position((int) position);
        }
      };
    }
  }

  /** A file that is written once. */
  static final class Output extends Once {
    private final FileSystem fs;
    private final Path file;
    private @Nullable FSDataOutputStream stream;

    Output(FileSystem fs, Path file) {
      this.fs = fs;
      this.file = file;
    }

    @Override
    public PositionOutputStream create(long blockSize) throws IOException {
      FSDataOutputStream created = fs.create(file, false);
      stream = created;
      return HadoopStreams.wrap(created);
    }

    /** Closes and removes the file if it was created: Parquet does neither if writing fails. */
    void abandon() throws IOException {
      if (stream != null) {
        try {
          stream.close();
        } finally {
          fs.delete(file, false);
        }
      }
    }

    @Override
    public String getPath() {
      return file.toString();
    }
  }

  /** The content of a file, in memory. */
  static final class OutputInMemory extends Once {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    @Override
    public PositionOutputStream create(long blockSize) {
      return HadoopStreams.wrap(new FSDataOutputStream(content, null));
    }

    byte[] bytes() {
      return content.toByteArray();
    }
  }

  private abstract static class Once implements OutputFile {
    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      throw new UnsupportedOperationException("Files are written once.");
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
