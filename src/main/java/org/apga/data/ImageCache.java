package org.apga.data;

import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apga.files.Patience;

/**
 * Decoded images, kept for the next trial of the same group on the same machine.
 *
 * <p>Holds at most a number of bytes and lets go of what was used longest ago; a group that is
 * larger than that by itself is decoded for each call. What is being decoded comes on top. Calls
 * for the same images at the same time wait for one decoding. Safe for use by several threads.
 */
public final class ImageCache {
  private static final ImageCache OF_JVM = new ImageCache(0);

  private final Map<Key, PartImages> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, CompletableFuture<PartImages>> underWay = new HashMap<>();
  private long maxBytes;

  /** Threads are no part of {@code pixels}: it always has one. */
  private record Key(
      URI root, String manifestHash, String group, String checksums, Decoding pixels) {}

  public ImageCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The one of this JVM, which from now on holds at most {@code maxBytes}. */
  public static ImageCache ofJvm(long maxBytes) {
    OF_JVM.limit(maxBytes);
    return OF_JVM;
  }

  /**
   * The images of a group, from this cache or decoded now. Unreadable ones are listed, not thrown.
   *
   * @param checksums what the group's files must hold: {@link ImageChecksums#hash}; empty for
   *     whatever they hold
   * @param patience with the way to the images
   * @throws DataException if the manifest has no such group, its folder is not there, or its files
   *     hold something else
   * @throws UncheckedIOException if the file system still cannot be reached when patience is over;
   *     nothing is kept then
   * @throws InterruptedException if this thread is interrupted while it decodes or waits
   */
  public PartImages load(
      Manifest manifest,
      String group,
      String checksums,
      Decoding decoding,
      Configuration configuration,
      Patience patience)
      throws InterruptedException {
    Decoding pixels = new Decoding(decoding.size(), decoding.reading(), 1);
    Key key = new Key(manifest.root(), manifest.hash(), group, checksums, pixels);
    while (true) {
      CompletableFuture<PartImages> mine = new CompletableFuture<>();
      CompletableFuture<PartImages> others;
      synchronized (this) {
        PartImages images = kept.get(key);
        if (images != null) {
          return images.fromCache();
        }
        others = underWay.putIfAbsent(key, mine);
      }
      if (others == null) {
        return decode(
            key,
            mine,
            () ->
                new PartDecoder(manifest, decoding, configuration, patience)
                    .decode(group, manifest.ofGroup(group)));
      }
      try {
        return others.get().fromCache();
      } catch (ExecutionException othersFailed) {
        if (othersFailed.getCause() instanceof UncheckedIOException wayThere) {
          // It has waited long enough for all who wait for it.
          throw new UncheckedIOException(wayThere.getMessage(), wayThere.getCause());
        }
        // Its reason is its own, such as an interrupt: this call tries for itself.
      }
    }
  }

  private PartImages decode(
      Key key,
      CompletableFuture<PartImages> mine,
      FailableSupplier<PartImages, InterruptedException> decoding)
      throws InterruptedException {
    try {
      PartImages images = decoding.get();
      if (!key.checksums.isEmpty() && !key.checksums.equals(images.checksums())) {
        throw new DataException(
            "Cannot train on %s: its image files have changed since the run was planned. Start the"
                + " run again, which plans anew.",
            key.group);
      }
      keep(key, images);
      mine.complete(images);
      return images;
    } catch (UncheckedIOException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      synchronized (this) {
        underWay.remove(key);
      }
      mine.completeExceptionally(new IllegalStateException("Decoding did not end."));
    }
  }

  private synchronized void keep(Key key, PartImages images) {
    if (images.bytes() <= maxBytes) {
      kept.put(key, images);
      evict();
    }
  }

  private synchronized void limit(long bytes) {
    maxBytes = bytes;
    evict();
  }

  private void evict() {
    long bytes = bytesKept();
    for (Iterator<PartImages> oldest = kept.values().iterator(); bytes > maxBytes; ) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  public synchronized long bytesKept() {
    return kept.values().stream().mapToLong(PartImages::bytes).sum();
  }
}
