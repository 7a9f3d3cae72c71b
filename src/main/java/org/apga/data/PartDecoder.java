package org.apga.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.provenance.Sha256;
import org.jspecify.annotations.Nullable;

/** Reads and decodes all images of a group, several at a time. */
final class PartDecoder {
  /** The largest file of an image: 16-bit RGBA, hardly compressed, and a megabyte of text. */
  private static final long BYTES_PER_PIXEL = 8;

  private static final long BYTES_BESIDE_PIXELS = 1 << 20;

  private final Manifest manifest;
  private final Decoding decoding;
  private final FileSystem files;
  private final LinkBounds bounds;

  PartDecoder(Manifest manifest, Decoding decoding, Configuration configuration) {
    this.manifest = manifest;
    this.decoding = decoding;
    Path root = new Path(manifest.root());
    this.files = TextFiles.fileSystem(root, configuration);
    this.bounds = LinkBounds.of(new Path(manifest.folder()));
    if (!TextFiles.exists(files, root)) {
      throw new DataException(
          String.format(
              "Cannot read the images of %s: there is no folder %s. Set data.root to a folder that"
                  + " every machine sees.",
              manifest.name(), root));
    }
  }

  /** One image: either pixels and their hash, or why there are none. */
  private sealed interface Read {
    record Pixels(byte[] levels, String hash) implements Read {}

    record Nothing(String reason) implements Read {}
  }

  PartImages decode(String group) throws InterruptedException {
    return decode(group, manifest.ofGroup(group));
  }

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
      List<Callable<Read>> tasks = new ArrayList<>();
      listed.forEach(example -> tasks.add(() -> read(example)));
      List<Read> reads = new ArrayList<>();
      for (Future<Read> done : pool.invokeAll(tasks)) {
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
        ? new UncheckedIOException("Cannot reach " + manifest.root() + ".", e)
        : new IllegalStateException("Cannot decode the images of " + manifest.name() + ".", cause);
  }

  /** Throws only what says nothing about this image: an interrupt, a broken connection. */
  private Read read(Example example) throws IOException {
    Path file = manifest.file(example);
    if (bounds.areLeftBy(file)) {
      return new Read.Nothing("it is a link that leads out of the data set's folder");
    }
    try {
      byte[] levels =
          Radiograph.decode(
              bytes(file, example.path()),
              example.path(),
              decoding.size(),
              decoding.channel(),
              decoding.maxPixels());
      String hash = Sha256.of(levels);
      return new Read.Pixels(levels, hash);
    } catch (UnreadableImageException e) {
      return new Read.Nothing(e.reason());
    } catch (FileNotFoundException e) {
      return new Read.Nothing(files.exists(file) ? "it cannot be opened" : "not there");
    } catch (InterruptedIOException
        | ClosedByInterruptException
        | SocketException
        | UnknownHostException e) {
      throw e;
    } catch (IOException e) {
      return new Read.Nothing("it cannot be read (" + e.getMessage() + ")");
    }
  }

  private byte[] bytes(Path file, String path) throws IOException, UnreadableImageException {
    FileStatus status = files.getFileStatus(file);
    if (status.isDirectory()) {
      throw new UnreadableImageException(path, "it is a folder");
    }
    if (status.getLen() / BYTES_PER_PIXEL > decoding.maxPixels() + BYTES_BESIDE_PIXELS) {
      throw new UnreadableImageException(
          path, "it has " + status.getLen() + " bytes, more than any image within the limit");
    }
    try (InputStream in = files.open(file)) {
      return in.readAllBytes();
    }
  }
}
