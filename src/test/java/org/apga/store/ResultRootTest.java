package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apga.files.StoreException;
import org.apga.trouble.Listeners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which folder can be a results root, and what it tells before anything is in it. */
class ResultRootTest {
  @TempDir private Path root;

  private static ResultStore open(String root) {
    return ResultStore.open(root, new Configuration(false));
  }

  @Test
  void aRootThatIsNotThereYetHoldsNothing() {
    ResultStore empty = open(root.resolve("not/yet").toString());

    assertThat(empty.commits()).isEmpty();
    assertThat(empty.plans().runs()).isEmpty();
    assertThat(empty.commit("elbow-apga-full-s7-0123456789ab")).isEmpty();
    assertThat(empty.plans().newest("run")).isEmpty();
    assertThat(empty.isPublished("run")).isFalse();
    assertThat(root.resolve("not")).doesNotExist();
  }

  @Test
  void aRootThatCanBeWrittenIsLeftAsItWas() throws IOException {
    open(root.resolve("new").toString()).requireWritable();

    assertThat(root.resolve("new")).isEmptyDirectory();
  }

  @Test
  void theTimeIsTheFileSystemsWhereItIsTold() throws IOException {
    FileTime theirs = FileTime.from(Instant.parse("2031-02-03T12:00:00Z"));
    ResultStore lossy = ResultStore.open("lossy:" + root, Listeners.configuration("lossy"));
    Listeners.listen(
        (request, done) -> {
          if (request.startsWith("status ") && request.contains("_probe-") && !done) {
            Files.setLastModifiedTime(Path.of(request.substring("status ".length())), theirs);
          }
        });
    Instant told = lossy.now();
    Listeners.listen(
        (request, done) -> {
          if (request.startsWith("create ")) {
            throw new IOException("Permission denied");
          }
        });
    Instant ours = lossy.now();
    Listeners.listen();

    assertThat(told).isEqualTo(theirs.toInstant());
    assertThat(ours).isBetween(Instant.now().minusSeconds(3600), Instant.now());
    assertThat(root).isEmptyDirectory();
    assertThat(open(root.resolve("not/yet").toString()).now()).isBeforeOrEqualTo(Instant.now());
    assertThat(root.resolve("not")).doesNotExist();
  }

  @Test
  void aFileWhereTheRootShouldBeIsRefused() throws IOException {
    Path file = Files.writeString(root.resolve("results"), "not a folder");
    ResultStore blocked = open(file.toString());

    assertThatThrownBy(blocked::requireWritable)
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "Cannot write results to file:%s: %s. Set results.root to a folder that this user may"
                + " write.",
            file, "Destination exists and is not a directory: " + file);
  }

  @Test
  void aRootBelowAFileIsRefused() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "not a folder");
    ResultStore blocked = open(file.resolve("results").toString());

    assertThatThrownBy(blocked::requireWritable)
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "Cannot write results to file:%s: Parent path is not a directory: file:%s. Set"
                + " results.root to a folder that this user may write.",
            file.resolve("results"), file);
  }

  @Test
  void aFileSystemNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> open("abfs9://container/results"))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "Cannot open results root abfs9://container/results: No FileSystem for scheme"
                + " \"abfs9\". Set results.root to a folder on a file system that this machine"
                + " reaches.");
  }

  @Test
  void anEmptyRootIsRefused() {
    assertThatThrownBy(() -> open(""))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "Cannot open results root \"\": Can not create a Path from an empty string. Set"
                + " results.root to a folder on a file system that this machine reaches.");
  }
}
