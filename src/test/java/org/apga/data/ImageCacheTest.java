package org.apga.data;

import static org.apga.data.TestData.CONFIGURATION;
import static org.apga.data.TestData.greyPng;
import static org.apga.data.TestData.hadoop;
import static org.apga.data.TestData.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apga.data.PartImages.Origin;
import org.apga.data.image.Channel;
import org.apga.files.Patience;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {
  /** Each group has 10 images of 4 x 4: 160 bytes. */
  private static final int IMAGES = 10;

  private static final Decoding FOUR = new Decoding(4, Reading.plain(Channel.LUMINANCE, 1000), 2);
  private static final long BYTES = 16 * IMAGES;

  @TempDir Path root;
  private Manifest manifest;

  @BeforeEach
  void writeImages() {
    StringBuilder csv = new StringBuilder("path,label,patient,study,group,split\n");
    for (String group : List.of("elbow", "hand", "wrist")) {
      for (int i = 0; i < IMAGES; i++) {
        String path = group + "/" + i + ".png";
        write(root.resolve(path), greyPng(8, 6, 20 * i));
        csv.append(path).append(",1,p,").append(group).append(",").append(group).append(",\n");
      }
    }
    write(root.resolve("m.csv"), csv.toString());
    manifest =
        ManifestCsv.read(hadoop(root.resolve("m.csv")), hadoop(root), Classes.TWO, CONFIGURATION);
  }

  private PartImages load(ImageCache cache, String group) throws InterruptedException {
    return cache.load(manifest, group, "", FOUR, CONFIGURATION, Patience.none());
  }

  @Test
  void aGroupIsDecodedOnceAndInTheManifestsOrder() throws Exception {
    ImageCache cache = new ImageCache(10 * BYTES);

    PartImages first = load(cache, "hand");
    PartImages second = load(cache, "hand");

    assertThat(first.examples()).isEqualTo(manifest.ofGroup("hand"));
    for (int i = 0; i < IMAGES; i++) {
      assertThat(first.pixels().get(i)).hasSize(16).containsOnly((byte) (20 * i));
    }
    assertThat(first.origin()).isEqualTo(Origin.DECODED);
    assertThat(first.decodeSeconds()).isPositive();
    assertThat(second.origin()).isEqualTo(Origin.CACHE);
    assertThat(second.pixels().get(3)).isSameAs(first.pixels().get(3));
    assertThat(cache.bytesKept()).isEqualTo(BYTES);
  }

  @Test
  void whatWasUsedLongestAgoGoesFirst() throws Exception {
    ImageCache cache = new ImageCache(2 * BYTES);
    load(cache, "elbow");
    load(cache, "hand");
    load(cache, "elbow");
    load(cache, "wrist");

    assertThat(cache.bytesKept()).isEqualTo(2 * BYTES);
    assertThat(load(cache, "elbow").origin()).isEqualTo(Origin.CACHE);
    assertThat(load(cache, "wrist").origin()).isEqualTo(Origin.CACHE);
    assertThat(load(cache, "hand").origin()).isEqualTo(Origin.DECODED);
  }

  @Test
  void aGroupLargerThanTheCacheIsServedAndNotKept() throws Exception {
    ImageCache cache = new ImageCache(BYTES - 1);

    assertThat(load(cache, "elbow").examples()).hasSize(IMAGES);
    assertThat(load(cache, "elbow").origin()).isEqualTo(Origin.DECODED);
    assertThat(cache.bytesKept()).isZero();
  }

  @Test
  void anotherSizeOrChannelIsAnotherEntry() throws Exception {
    ImageCache cache = new ImageCache(100 * BYTES);
    load(cache, "elbow");

    Decoding larger = new Decoding(8, Reading.plain(Channel.LUMINANCE, 1000), 1);
    Decoding first = new Decoding(4, Reading.plain(Channel.FIRST, 1000), 1);

    assertThat(
            cache
                .load(manifest, "elbow", "", larger, CONFIGURATION, Patience.none())
                .pixels()
                .get(0))
        .hasSize(64);
    assertThat(cache.load(manifest, "elbow", "", first, CONFIGURATION, Patience.none()).origin())
        .isEqualTo(Origin.DECODED);
  }

  @Test
  void callsAtTheSameTimeShareOneDecoding() throws Exception {
    ImageCache cache = new ImageCache(10 * BYTES);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<PartImages>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(() -> load(cache, "elbow"));
      }
      List<Origin> origins = new ArrayList<>();
      for (Future<PartImages> call : pool.invokeAll(calls)) {
        origins.add(call.get().origin());
      }
      assertThat(origins).containsOnlyOnce(Origin.DECODED);
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void unreadableImagesAreListedWithTheirReason() throws Exception {
    Files.delete(root.resolve("elbow/1.png"));
    write(root.resolve("elbow/2.png"), new byte[0]);
    write(root.resolve("elbow/3.png"), "no image");
    write(root.resolve("elbow/4.png"), Arrays.copyOf(greyPng(8, 6, 3), 50));
    write(root.resolve("elbow/5.png"), greyPng(40, 26, 3));

    PartImages images = load(new ImageCache(BYTES), "elbow");

    assertThat(images.unreadable())
        .extracting(u -> u.example().path() + ": " + u.reason())
        .containsExactly(
            "elbow/1.png: not there",
            "elbow/2.png: it is empty",
            "elbow/3.png: it is not a PNG, JPEG, DICOM or other known image",
            "elbow/4.png: it is truncated",
            "elbow/5.png: it has 40 x 26 pixels, more than the limit of 1000");
    assertThat(images.examples())
        .extracting(Example::path)
        .containsExactly("elbow/0.png", "elbow/6.png", "elbow/7.png", "elbow/8.png", "elbow/9.png");
    assertThat(images.pixels().get(1)).containsOnly((byte) 120);
  }

  @Test
  void noLinkLeadsOutOfTheDataSetsFolder(@TempDir Path outside) throws Exception {
    write(outside.resolve("secret.png"), greyPng(8, 6, 3));
    Path image = root.resolve("elbow/0.png");
    Files.delete(image);
    Files.createSymbolicLink(image, outside.resolve("secret.png"));
    Files.delete(root.resolve("elbow/1.png"));
    Files.createSymbolicLink(root.resolve("elbow/1.png"), Path.of("2.png"));

    PartImages images = load(new ImageCache(BYTES), "elbow");

    assertThat(images.unreadable())
        .extracting(u -> u.example().path() + ": " + u.reason())
        .containsExactly("elbow/0.png: it is a link that leads out of the data set's folder");
  }

  @Test
  void aDataSetMayItselfBeReachedThroughALink(@TempDir Path elsewhere) throws Exception {
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), root);
    Manifest linked =
        ManifestCsv.read(hadoop(link.resolve("m.csv")), hadoop(link), Classes.TWO, CONFIGURATION);

    PartImages images =
        new ImageCache(BYTES).load(linked, "hand", "", FOUR, CONFIGURATION, Patience.none());

    assertThat(images.unreadable()).isEmpty();
  }

  @Test
  void namesThatAUrlWouldEscapeAreFound() throws Exception {
    Path odd = root.resolve("50 % of #1?");
    write(odd.resolve("d/a b [x] %20.png"), greyPng(4, 4, 9));
    write(
        odd.resolve("m.csv"), "path,label,patient,study,group,split\nd/a b [x] %20.png,0,p,s,g,\n");
    Manifest manifest =
        ManifestCsv.read(hadoop(odd.resolve("m.csv")), hadoop(odd), Classes.TWO, CONFIGURATION);

    PartImages images =
        new ImageCache(BYTES).load(manifest, "g", "", FOUR, CONFIGURATION, Patience.none());

    assertThat(images.unreadable()).isEmpty();
  }

  @Test
  void identicalImagesHaveTheSameHash() throws Exception {
    write(root.resolve("elbow/1.png"), greyPng(20, 20, 180));

    PartImages images = load(new ImageCache(BYTES), "elbow");

    assertThat(images.hashes().get(1)).isEqualTo(images.hashes().get(9)).hasSize(64);
    assertThat(images.hashes().get(2)).isNotEqualTo(images.hashes().get(1));
  }

  @Test
  void anUnknownGroupFailsEveryCallAndLeavesTheCacheUsable() throws Exception {
    ImageCache cache = new ImageCache(BYTES);
    for (int call = 0; call < 2; call++) {
      assertThatThrownBy(() -> load(cache, "knee"))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "Cannot use the group knee: m has no such group. Take one of elbow, hand, wrist.");
    }
    assertThat(load(cache, "hand").origin()).isEqualTo(Origin.DECODED);
  }

  @Test
  void aFolderThatAMachineDoesNotSeeIsNamed() {
    Manifest elsewhere = Manifest.of("m", root.resolve("nowhere").toUri(), manifest.examples());

    assertThatThrownBy(
            () ->
                new ImageCache(BYTES)
                    .load(elsewhere, "hand", "", FOUR, CONFIGURATION, Patience.none()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the images of m: there is no folder file:%s/nowhere. Set data.root to a folder"
                + " that every machine can read.",
            root);
  }

  @Test
  void theCacheOfTheJvmIsOneAndTakesANewLimit() throws Exception {
    ImageCache cache = ImageCache.ofJvm(3 * BYTES);
    load(cache, "elbow");
    load(cache, "hand");

    assertThat(ImageCache.ofJvm(BYTES)).isSameAs(cache);
    assertThat(cache.bytesKept()).isEqualTo(BYTES);
    ImageCache.ofJvm(0);
    assertThat(cache.bytesKept()).isZero();
  }

  @Test
  void anInterruptedLoadLeavesNoEntryBehind() throws Exception {
    ImageCache cache = new ImageCache(BYTES);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> load(cache, "hand")).isInstanceOf(InterruptedException.class);

    assertThat(load(cache, "hand").origin()).isEqualTo(Origin.DECODED);
  }
}
