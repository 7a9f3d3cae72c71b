package org.apga.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.data.image.UnreadableImageException;
import org.apga.files.FileNames;
import org.apga.files.Parallel;
import org.apga.files.Patience;
import org.apga.provenance.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decodes all images of a group, several at a time.
 *
 * <p>An image is unreadable only because of the contents of its file, or because the file is
 * missing while its data set exists. Every other error of the file system means that it cannot be
 * reached: such an error is retried until patience is over, then thrown.
 */
final class PartDecoder {
  /** The largest file of an image: 16-bit RGBA, hardly compressed, and a megabyte of text. */
  private static final long BYTES_PER_PIXEL = 8;

  private static final long BYTES_BESIDE_PIXELS = 1 << 20;

  private final Decoding decoding;
  private final FileSystem files;
  private final ImageFiles images;
  private final Patience patience;

  /**
   * Checks that the data set exists.
   *
   * @param patience how long to wait for the images' file system
   * @throws DataException if its folder does not exist
   * @throws UncheckedIOException if the file system does not answer
   */
  PartDecoder(Manifest manifest, Decoding decoding, Configuration configuration, Patience patience)
      throws InterruptedException {
    this.decoding = decoding;
    this.patience = patience.tellingOnce();
    Path root = new Path(manifest.root());
    this.files = TextFiles.fileSystem(root, configuration);
    if (!isThere(root)) {
      throw new DataException(
          "Cannot read the images of %s: there is no folder %s. Set data.root to a folder that"
              + " every machine can read.",
          manifest.name(), root);
    }
    this.images = new ImageFiles(manifest, configuration);
  }

  private boolean isThere(Path root) throws InterruptedException {
    try {
      return patience.obtain("look for " + root, () -> files.exists(root));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * One image: its file's checksum, and either its pixels with their hash or why there are none.
   *
   * @param checksum as in {@link ImageChecksums}
   */
  private record Read(
      String checksum, Radiograph.@Nullable Decoded image, String hash, String reason) {}

  /**
   * Reads and decodes images; unreadable ones are listed.
   *
   * @throws UncheckedIOException if one of them cannot be reached
   */
  PartImages decode(String group, List<Example> listed) throws InterruptedException {
    long start = System.nanoTime();
    List<Example> examples = new ArrayList<>();
    List<byte[]> pixels = new ArrayList<>();
    List<ImageSize> sizes = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    List<PartImages.Unreadable> unreadable = new ArrayList<>();
    List<Read> reads = readAll(listed);
    SortedMap<String, String> checksums = new TreeMap<>();
    for (int i = 0; i < listed.size(); i++) {
      Read read = reads.get(i);
      checksums.put(listed.get(i).path(), read.checksum);
      if (read.image == null) {
        unreadable.add(new PartImages.Unreadable(listed.get(i), read.reason));
      } else {
        examples.add(listed.get(i));
        pixels.add(read.image.levels());
        sizes.add(read.image.size());
        hashes.add(read.hash);
      }
    }
    return new PartImages(
        group,
        decoding.size(),
        examples,
        pixels,
        sizes,
        hashes,
        unreadable,
        new ImageChecksums(checksums).hash(),
        (System.nanoTime() - start) / 1e9,
        PartImages.Origin.DECODED);
  }

  private List<Read> readAll(List<Example> listed) throws InterruptedException {
    try {
      // The first failure ends the work: each other image would wait as long.
      return Parallel.all(decoding.threads(), listed, this::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Throws only errors that are not this image's fault. */
  private Read read(Example example) throws IOException, InterruptedException {
    String path = example.path();
    // Checked before, because waiting does not help if this process cannot use the name.
    FileNames.requireNameable(files, path);
    long largest = BYTES_PER_PIXEL * decoding.reading().maxPixels() + BYTES_BESIDE_PIXELS;
    ImageFiles.Found found =
        patience.obtain("read the image " + path, () -> images.find(path, largest));
    if (found.bytes() == null) {
      return new Read(found.checksum(), null, "", found.reason());
    }
    try {
      Radiograph.Decoded image = Radiograph.decode(found.bytes(), decoding);
      return new Read(found.checksum(), image, Sha256.of(image.levels()), "");
    } catch (UnreadableImageException e) {
      return new Read(found.checksum(), null, "", String.valueOf(e.getMessage()));
    }
  }
}
