package org.apga.data;

import static org.apga.data.TestData.greyPng;
import static org.apga.data.TestData.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apga.data.PartImages.Origin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that fails says nothing about the images: no image may count as unreadable. */
class BrokenConnectionTest {
  private static final Decoding ONE = new Decoding(1, Channel.LUMINANCE, 1000, 1);

  @TempDir Path root;
  private Manifest manifest;
  private final Configuration configuration = new Configuration(false);

  /** The local files, but the first read does what a test asks for. */
  public static final class Troubled extends RawLocalFileSystem {
    private interface Trouble {
      void strike() throws IOException;
    }

    private static Trouble first = () -> {};

    @Override
    public URI getUri() {
      return URI.create("troubled:///");
    }

    @Override
    protected void checkPath(org.apache.hadoop.fs.Path path) {}

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int buffer) throws IOException {
      Trouble trouble;
      synchronized (Troubled.class) {
        trouble = first;
        first = () -> {};
      }
      trouble.strike();
      return super.open(path, buffer);
    }
  }

  @BeforeEach
  void writeAnImage() {
    configuration.setClass("fs.troubled.impl", Troubled.class, Troubled.class);
    configuration.setBoolean("fs.troubled.impl.disable.cache", true);
    write(root.resolve("a.png"), greyPng(1, 1, 5));
    manifest =
        Manifest.of(
            "m",
            URI.create("troubled://" + root),
            List.of(new Example("a.png", 0, "p", "s", "elbow", Split.TRAIN)),
            0);
  }

  private PartImages load(ImageCache cache) throws InterruptedException {
    return cache.load(manifest, "elbow", ONE, configuration);
  }

  @Test
  void aRefusedConnectionIsThrownAndTheNextCallTriesAgain() throws Exception {
    ImageCache cache = new ImageCache(100);
    Troubled.first =
        () -> {
          throw new ConnectException("refused");
        };

    assertThatThrownBy(() -> load(cache))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot reach troubled://" + root + ".");
    assertThat(load(cache).examples()).hasSize(1);
  }

  @Test
  void anErrorOfOneFileIsThatImagesAlone() throws Exception {
    Troubled.first =
        () -> {
          throw new IOException("bad block");
        };

    assertThat(load(new ImageCache(100)).unreadable())
        .extracting(PartImages.Unreadable::reason)
        .containsExactly("it cannot be read (bad block)");
  }

  @Test
  void whoeverWaitedForAnInterruptedCallDecodesForItself() throws Exception {
    ImageCache cache = new ImageCache(100);
    CountDownLatch reading = new CountDownLatch(1);
    Troubled.first =
        () -> {
          reading.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException().initCause(e);
          }
        };
    FutureTask<PartImages> killed = new FutureTask<>(() -> load(cache));
    Thread killedThread = new Thread(killed);
    killedThread.start();
    reading.await();
    FutureTask<PartImages> waiting = new FutureTask<>(() -> load(cache));
    Thread waitingThread = new Thread(waiting);
    waitingThread.start();
    while (waitingThread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    killedThread.interrupt();

    assertThat(waiting.get().origin()).isEqualTo(Origin.DECODED);
    assertThatThrownBy(killed::get).hasCauseInstanceOf(InterruptedException.class);
  }
}
