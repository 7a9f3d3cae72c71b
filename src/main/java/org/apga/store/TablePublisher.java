package org.apga.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apga.files.Parallel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts tables into a results root: writes them elsewhere, then moves them to their place, so that a
 * reader finds a table whole or not at all.
 */
record TablePublisher(FileSystem fs, Path root) {
  private static final Logger LOG = LoggerFactory.getLogger(TablePublisher.class);
  private static final int MOST_REPLACEMENTS = 10;

  /** Each thread holds a row group for each table on the driver's heap. */
  private static final int MOST_THREADS = 8;

  /** The file of a run's table. */
  static Path file(Path root, String run, TableSchema schema) {
    return new Path(root, "tables/" + schema.table() + "/run=" + run + "/part-0.parquet");
  }

  void publish(
      String run, String publication, List<TableSchema> tables, List<? extends RowSource> pieces)
      throws IOException {
    Path draft = new Path(root, "_tmp-" + UUID.randomUUID());
    try {
      Parallel.map(
          Math.min(MOST_THREADS, Parallel.sideBySide(fs)),
          IntStream.range(0, pieces.size()).boxed().toList(),
          piece -> write(draft, publication, tables, piece, pieces.get(piece)));
      for (TableSchema schema : tables) {
        move(join(draft, publication, schema, pieces.size()), file(root, run, schema));
      }
    } finally {
      // A draft that cannot be removed, after success or failure, is left for the command clean.
      IOUtils.cleanupWithLogger(LOG, () -> fs.delete(draft, true));
    }
  }

  private static Path piece(Path draft, TableSchema schema, int piece) {
    return new Path(draft, schema.table() + "-" + piece + ".parquet");
  }

  private Path write(
      Path draft, String publication, List<TableSchema> tables, int piece, RowSource rows)
      throws IOException {
    List<RowWriter> writers = new ArrayList<>();
    try {
      for (TableSchema schema : tables) {
        Path file = piece(draft, schema, piece);
        writers.add(new RowWriter(fs, file, schema, publication));
      }
      rows.writeTo(row -> writerOf(row, tables, writers).add(row));
      for (RowWriter writer : writers) {
        writer.finish();
      }
    } finally {
      // Closes all of them even if one fails; for finished writers this does nothing.
      IOUtils.cleanupWithLogger(LOG, writers.toArray(Closeable[]::new));
    }
    return draft;
  }

  private static RowWriter writerOf(Row row, List<TableSchema> tables, List<RowWriter> writers) {
    int table = tables.indexOf(row.schema());
    if (table < 0) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot publish a row of %s: the tables are %s. Name its table too.",
              row.schema(), tables.stream().map(TableSchema::table).toList()));
    }
    return writers.get(table);
  }

  /** Copies the pieces' row groups one after the other, without decompressing them. */
  private Path join(Path draft, String publication, TableSchema schema, int pieces)
      throws IOException {
    if (pieces == 1) {
      return piece(draft, schema, 0);
    }
    Path whole = new Path(draft, schema.table() + ".parquet");
    HadoopFile.Output file = new HadoopFile.Output(fs, whole);
    try {
      ParquetFileWriter writer =
          new ParquetFileWriter(
              file,
              RowWriter.messageType(schema),
              ParquetFileWriter.Mode.CREATE,
              ParquetWriter.DEFAULT_BLOCK_SIZE,
              ParquetWriter.MAX_PADDING_SIZE_DEFAULT);
      writer.start();
      for (int piece = 0; piece < pieces; piece++) {
        writer.appendFile(new HadoopFile.Input(fs, piece(draft, schema, piece)));
      }
      writer.end(RowWriter.metadata(schema, publication));
    } catch (IOException | RuntimeException e) {
      IOUtils.cleanupWithLogger(LOG, file::abandon);
      throw e;
    }
    return whole;
  }

  /** Puts a file that was written aside in the place of an earlier one. */
  void move(Path aside, Path file) throws IOException {
    fs.mkdirs(file.getParent());
    for (int attempt = 0; attempt < MOST_REPLACEMENTS; attempt++) {
      fs.delete(file, false);
      // Refused if another process of the same plan has put its own there meanwhile: HDFS returns
      // false, S3A throws.
      try {
        if (fs.rename(aside, file)) {
          return;
        }
      } catch (FileAlreadyExistsException e) {
        LOG.info("{} exists again: {}", file, e.toString());
      }
    }
    throw new IOException(
        "Cannot publish " + file + ": the file system refused to move " + aside + " there.");
  }
}
