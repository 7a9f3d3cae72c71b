package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * Reads files of one table, for one thread. Parquet's own reader of records loads Hadoop's
 * configuration anew for every file, which takes ten times as long as reading a small one.
 */
final class RowReader {
  private final FileSystem fs;
  private final TableSchema schema;
  private final ParquetReadOptions options;

  RowReader(FileSystem fs, TableSchema schema) {
    this.fs = fs;
    this.schema = schema;
    this.options = HadoopReadOptions.builder(fs.getConf()).usePageChecksumVerification().build();
  }

  /** Hands over the rows of a file of any size. */
  void forEach(Path file, RowSink action) throws IOException {
    forEach(new HadoopFile.Input(fs, file), file, 0, Integer.MAX_VALUE, action);
  }

  /** Hands over the rows of a file that was read whole: seeking in it takes no more requests. */
  void forEach(byte[] content, Path file, RowSink action) throws IOException {
    forEach(new HadoopFile.InMemory(content), file, 0, Integer.MAX_VALUE, action);
  }

  /** Hands over the rows of the row groups {@code from} to before {@code to}. */
  void forEach(Path file, int from, int to, RowSink action) throws IOException {
    forEach(new HadoopFile.Input(fs, file), file, from, to, action);
  }

  /** How many groups of rows a file has, each of which can be read by itself. */
  int groups(Path file) throws IOException {
    try (ParquetFileReader reader = open(new HadoopFile.Input(fs, file), file)) {
      return reader.getRowGroups().size();
    }
  }

  /** Of which publication a file is, if it says so. */
  Optional<String> publication(Path file) throws IOException {
    try (ParquetFileReader reader = open(new HadoopFile.Input(fs, file), file)) {
      return Optional.ofNullable(
          reader.getFileMetaData().getKeyValueMetaData().get(RowWriteSupport.PUBLICATION_KEY));
    }
  }

  private void forEach(InputFile input, Path file, int from, int to, RowSink action)
      throws IOException {
    try (ParquetFileReader reader = open(input, file)) {
      MessageType shared = shared(reader.getFileMetaData(), file);
      reader.setRequestedSchema(shared);
      MessageColumnIO columns =
          new ColumnIOFactory().getColumnIO(shared, reader.getFileMetaData().getSchema());
      RowMaterializer materializer = new RowMaterializer(schema, shared);
      for (int group = from; group < Math.min(to, reader.getRowGroups().size()); group++) {
        PageReadStore pages = pages(reader, group, file);
        RecordReader<Row> rows = rows(columns, pages, materializer, file);
        for (long row = 0; row < pages.getRowCount(); row++) {
          action.add(read(rows, file));
        }
      }
    }
  }

  private ParquetFileReader open(InputFile input, Path file) throws IOException {
    try {
      return ParquetFileReader.open(input, options);
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private MessageType shared(FileMetaData file, Path name) throws IOException {
    try {
      return RowMaterializer.shared(schema, file);
    } catch (RuntimeException e) {
      throw unreadable(name, e);
    }
  }

  private PageReadStore pages(ParquetFileReader reader, int group, Path file) throws IOException {
    try {
      return reader.readRowGroup(group);
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private RecordReader<Row> rows(
      MessageColumnIO columns, PageReadStore pages, RowMaterializer materializer, Path file)
      throws IOException {
    try {
      return columns.getRecordReader(pages, materializer);
    } catch (RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private Row read(RecordReader<Row> rows, Path file) throws IOException {
    try {
      return rows.read();
    } catch (RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private IOException unreadable(Path file, Exception e) {
    return new IOException(
        "Cannot read table " + schema.table() + " from " + file + ": " + e.getMessage(), e);
  }
}
