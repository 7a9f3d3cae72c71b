package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apga.files.Parallel;
import org.jspecify.annotations.Nullable;

/**
 * Reads Parquet files of one table, for one thread. Parquet's own record reader loads Hadoop's
 * configuration for every file, which takes ten times as long as reading a small file.
 *
 * <p>TEXT is a UTF-8 string, WHOLE an INT64, REAL a DOUBLE (NaN is null), FLAG a BOOLEAN, TIME a
 * TIMESTAMP in milliseconds, adjusted to UTC, BYTES a BINARY without a logical type, so that Spark,
 * pandas and DuckDB read them alike. It reads the columns that file and schema share: those that an
 * older file lacks are null, those that the schema lacks are ignored.
 *
 * <p>All methods throw {@link FileNotFoundException} if the file does not exist, and an {@link
 * IOException} if it is not readable, is of another table, or has a column of another type.
 */
record RowReader(FileSystem fs, TableSchema schema) {
  /** The rows of a file, in order. Several threads read a file with several row groups. */
  static List<Row> read(FileSystem fs, Path file, TableSchema schema) throws IOException {
    int groups = new RowReader(fs, schema).groups(file);
    int threads = Math.max(1, Math.min(groups, Runtime.getRuntime().availableProcessors()));
    List<Integer> parts = IntStream.range(0, threads).boxed().toList();
    List<Row> rows = new ArrayList<>();
    Parallel.map(threads, parts, part -> part(fs, file, schema, groups, threads, part))
        .forEach(rows::addAll);
    return rows;
  }

  private static List<Row> part(
      FileSystem fs, Path file, TableSchema schema, int groups, int parts, int part)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    InputFile input = new HadoopFile.Input(fs, file);
    new RowReader(fs, schema)
        .forEach(input, file, groups * part / parts, groups * (part + 1) / parts, rows::add);
    return rows;
  }

  /** Passes the rows of a file of any size to {@code action}. */
  void forEach(Path file, FailableConsumer<Row, IOException> action) throws IOException {
    forEach(new HadoopFile.Input(fs, file), file, 0, Integer.MAX_VALUE, action);
  }

  /** Passes the rows of a file in memory to {@code action}: seeking in it takes no requests. */
  void forEach(byte[] content, Path file, FailableConsumer<Row, IOException> action)
      throws IOException {
    forEach(new HadoopFile.InMemory(content), file, 0, Integer.MAX_VALUE, action);
  }

  /** The number of row groups of a file; each can be read on its own. */
  private int groups(Path file) throws IOException {
    try (ParquetFileReader reader = open(new HadoopFile.Input(fs, file), file)) {
      return reader.getRowGroups().size();
    }
  }

  /** The publication that a file belongs to; empty if the file does not exist or has none. */
  Optional<String> publication(Path file) throws IOException {
    try (ParquetFileReader reader = open(new HadoopFile.Input(fs, file), file)) {
      return Optional.ofNullable(
          reader.getFileMetaData().getKeyValueMetaData().get(RowWriter.PUBLICATION_KEY));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Passes the rows of the row groups from {@code from} to before {@code to} to {@code action}. */
  private void forEach(
      InputFile input, Path file, int from, int to, FailableConsumer<Row, IOException> action)
      throws IOException {
    try (ParquetFileReader reader = open(input, file)) {
      FileMetaData metadata = reader.getFileMetaData();
      MessageType shared = reading(file, () -> shared(metadata));
      reader.setRequestedSchema(shared);
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(shared, metadata.getSchema());
      RecordMaterializer<Row> materializer = materializer(shared);
      for (int group = from; group < Math.min(to, reader.getRowGroups().size()); group++) {
        int next = group;
        PageReadStore pages = reading(file, () -> reader.readRowGroup(next));
        RecordReader<Row> rows = reading(file, () -> columns.getRecordReader(pages, materializer));
        for (long row = 0; row < pages.getRowCount(); row++) {
          action.accept(reading(file, rows::read));
        }
      }
    }
  }

  private ParquetFileReader open(InputFile input, Path file) throws IOException {
    try {
      return ParquetFileReader.open(
          input, HadoopReadOptions.builder(fs.getConf()).usePageChecksumVerification().build());
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The columns that schema and file share.
   *
   * @throws IllegalArgumentException if the file is of another table, or a column has another type
   */
  private MessageType shared(FileMetaData file) {
    String table = file.getKeyValueMetaData().get(RowWriter.TABLE_KEY);
    // Because all columns are optional, a file of another table would read as rows of nulls.
    if (table != null && !table.equals(schema.table())) {
      throw new IllegalArgumentException(
          "it holds table " + table + ". Read it with that table's schema.");
    }
    List<Type> shared = new ArrayList<>();
    for (Type wanted : RowWriter.messageType(schema).getFields()) {
      if (file.getSchema().containsField(wanted.getName())) {
        Type stored = file.getSchema().getType(wanted.getName());
        if (!stored.equals(wanted)) {
          throw new IllegalArgumentException(
              "its column is \"" + stored + "\", not \"" + wanted + "\". Write the file again.");
        }
        shared.add(wanted);
      }
    }
    return new MessageType(schema.table(), shared);
  }

  /** Runs a step of reading a file; its exceptions name the file. */
  private <T> T reading(Path file, FailableSupplier<T, IOException> step) throws IOException {
    try {
      return step.get();
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private IOException unreadable(Path file, Exception e) {
    return new IOException(
        "Cannot read table " + schema.table() + " from " + file + ": " + e.getMessage(), e);
  }

  private RecordMaterializer<Row> materializer(MessageType shared) {
    Fields fields = new Fields(schema, shared);
    return new RecordMaterializer<>() {
      @Override
      public Row getCurrentRecord() {
        return new Row(schema, fields.values);
      }

      @Override
      public GroupConverter getRootConverter() {
        return fields;
      }
    };
  }

  /** Collects the values of one row, for the columns that file and schema share. */
  private static final class Fields extends GroupConverter {
    private final int width;
    private final List<Converter> converters = new ArrayList<>();
    private @Nullable Object[] values;

    Fields(TableSchema schema, MessageType shared) {
      width = schema.columns().size();
      values = new @Nullable Object[width];
      for (Type field : shared.getFields()) {
        int index = schema.indexOf(field.getName());
        converters.add(new Field(index, schema.columns().get(index).type()));
      }
    }

    @Override
    public Converter getConverter(int field) {
      return converters.get(field);
    }

    @Override
    public void start() {
      // The previous row keeps its array.
      values = new @Nullable Object[width];
    }

    @Override
    public void end() {}

    /** Decodes each text of a dictionary once, so that rows share it. */
    private final class Field extends PrimitiveConverter {
      private final int index;
      private final Column.Type type;
      private String[] dictionary = {};

      Field(int index, Column.Type type) {
        this.index = index;
        this.type = type;
      }

      @Override
      public boolean hasDictionarySupport() {
        return type == Column.Type.TEXT;
      }

      @Override
      public void setDictionary(Dictionary stored) {
        dictionary = new String[stored.getMaxId() + 1];
        for (int id = 0; id < dictionary.length; id++) {
          dictionary[id] = stored.decodeToBinary(id).toStringUsingUTF8();
        }
      }

      @Override
      public void addValueFromDictionary(int id) {
        values[index] = dictionary[id];
      }

      @Override
      public void addLong(long value) {
        values[index] = type == Column.Type.TIME ? Instant.ofEpochMilli(value) : (Long) value;
      }

      @Override
      public void addDouble(double value) {
        values[index] = Double.isNaN(value) ? null : value;
      }

      @Override
      public void addBoolean(boolean value) {
        values[index] = value;
      }

      @Override
      public void addBinary(Binary value) {
        values[index] =
            type == Column.Type.TEXT ? value.toStringUsingUTF8() : Row.bytes(value.getBytes());
      }
    }
  }
}
