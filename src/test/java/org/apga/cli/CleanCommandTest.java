package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.files.JsonFile;
import org.apga.store.Attempt;
import org.apga.store.ResultStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanCommandTest {
  @TempDir private Path root;
  private String other = "";
  private String counting = "";

  /** Two attempts, one of which counts, and a run; all are ten days old. */
  @BeforeEach
  void fillTheRoot() throws IOException {
    ResultStore store = store();
    other = "trials/t/" + store.begin("t").name();
    Attempt counts = store.begin("t");
    counting = counts.name().toString();
    store.commit(counts.offer("elbow", "apga", "full", 0, new TreeMap<>(), new TreeMap<>()));
    store.plans().freeze("20260101-a", JsonFile.object());
    Files.write(root.resolve(other + "/classifier.npz"), new byte[2_500_000]);
    date(Duration.ofDays(10));
  }

  private ResultStore store() {
    return ResultStore.open(root.toString(), new Configuration(false));
  }

  private void date(Duration age) throws IOException {
    Instant modified = Instant.now().minus(age);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(modified));
      }
    }
  }

  private CommandRun clean(String... options) {
    return CommandRun.of(
        Map.of(),
        Stream.concat(Stream.of("clean", root.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void nothingIsRemovedUnlessThatIsAskedFor() {
    CommandRun dry = clean("--keep-runs", "0");

    assertThat(dry.exitCode()).isZero();
    assertThat(dry.lines())
        .containsExactly(
            "attempt             2.5 MB  " + other + ": " + counting + " counts",
            "run                 0.0 MB  plans/20260101-a.json: the last 0 runs are kept",
            "2 items, 2.5 MB, can be removed. Nothing is removed yet: add --delete.");
    assertThat(root.resolve(other)).isDirectory();
    assertThat(store().plans().runs()).hasSize(1);
  }

  @Test
  void whatCanGoIsRemoved() {
    CommandRun clean = clean("--delete");

    assertThat(clean.exitCode()).isZero();
    assertThat(clean.lines())
        .containsExactly(
            "attempt             2.5 MB  " + other + ": " + counting + " counts",
            "1 item, 2.5 MB, removed.");
    assertThat(root.resolve(other)).doesNotExist();
    assertThat(root.resolve("trials/t/" + counting)).isDirectory();
    assertThat(store().commits()).hasSize(1);
    assertThat(store().plans().runs()).hasSize(1);
    assertThat(clean("--delete").lines()).containsExactly("Nothing older than 7d can be removed.");
  }

  @Test
  void whatIsYoungerIsKept() {
    assertThat(clean("--older-than", "11d").lines())
        .containsExactly("Nothing older than 11d can be removed.");
    assertThat(clean("--older-than", "200h").lines()).hasSize(2);
    assertThat(clean("--older-than", "0m").lines()).hasSize(2);
  }

  @Test
  void whileARunIsActiveNothingIsTouched() throws IOException {
    store().events("r1", Instant.now()).write("{\"event\":\"trial_started\"}\n");

    CommandRun refused = clean("--delete");

    assertThat(refused.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(refused.errors())
        .containsExactly(
            "Cannot clean file:"
                + root
                + ": run r1 is active, or was until 0 minutes ago. Wait until it has ended, or pass"
                + " --force if it is dead.");
    assertThat(root.resolve(other)).isDirectory();
    assertThat(clean("--delete", "--force").exitCode()).isZero();
    assertThat(root.resolve(other)).doesNotExist();
  }

  @Test
  void aRunThatHasEndedOrIsSilentForLongIsNotActive() throws IOException {
    store().events("r1", Instant.now()).write("{\"event\":\"run_finished\"}\n");
    assertThat(clean().exitCode()).isZero();

    store().events("r1", Instant.now()).write("{\"event\":\"trial_started\"}\n");
    assertThat(clean().exitCode()).isEqualTo(Main.NOTHING_STARTED);
    date(Duration.ofMinutes(16));
    assertThat(clean().exitCode()).isZero();
  }

  @Test
  void anAgeThatIsNoneAndANumberBelowZeroAreRefused() {
    assertThat(clean("--older-than", "3 weeks").errors())
        .containsExactly(
            "Cannot clean with --older-than 3 weeks: it must be a whole number with d, h or m. Use"
                + " --older-than 7d.");
    assertThat(clean("--keep-runs", "-1").errors())
        .containsExactly(
            "Cannot clean with --keep-runs -1: it must be 0 or more. Use --keep-runs 10.");
  }

  @Test
  void anEmptyRootHasNothingToClean() {
    CommandRun clean = CommandRun.of(Map.of(), "clean", root.resolve("none").toString());

    assertThat(clean.exitCode()).isZero();
    assertThat(clean.lines()).isEqualTo(List.of("Nothing older than 7d can be removed."));
    assertThat(root.resolve("none")).doesNotExist();
  }
}
