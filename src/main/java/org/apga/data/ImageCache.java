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
 * <p>Holds at most {@code maxBytes} and evicts the group that was used longest ago; a group that is
 * larger than {@code maxBytes} is decoded for each call. Images that are being decoded are not
 * counted. Calls for the same images at the same time wait for one decoding. Safe for use by
 * several threads.
 */
public final class ImageCache {
  private static final ImageCache OF_JVM = new ImageCache(0);

  private final Map<Key, PartImages> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, CompletableFuture<PartImages>> underWay = new HashMap<>();
  private long maxBytes;

  /** The number of threads does not matter: {@code pixels} always has one. */
  private record Key(
      URI root, String manifestHash, String group, String checksums, Decoding pixels) {}

  public ImageCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The cache of this JVM, which from now on holds at most {@code maxBytes}. */
  public static ImageCache ofJvm(long maxBytes) {
    OF_JVM.limit(maxBytes);
    return OF_JVM;
  }

  /**
   * The images of a group, from this cache or decoded now. Unreadable ones are listed, not thrown.
   *
   * @param checksums {@link ImageChecksums#hash} that the group's files must have; empty to accept
   *     any
   * @param patience how long to wait for the images' file system
   * @throws DataException if the manifest has no such group, its folder does not exist, or its
   *     files have other checksums
   * @throws UncheckedIOException if the file system still cannot be reached when patience is over;
   *     nothing is cached then
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
          // The other call has used up the patience of all calls that wait for it.
          throw new UncheckedIOException(wayThere.getMessage(), wayThere.getCause());
        }
        // The other call failed for its own reason, such as an interrupt: this one tries again.
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
                + " run again to plan it anew.",
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
      mine.completeExceptionally(new IllegalStateException("Decoding did not finish."));
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
