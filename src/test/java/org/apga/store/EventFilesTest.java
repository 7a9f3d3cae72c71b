package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.store.EventFiles.LastEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFilesTest {
  private static final Instant NOON = Instant.parse("2026-02-03T12:00:05.678Z");

  @TempDir private Path root;
  private ResultStore store = ResultStore.open("/", new Configuration(false));

  @BeforeEach
  void openTheStore() {
    store = ResultStore.open(root.toString(), new Configuration(false));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("events/run=r1"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void eachWritingIsAFileOfItsOwnInTheOrderOfTime() throws IOException {
    EventFiles events = store.events("r1", NOON);
    events.write("{\"event\":\"a\"}\n");
    events.write("{\"event\":\"b\"}\n{\"event\":\"c\"}\n");
    store.events("r1", NOON.plusSeconds(3600)).write("{\"event\":\"d\"}\n");

    assertThat(files())
        .hasSize(3)
        .extracting(file -> file.getFileName().toString().replaceAll("-[0-9a-f]{8}-", "-ID-"))
        .containsExactly(
            "20260203-120005-ID-000001.jsonl",
            "20260203-120005-ID-000002.jsonl",
            "20260203-130005-ID-000001.jsonl");
    assertThat(files().get(1)).hasContent("{\"event\":\"b\"}\n{\"event\":\"c\"}\n");
  }

  @Test
  void whatATryThatSeemedToFailHasLeftIsNotWrittenOver() throws IOException {
    EventFiles events = store.events("r1", NOON);
    events.write("{\"event\":\"a\"}\n");
    Path first = files().get(0);
    Path second = Path.of(first.toString().replace("-000001", "-000002"));
    Files.writeString(second, "left\n");

    events.write("{\"event\":\"b\"}\n");

    assertThat(files()).hasSize(3);
    assertThat(second).hasContent("left\n");
    assertThat(files().get(2)).hasContent("{\"event\":\"b\"}\n");
  }

  @Test
  void theLastEventOfEachProcessIsFound() throws IOException {
    EventFiles one = store.events("r1", NOON);
    one.write("{\"event\":\"run_started\"}\n");
    one.write("{\"event\":\"trial_started\"}\n{\"event\":\"run_finished\"}\n");
    store.events("r1", NOON.plusSeconds(5)).write("{\"event\":\"run_going_on\"}\n");
    Files.writeString(root.resolve("events/run=r1/notes.txt"), "mine");
    for (Path file : files()) {
      Files.setLastModifiedTime(file, FileTime.from(NOON));
    }

    assertThat(store.lastEvents())
        .containsExactly(
            new LastEvent("r1", "run_finished", NOON), new LastEvent("r1", "run_going_on", NOON));
  }

  @Test
  void aRootWithoutEventsHasNone() {
    assertThat(store.lastEvents()).isEmpty();
  }
}
