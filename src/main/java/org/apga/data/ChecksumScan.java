package org.apga.data;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileNames;
import org.apga.provenance.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the checksums of a data set's images. A file is read once; after that, the same length
 * with the same change time or ETag shows that it has not changed.
 *
 * @param folder below the results root, where the checksums of files that were read are stored
 * @param reader reads the files whose checksums are not known
 * @param told receives a line about the progress now and then
 */
public record ChecksumScan(
    Path folder, ChecksumReader reader, Consumer<String> told, InstantSource clock) {
  /** A file changed this shortly before it was read may change again with the same time stamp. */
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final double MEGABYTE = 1e6;

  /**
   * The checksums of images.
   *
   * @throws IOException if the file system does not answer
   */
  public ImageChecksums of(
      Manifest manifest, Collection<Example> examples, Configuration configuration)
      throws IOException, InterruptedException {
    List<String> paths = examples.stream().map(Example::path).toList();
    FileSystem files = TextFiles.fileSystem(new Path(manifest.root()), configuration);
    for (String path : paths) {
      FileNames.requireNameable(files, path);
    }
    FileSystem kept = folder.getFileSystem(configuration);
    ChecksumIndex index = ChecksumIndex.open(kept, folder, manifest.root().toString());
    Instant begin = clock.instant();
    Map<String, FileStamp> stamps = FileStamp.of(manifest, paths, files);
    SortedMap<String, String> known = new TreeMap<>();
    List<String> unknown = new ArrayList<>();
    for (String path : paths) {
      FileStamp stamp = stamps.get(path);
      Optional<String> checksum =
          stamp == null ? Optional.of(ImageChecksums.MISSING) : index.checksum(path, stamp);
      checksum.ifPresentOrElse(sum -> known.put(path, sum), () -> unknown.add(path));
    }
    if (!unknown.isEmpty()) {
      List<String> read = read(manifest, unknown, stamps);
      for (int i = 0; i < unknown.size(); i++) {
        String path = unknown.get(i);
        known.put(path, read.get(i));
        FileStamp stamp = stamps.get(path);
        if (stamp != null && stamp.changed().isBefore(begin.minus(CLOSE))) {
          index.put(path, stamp, read.get(i));
        }
      }
      index.store();
    }
    return new ImageChecksums(known);
  }

  private List<String> read(Manifest manifest, List<String> paths, Map<String, FileStamp> stamps)
      throws IOException, InterruptedException {
    long bytes = 0;
    for (String path : paths) {
      FileStamp stamp = stamps.get(path);
      bytes += stamp == null ? 0 : stamp.bytes();
    }
    Progress progress = new Progress(paths.size(), bytes);
    List<String> read = reader.read(ImageSource.of(manifest), paths, progress::read);
    progress.done();
    return read;
  }

  /** Reports the progress of reading, at most every {@link #BETWEEN_LINES}. */
  private final class Progress {
    private final int files;
    private final double megabytes;
    private final Instant begin = clock.instant();
    private Instant last = begin;

    Progress(int files, long bytes) {
      this.files = files;
      this.megabytes = bytes / MEGABYTE;
    }

    synchronized void read(int done) {
      Instant now = clock.instant();
      if (Duration.between(last, now).compareTo(BETWEEN_LINES) >= 0 && done < files) {
        last = now;
        told.accept(String.format(Locale.ROOT, "%,d of %,d files read", done, files));
      }
    }

    void done() {
      double seconds = Duration.between(begin, clock.instant()).toMillis() / 1e3;
      told.accept(
          String.format(
              Locale.ROOT,
              "%,d files, %,.0f MB, read in %.1f s: their checksums are part of each trial's id",
              files,
              megabytes,
              seconds));
    }
  }

  /**
   * Checksums of files that were read before, so that unchanged ones need not be read again. One
   * file for each root of images: rows of path, bytes, version, checksum, as CSV, compressed.
   *
   * <p>If it is missing or damaged, all files are read again.
   */
  private static final class ChecksumIndex {
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

    /** Opens the index of a root. */
    static ChecksumIndex open(FileSystem fs, Path folder, String root) {
      String name = Sha256.of(root).substring(0, NAME_DIGITS);
      ChecksumIndex index = new ChecksumIndex(fs, new Path(folder, "index-" + name + ".csv.gz"));
      try {
        if (fs.exists(index.file)) {
          index.read();
        }
      } catch (IOException | RuntimeException e) {
        index.entries.clear();
        LOG.warn("Cannot read the checksums in {}: {}", index.file, e.toString());
      }
      return index;
    }

    private void read() throws IOException {
      String text = TextFiles.readCompressed(fs, file);
      for (Csv.Row row : Csv.parse(text, file.getName(), new Csv.Problems())) {
        List<String> cells = row.cells();
        entries.put(
            cells.get(0), new Entry(Long.parseLong(cells.get(1)), cells.get(2), cells.get(3)));
      }
    }

    /** The checksum of a file, if the file has not changed since it was read. */
    Optional<String> checksum(String path, FileStamp now) {
      Entry entry = entries.get(path);
      return entry != null && entry.bytes == now.bytes() && entry.version.equals(now.version())
          ? Optional.of(entry.checksum)
          : Optional.empty();
    }

    void put(String path, FileStamp stamp, String checksum) {
      entries.put(path, new Entry(stamp.bytes(), stamp.version(), checksum));
      changed = true;
    }

    /** Stores the added checksums. If they cannot be written, the next plan only takes longer. */
    void store() {
      if (!changed) {
        return;
      }
      StringBuilder rows = new StringBuilder();
      entries.forEach(
          (path, entry) ->
              rows.append(Csv.row(path, Long.toString(entry.bytes), entry.version, entry.checksum))
                  .append('\n'));
      try {
        TextFiles.writeCompressed(fs, file, rows.toString());
      } catch (IOException e) {
        LOG.warn("Cannot store checksums in {}: {}", file, e.toString());
      }
    }
  }
}
