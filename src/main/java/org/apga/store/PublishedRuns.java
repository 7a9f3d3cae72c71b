package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileErrors;
import org.apga.files.Parallel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The published tables of all runs of a results root, even without plans, read in parallel. */
public record PublishedRuns(FileSystem fs, Path root) {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedRuns.class);
  private static final String RUN = "run=";

  /**
   * A run's table.
   *
   * @param rows none if it cannot be read
   * @param problem why it cannot be read; empty if it can
   */
  public record Table(List<Row> rows, String problem) {
    public Table {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Names of the runs that have a folder for a table, listed by one request.
   *
   * @throws org.apga.files.StoreException if they cannot be listed
   */
  public SortedSet<String> names(TableSchema schema) {
    Path folder = new Path(root, "tables/" + schema.table());
    SortedSet<String> names = new TreeSet<>();
    for (FileStatus one : RootFiles.ask(folder, () -> RootFiles.list(fs, folder))) {
      String name = one.getPath().getName();
      if (name.startsWith(RUN)) {
        names.add(name.substring(RUN.length()));
      }
    }
    return names;
  }

  /**
   * A small table of some runs.
   *
   * @throws org.apga.files.StoreException if this thread is interrupted
   */
  public SortedMap<String, Table> read(Collection<String> runs, TableSchema schema) {
    List<String> names = new ArrayList<>(runs);
    List<Table> tables =
        RootFiles.ask(
            root, () -> Parallel.map(Parallel.sideBySide(fs), names, run -> table(run, schema)));
    SortedMap<String, Table> read = new TreeMap<>();
    for (int i = 0; i < tables.size(); i++) {
      read.put(names.get(i), tables.get(i));
    }
    return read;
  }

  private Table table(String run, TableSchema schema) {
    List<Row> rows = new ArrayList<>();
    Path file = TablePublisher.file(root, run, schema);
    try {
      new RowReader(fs, schema).forEach(file, rows::add);
      return new Table(rows, "");
    } catch (FileNotFoundException e) {
      return new Table(List.of(), "table " + schema.table() + " is missing");
    } catch (IOException e) {
      LOG.warn("A table is left out of the page of all runs: {}", FileErrors.reason(e));
      return new Table(List.of(), "table " + schema.table() + " cannot be read");
    }
  }
}
