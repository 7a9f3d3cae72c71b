package org.apga.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileErrors;
import org.apga.files.FileNames;
import org.apga.files.Patience;
import org.apga.files.SmallFile;
import org.apga.provenance.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decodes all images of a group, several at a time.
 *
 * <p>Only what is in a file, or that it is not there while its data set is, counts against an
 * image. Whatever else a file system says is about the way to it: it is waited for, then thrown.
 */
final class PartDecoder {
  /** The largest file of an image: 16-bit RGBA, hardly compressed, and a megabyte of text. */
  private static final long BYTES_PER_PIXEL = 8;

  private static final long BYTES_BESIDE_PIXELS = 1 << 20;

  private final Manifest manifest;
  private final Decoding decoding;
  private final FileSystem files;
  private final Path folder;
  private final LinkBounds bounds;
  private final Patience patience;

  /**
   * Looks for the data set.
   *
   * @param patience with the way to the images
   * @throws DataException if its folder is not there
   * @throws UncheckedIOException if the file system does not answer
   */
  PartDecoder(Manifest manifest, Decoding decoding, Configuration configuration, Patience patience)
      throws InterruptedException {
    this.manifest = manifest;
    this.decoding = decoding;
    this.patience = patience.tellingOnce();
    Path root = new Path(manifest.root());
    this.files = TextFiles.fileSystem(root, configuration);
    this.folder = new Path(manifest.folder());
    if (!isThere(root)) {
      throw new DataException(
          String.format(
              "Cannot read the images of %s: there is no folder %s. Set data.root to a folder that"
                  + " every machine sees.",
              manifest.name(), root));
    }
    this.bounds = LinkBounds.of(folder);
  }

  private boolean isThere(Path root) throws InterruptedException {
    try {
      return patience.obtain("look for " + root, () -> files.exists(root));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** One image: what its file holds, its pixels and their hash, or why there are none. */
  private sealed interface Read {
    record Content(byte[] bytes) implements Read {}

    record Pixels(byte[] levels, String hash) implements Read {}

    record Nothing(String reason) implements Read {}
  }

  PartImages decode(String group) throws InterruptedException {
    return decode(group, manifest.ofGroup(group));
  }

  /**
   * Reads and decodes images; unreadable ones are listed.
   *
   * @throws UncheckedIOException if the way to one of them is barred
   */
  PartImages decode(String group, List<Example> listed) throws InterruptedException {
    long start = System.nanoTime();
    List<Example> examples = new ArrayList<>();
    List<byte[]> pixels = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    List<PartImages.Unreadable> unreadable = new ArrayList<>();
    List<Read> reads = readAll(listed);
    for (int i = 0; i < listed.size(); i++) {
      if (reads.get(i) instanceof Read.Pixels read) {
        examples.add(listed.get(i));
        pixels.add(read.levels());
        hashes.add(read.hash());
      } else if (reads.get(i) instanceof Read.Nothing nothing) {
        unreadable.add(new PartImages.Unreadable(listed.get(i), nothing.reason()));
      }
    }
    return new PartImages(
        group,
        decoding.size(),
        examples,
        pixels,
        hashes,
        unreadable,
        (System.nanoTime() - start) / 1e9,
        PartImages.Origin.DECODED);
  }

  private List<Read> readAll(List<Example> listed) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(decoding.threads(), PartDecoder::thread);
    try {
      List<Future<Read>> under = new ArrayList<>();
      for (Example example : listed) {
        Callable<Read> task = () -> read(example);
        under.add(pool.submit(task));
      }
      List<Read> reads = new ArrayList<>();
      // In order, and the first that fails ends it: the others would each wait as long.
      for (Future<Read> done : under) {
        reads.add(done.get());
      }
      return reads;
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "decode");
    thread.setDaemon(true);
    return thread;
  }

  private RuntimeException unchecked(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException e
        ? new UncheckedIOException(e.getMessage(), e)
        : new IllegalStateException("Cannot decode the images of " + manifest.name() + ".", cause);
  }

  /** Throws only what says nothing about this image. */
  private Read read(Example example) throws IOException, InterruptedException {
    requireNameable(example.path());
    Path file = manifest.file(example);
    if (bounds.areLeftBy(file)) {
      return new Read.Nothing("it is a link that leads out of the data set's folder");
    }
    Read found =
        patience.obtain("read the image " + example.path(), () -> found(file, example.path()));
    return found instanceof Read.Content content ? decoded(content, example.path()) : found;
  }

  /** On disks the locale decides which names there can be; another machine may have another. */
  private void requireNameable(String path) throws IOException {
    Charset encoding = FileNames.encoding();
    if ("file".equals(files.getUri().getScheme()) && !encoding.newEncoder().canEncode(path)) {
      throw new IOException(
          "Cannot read the image "
              + path
              + ": the locale of this process has no such letters in names of files ("
              + encoding
              + "). Set LC_ALL=C.UTF-8 on every machine.");
    }
  }

  private Read found(Path file, String path) throws IOException {
    try {
      SmallFile.Status status = SmallFile.status(files, file);
      if (status.isFolder()) {
        return new Read.Nothing("it is a folder");
      }
      if (status.bytes() > BYTES_PER_PIXEL * decoding.maxPixels() + BYTES_BESIDE_PIXELS) {
        return new Read.Nothing(
            "it has " + status.bytes() + " bytes, more than any image within the limit");
      }
      return new Read.Content(SmallFile.read(files, file));
    } catch (FileNotFoundException e) {
      return missing(file, path, e);
    } catch (IllegalArgumentException e) {
      // HDFS has no file whose name holds a colon.
      if (path.indexOf(':') < 0) {
        throw e;
      }
      return new Read.Nothing("no file of this file system can have its name");
    }
  }

  private Read missing(Path file, String path, FileNotFoundException e) throws IOException {
    // What is not mounted is an empty folder, or none.
    boolean isHere = files.listStatusIterator(folder).hasNext();
    if (!isHere || FileErrors.isPermanent(e) || isFile(file)) {
      throw e;
    }
    Optional<String> other = FileNames.writtenOtherwise(path);
    return new Read.Nothing(
        other.isPresent() && isFile(manifest.file(other.get()))
            ? "not there, but a file whose name has its accents in Unicode's other form: rename one"
            : "not there");
  }

  private boolean isFile(Path file) throws IOException {
    try {
      SmallFile.status(files, file);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private Read decoded(Read.Content content, String path) {
    try {
      byte[] levels =
          Radiograph.decode(
              content.bytes(), path, decoding.size(), decoding.channel(), decoding.maxPixels());
      return new Read.Pixels(levels, Sha256.of(levels));
    } catch (UnreadableImageException e) {
      return new Read.Nothing(e.reason());
    }
  }
}
