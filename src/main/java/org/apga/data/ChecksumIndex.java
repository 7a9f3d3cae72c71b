package org.apga.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.provenance.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checksums of files that were read before, so that unchanged ones need not be read again. One file
 * for each root of images: rows of path, bytes, version, checksum, as CSV, compressed.
 *
 * <p>Nothing depends on it: where it is missing or damaged, files are read.
 */
final class ChecksumIndex {
  private static final Logger LOG = LoggerFactory.getLogger(ChecksumIndex.class);
  private static final int NAME_DIGITS = 16;

  private record Entry(long bytes, String version, String checksum) {}

  private final FileSystem fs;
  private final Path file;
  private final Map<String, Entry> entries = new HashMap<>();
  private boolean changed;

  private ChecksumIndex(FileSystem fs, Path file) {
    this.fs = fs;
    this.file = file;
  }

  /**
   * Opens the index of a root.
   *
   * @param folder where indexes are kept
   * @param root of the images, qualified
   */
  static ChecksumIndex open(FileSystem fs, Path folder, String root) {
    String name = Sha256.of(root).substring(0, NAME_DIGITS);
    ChecksumIndex index = new ChecksumIndex(fs, new Path(folder, "index-" + name + ".csv.gz"));
    try {
      if (fs.exists(index.file)) {
        index.read();
      }
    } catch (IOException | RuntimeException e) {
      index.entries.clear();
      LOG.warn("The checksums in {} are left aside: {}", index.file, e.toString());
    }
    return index;
  }

  private void read() throws IOException {
    String text;
    // Two resources: the second's constructor may throw.
    try (InputStream stored = fs.open(file);
        InputStream in = new GZIPInputStream(stored)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Csv.Row row : Csv.parse(text, file.getName(), new Problems())) {
      List<String> cells = row.cells();
      entries.put(
          cells.get(0), new Entry(Long.parseLong(cells.get(1)), cells.get(2), cells.get(3)));
    }
  }

  /** What a file holds, if it is as it was when it was read. */
  Optional<String> checksum(String path, FileStamp now) {
    Entry entry = entries.get(path);
    return entry != null && entry.bytes == now.bytes() && entry.version.equals(now.version())
        ? Optional.of(entry.checksum)
        : Optional.empty();
  }

  /** Remembers what a file holds. */
  void put(String path, FileStamp stamp, String checksum) {
    entries.put(path, new Entry(stamp.bytes(), stamp.version(), checksum));
    changed = true;
  }

  /** Stores what was added. A place that cannot be written costs the next plan its time alone. */
  void store() {
    if (!changed) {
      return;
    }
    StringBuilder rows = new StringBuilder();
    entries.forEach(
        (path, entry) ->
            rows.append(Csv.row(path, Long.toString(entry.bytes), entry.version, entry.checksum))
                .append('\n'));
    // A reader that comes upon half of it finds out by the format's own length and checksum.
    try (OutputStream stored = fs.create(file, true);
        OutputStream out = new GZIPOutputStream(stored)) {
      out.write(rows.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.warn("Checksums are not kept in {}: {}", file, e.toString());
    }
  }
}
