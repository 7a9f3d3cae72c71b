package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.JsonFile;
import org.apga.files.Parallel;
import org.apga.files.Requests;
import org.apga.store.CommitIndex.Entry;

/**
 * Finds out which trials of a results root are committed: one listing, one request for each trial,
 * many of them at once, and one more for each that no {@link CommitIndex} has a copy of.
 */
final class CommitReader {
  static final String COMMITTED = "committed.json";

  private final FileSystem fs;
  private final Path trials;
  private final CommitIndex index;

  CommitReader(FileSystem fs, Path root) {
    this.fs = fs;
    this.trials = new Path(root, "trials");
    this.index = new CommitIndex(fs, root);
  }

  /**
   * What was found.
   *
   * @param entries of committed trials, the oldest first
   * @param unfinished folders without a commit record, by name
   * @param read how many of the entries stood in no index
   */
  record Found(List<Entry> entries, List<String> unfinished, int read) {}

  /**
   * @throws IOException if the folder of trials or a commit record cannot be read
   */
  Found read() throws IOException {
    List<Path> folders = new ArrayList<>();
    try {
      for (FileStatus folder : fs.listStatus(trials)) {
        if (folder.isDirectory()) {
          folders.add(folder.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      return new Found(List.of(), List.of(), 0);
    }
    folders.sort(Comparator.comparing(Path::getName));
    Map<String, Entry> known = index.read();
    List<Optional<Entry>> found =
        Parallel.map(Requests.sideBySide(fs), folders, folder -> entry(folder, known));
    List<Entry> entries = new ArrayList<>();
    List<String> unfinished = new ArrayList<>();
    int read = 0;
    for (int i = 0; i < folders.size(); i++) {
      String trial = folders.get(i).getName();
      if (found.get(i).isPresent()) {
        Entry entry = found.get(i).get();
        read += entry == known.get(trial) ? 0 : 1;
        entries.add(entry);
      } else {
        unfinished.add(trial);
      }
    }
    entries.sort(Comparator.comparingLong(Entry::modified));
    return new Found(entries, unfinished, read);
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
