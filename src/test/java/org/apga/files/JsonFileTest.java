package org.apga.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFileTest {
  @TempDir private java.nio.file.Path folder;
  private FileSystem fs;
  private Path file;

  @BeforeEach
  void openTheFileSystem() throws IOException {
    fs = FileSystem.get(URI.create("file:///"), new Configuration());
    file = new Path(folder.resolve("trial/committed.json").toUri());
  }

  @Test
  void aDocumentIsReadBackAndEndsItsLine() throws IOException {
    assertThat(JsonFile.writeOnce(fs, file, attempt(1))).isEqualTo(JsonFile.Outcome.WRITTEN);

    assertThat(JsonFile.read(fs, file)).contains(attempt(1));
    assertThat(folder.resolve("trial/committed.json")).hasContent("{\n  \"attempt\" : 1\n}\n");
  }

  @Test
  void theSecondWriterIsToldAndChangesNothing() throws IOException {
    JsonFile.writeOnce(fs, file, attempt(1));

    assertThat(JsonFile.writeOnce(fs, file, attempt(2))).isEqualTo(JsonFile.Outcome.ALREADY_EXISTS);
    assertThat(JsonFile.read(fs, file)).contains(attempt(1));
  }

  @Test
  void ofManyWritersAtOnceExactlyOneWins() throws Exception {
    int writers = 8;
    CyclicBarrier start = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < 20; round++) {
        Path target = new Path(folder.resolve("round-" + round + "/committed.json").toUri());
        List<Callable<JsonFile.Outcome>> tasks = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          ObjectNode document = attempt(writer);
          tasks.add(
              () -> {
                start.await();
                return JsonFile.writeOnce(fs, target, document);
              });
        }
        List<JsonFile.Outcome> outcomes = new ArrayList<>();
        for (Future<JsonFile.Outcome> outcome : threads.invokeAll(tasks)) {
          outcomes.add(outcome.get());
        }
        int winner = outcomes.indexOf(JsonFile.Outcome.WRITTEN);
        assertThat(outcomes).containsOnlyOnce(JsonFile.Outcome.WRITTEN);
        assertThat(JsonFile.read(fs, target)).contains(attempt(winner));
        try (Stream<java.nio.file.Path> files = Files.list(folder.resolve("round-" + round))) {
          assertThat(files).hasSize(1);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs", "s3a"})
  void onOtherFileSystemsTheSecondWriterIsToldToo(String scheme) throws IOException {
    FileSystem other = new OtherFileSystem(scheme);
    other.initialize(URI.create(scheme + ":///"), new Configuration());
    Path target = new Path(folder.resolve("trial/committed.json").toString());

    assertThat(JsonFile.writeOnce(other, target, attempt(1))).isEqualTo(JsonFile.Outcome.WRITTEN);
    assertThat(JsonFile.writeOnce(other, target, attempt(2)))
        .isEqualTo(JsonFile.Outcome.ALREADY_EXISTS);

    assertThat(JsonFile.read(other, target)).contains(attempt(1));
    try (Stream<java.nio.file.Path> files = Files.list(folder.resolve("trial"))) {
      assertThat(files).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs", "s3a"})
  void onOtherFileSystemsAWriterThatIsOvertakenIsTold(String scheme) throws IOException {
    FileSystem other =
        new OtherFileSystem(scheme) {
          @Override
          public boolean mkdirs(Path path) throws IOException {
            boolean made = super.mkdirs(path);
            // The other writer comes in after this one has looked.
            Files.writeString(folder.resolve("trial/committed.json"), "{\"attempt\":9}");
            return made;
          }
        };
    other.initialize(URI.create(scheme + ":///"), new Configuration());
    Path target = new Path(folder.resolve("trial/committed.json").toString());

    assertThat(JsonFile.writeOnce(other, target, attempt(1)))
        .isEqualTo(JsonFile.Outcome.ALREADY_EXISTS);
    assertThat(JsonFile.read(other, target)).contains(attempt(9));
  }

  @Test
  void aMissingDocumentIsNothing() throws IOException {
    assertThat(JsonFile.read(fs, file)).isEmpty();
  }

  @Test
  void aDocumentCutOffIsRefusedWithItsLine() throws IOException {
    JsonFile.writeOnce(fs, file, attempt(1));
    Files.writeString(folder.resolve("trial/committed.json"), "{\n  \"attempt\" : ");

    assertThatThrownBy(() -> JsonFile.read(fs, file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot read " + file + ": line 2 is not JSON (")
        .hasMessageEndingWith("). Remove it, so that it is written again.")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anEmptyFileIsNotADocument() throws IOException {
    Files.createDirectories(folder.resolve("trial"));
    Files.createFile(folder.resolve("trial/committed.json"));

    assertThatThrownBy(() -> JsonFile.read(fs, file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot read "
                + file
                + ": it is not a JSON object. Remove it, so that it is written again.");
  }

  private static ObjectNode attempt(int number) {
    return JsonNodeFactory.instance.objectNode().put("attempt", number);
  }

  /** A local folder that goes by another scheme and, like HDFS, renames onto no file. */
  private static class OtherFileSystem extends RawLocalFileSystem {
    private final String scheme;

    OtherFileSystem(String scheme) {
      this.scheme = scheme;
    }

    @Override
    public URI getUri() {
      return URI.create(scheme + ":///");
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
      return !exists(to) && super.rename(from, to);
    }
  }
}
