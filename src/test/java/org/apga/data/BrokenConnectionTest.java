package org.apga.data;

import static org.apga.data.TestData.greyPng;
import static org.apga.data.TestData.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.security.AccessControlException;
import org.apga.data.PartImages.Origin;
import org.apga.data.image.Channel;
import org.apga.files.Patience;
import org.apga.trouble.Manners;
import org.apga.trouble.OpenFiles;
import org.apga.trouble.Request;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble.Moment;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file system that fails says nothing about the images: no image may count as unreadable. */
@ExtendWith(OpenFiles.class)
class BrokenConnectionTest {
  private static final Decoding ONE = new Decoding(1, Reading.plain(Channel.LUMINANCE, 1000), 1);

  @TempDir Path root;
  private final List<String> told = new ArrayList<>();
  private Manifest manifest;
  private final Configuration configuration =
      TroubleFileSystem.configuration(TroubleFileSystem.SCHEME, Manners.ATOMIC, this::atOpening);

  private interface Meeting {
    void of(Request request) throws IOException;
  }

  /** What each of the next files meets that is opened. */
  private final Queue<Meeting> next = new ConcurrentLinkedQueue<>();

  private void meet(IOException trouble, int opened) {
    for (int i = 0; i < opened; i++) {
      next.add(
          request -> {
            throw trouble;
          });
    }
  }

  private void atOpening(Moment moment, Request request) throws IOException {
    if (moment == Moment.BEFORE && request.operation() == Operation.OPEN) {
      Meeting meeting = next.poll();
      if (meeting != null) {
        meeting.of(request);
      }
    }
  }

  @BeforeEach
  void writeAnImage() {
    write(root.resolve("a.png"), greyPng(1, 1, 5));
    manifest = listed("a.png");
  }

  private Manifest listed(String... paths) {
    return Manifest.of(
        "m",
        URI.create(TroubleFileSystem.SCHEME + "://" + root),
        Stream.of(paths).map(p -> new Example(p, 0, "p", "s", "elbow", Split.TRAIN)).toList());
  }

  private PartImages load(ImageCache cache, Patience patience) throws InterruptedException {
    return cache.load(manifest, "elbow", "", ONE, configuration, patience);
  }

  private PartImages load(ImageCache cache) throws InterruptedException {
    return load(cache, Patience.none());
  }

  /** As good as never over, and sleeps not. */
  private Patience patience() {
    return new Patience(Duration.ofMinutes(10), told::add, pause -> {});
  }

  /** As HDFS and S3A put it: all of them are plain {@link IOException}s to whoever reads. */
  static Stream<IOException> troubles() {
    return Stream.of(
        new ConnectException("Connection refused"),
        new BlockMissingException("/a.png", "Could not obtain block", 0),
        new RemoteException(StandbyException.class.getName(), "Not supported in state standby"),
        new ChecksumException("Checksum error: /a.png at 0", 0),
        new SSLException("Connection has been shut down"),
        new IOException("Slow Down (Service: S3, Status Code: 503)"),
        new AccessControlException("Permission denied: user=me"),
        new FileNotFoundException("/a.png (Permission denied)"),
        new FileNotFoundException("it is there, but cannot be opened"));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void troubleOnTheWayIsThrownAndNothingIsKept(IOException trouble) throws Exception {
    ImageCache cache = new ImageCache(100);
    meet(trouble, 1);

    assertThatThrownBy(() -> load(cache))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "Cannot read the image a.png: %s. Check the file system and run the same command again.",
            String.valueOf(trouble.getMessage()).replaceFirst("^.*Exception: ", ""));
    assertThat(cache.bytesKept()).isZero();
    assertThat(load(cache).examples()).hasSize(1);
  }

  @Test
  void troubleThatPassesIsWaitedForAndToldOfOnce() throws Exception {
    write(root.resolve("b.png"), greyPng(1, 1, 6));
    manifest = listed("a.png", "b.png");
    IOException slow = new IOException("Slow Down");
    meet(slow, 1);
    next.add(request -> {});
    meet(slow, 1);

    PartImages images = load(new ImageCache(100), patience());

    assertThat(images.examples()).hasSize(2);
    assertThat(images.unreadable()).isEmpty();
    assertThat(told)
        .containsExactly("Cannot read the image a.png: Slow Down. Trying for 10 minutes.");
  }

  @Test
  void oneImageThatCannotBeReachedEndsTheWaitForAllOthers() {
    String[] paths = IntStream.range(0, 100).mapToObj(i -> i + ".png").toArray(String[]::new);
    for (String path : paths) {
      write(root.resolve(path), greyPng(1, 1, 5));
    }
    manifest = listed(paths);
    meet(new IOException("Slow Down"), 10);

    assertThatThrownBy(() -> load(new ImageCache(100))).isInstanceOf(UncheckedIOException.class);
    assertThat(told).isEmpty();
  }

  @Test
  void noImageIsReadAnyMoreOnceAnotherHasFailed() {
    write(root.resolve("b.png"), greyPng(1, 1, 6));
    manifest = listed("a.png", "b.png");
    CountDownLatch reading = new CountDownLatch(1);
    AtomicBoolean read = new AtomicBoolean();
    next.add(
        request -> {
          while (reading.getCount() > 0) {
            Thread.onSpinWait();
          }
          throw new IOException("Slow Down");
        });
    next.add(
        request -> {
          reading.countDown();
          long end = System.nanoTime() + 100_000_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          read.set(true);
        });
    Decoding two = new Decoding(1, Reading.plain(Channel.LUMINANCE, 1000), 2);
    ImageCache cache = new ImageCache(100);

    assertThatThrownBy(() -> cache.load(manifest, "elbow", "", two, configuration, Patience.none()))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(read).isTrue();
  }

  @Test
  void anImageThatIsNotThereWhileItsDataSetIsCountsAsUnreadable() throws Exception {
    manifest = listed("a.png", "gone/b.png", "c.png");

    assertThat(load(new ImageCache(100), patience()).unreadable())
        .extracting(PartImages.Unreadable::reason)
        .containsExactly("not there", "not there");
  }

  /** An empty folder is what is left of a disk that is not mounted. */
  @Test
  void imagesOfAnEmptyFolderAreOutOfReachAndNotMissing() throws Exception {
    Files.delete(root.resolve("a.png"));

    assertThatThrownBy(() -> load(new ImageCache(100)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot read the image a.png: ");
  }

  @Test
  void whoeverWaitedForACallThatWaitedInVainDoesNotWaitAgain() throws Exception {
    ImageCache cache = new ImageCache(100);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    next.add(
        request -> {
          reading.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException().initCause(e);
          }
          throw new IOException("Slow Down");
        });
    FutureTask<PartImages> first = new FutureTask<>(() -> load(cache));
    new Thread(first).start();
    reading.await();
    FutureTask<PartImages> waiting = new FutureTask<>(() -> load(cache));
    Thread waitingThread = new Thread(waiting);
    waitingThread.start();
    while (waitingThread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    end.countDown();

    assertThatThrownBy(waiting::get)
        .hasCauseInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot read the image a.png: Slow Down.");
    assertThatThrownBy(first::get).hasCauseInstanceOf(UncheckedIOException.class);
  }

  @Test
  void whoeverWaitedForAnInterruptedCallDecodesForItself() throws Exception {
    ImageCache cache = new ImageCache(100);
    CountDownLatch reading = new CountDownLatch(1);
    next.add(
        request -> {
          reading.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException().initCause(e);
          }
        });
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
