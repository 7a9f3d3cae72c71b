package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndOfLogTest {
  @TempDir private Path root;

  private Path attempt;

  @BeforeEach
  void makeAnAttempt() throws IOException {
    attempt = Files.createDirectories(root.resolve("trials/elbow-apga/attempt-1"));
  }

  private Optional<String> end(String log, int most) {
    return ResultStore.open(root.toString(), new Configuration()).endOfLog(log, most);
  }

  @Test
  void aShortLogIsThereWhole() throws IOException {
    Path log = Files.writeString(attempt.resolve("failure.log"), "one\ntwo\n");

    assertThat(end(log.toString(), 100)).contains("one\ntwo\n");
    assertThat(end(log.toUri().toString(), 100)).contains("one\ntwo\n");
  }

  @Test
  void ofALongLogTheEndIsThereFromTheBeginningOfALine() throws IOException {
    Path log = Files.writeString(attempt.resolve("failure.log"), "one\ntwo\nthree\n");

    assertThat(end(log.toString(), 8)).contains("three\n");
  }

  @Test
  void noOtherFileOfTheMachineIsShown() throws IOException {
    Path elsewhere = Files.writeString(root.resolve("secret.txt"), "secret");

    assertThat(end(elsewhere.toString(), 100)).isEmpty();
    assertThat(end(root.resolve("trials/../secret.txt").toString(), 100)).isEmpty();
    assertThat(end("/etc/passwd", 100)).isEmpty();
  }

  @Test
  void wordsAPageAndAFileThatIsGoneAreNoLogs() {
    assertThat(end("log of executor 3", 100)).isEmpty();
    assertThat(end("http://worker:8081/logPage/?appId=1&executorId=2", 100)).isEmpty();
    assertThat(end(attempt.resolve("gone.log").toString(), 100)).isEmpty();
    assertThat(end("", 100)).isEmpty();
  }
}
