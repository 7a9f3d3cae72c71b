package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.JsonFile;
import org.apga.files.Parallel;
import org.apga.store.CommitIndex.Entry;

/**
 * Finds the committed trials of a results root: one listing, one request for each trial, many of
 * them at once, and one more for each trial without a valid copy in the {@link CommitIndex}.
 */
record CommitReader(FileSystem fs, Path root) {
  static final String COMMITTED = "committed.json";

  /**
   * @param entries the entries of committed trials, the oldest first
   * @param read the number of entries that were not in the index
   */
  record Found(List<Entry> entries, long read) {}

  /**
   * @throws IOException if the folder of trials or a commit record cannot be read
   */
  Found read() throws IOException {
    List<Path> folders =
        RootFiles.list(fs, new Path(root, "trials")).stream()
            .filter(FileStatus::isDirectory)
            .map(FileStatus::getPath)
            .sorted(Comparator.comparing(Path::getName))
            .toList();
    if (folders.isEmpty()) {
      return new Found(List.of(), 0);
    }
    Map<String, Entry> known = new CommitIndex(fs, new Path(root, "index")).read();
    List<Entry> entries =
        Parallel.map(Parallel.sideBySide(fs), folders, folder -> entry(folder, known)).stream()
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingLong(Entry::modified))
            .toList();
    long read = entries.stream().filter(e -> !e.equals(known.get(e.commit().trial()))).count();
    return new Found(entries, read);
  }

  private Optional<Entry> entry(Path folder, Map<String, Entry> known) throws IOException {
    Path file = new Path(folder, COMMITTED);
    FileStatus status;
    try {
      status = fs.getFileStatus(file);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    Entry copy = known.get(folder.getName());
    if (copy != null && copy.isOf(status)) {
      return Optional.of(copy);
    }
    return JsonFile.read(fs, file)
        .map(json -> new Entry(status.getModificationTime(), status.getLen(), Commit.of(json)));
  }
}
