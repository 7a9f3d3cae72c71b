package org.apga.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apga.evaluation.EvaluationException;
import org.apga.files.StoreException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The exit codes and messages of commands that fail. */
class ExitCodesTest {
  private static final StoreException AWAY =
      new StoreException("Cannot write X: no space. Make room.", new IOException("no space"));

  private record Told(int exitCode, String line) {}

  @Command(name = "failing")
  private record Failing(Callable<Integer> work) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      return work.call();
    }
  }

  private static Told told(Callable<Integer> work) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    CommandLine line = Main.commandLine();
    line.addSubcommand(new Failing(work));
    line.setErr(new PrintWriter(errors, true, UTF_8));
    int exitCode = line.execute("failing");
    return new Told(exitCode, errors.toString(UTF_8).strip());
  }

  private static Callable<Integer> throwing(Throwable thrown) {
    return () -> {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    };
  }

  private static Callable<Integer> begun(int exitCode, Throwable thrown) {
    return () -> BegunException.during(exitCode, "Half is there.", throwing(thrown));
  }

  @Test
  void whatIsWrongBeforeAnythingBeganIs2() {
    assertThat(told(throwing(AWAY))).isEqualTo(new Told(2, "Cannot write X: no space. Make room."));
    assertThat(told(throwing(new IOException("Cannot read Y: it is away. Wait."))))
        .isEqualTo(new Told(2, "Cannot read Y: it is away. Wait."));
  }

  @Test
  void theSameAfterWorkThatIsDoneIs3AndSaysWhatThereIs() {
    assertThat(told(begun(Main.UNPUBLISHED, AWAY)))
        .isEqualTo(new Told(3, "Cannot write X: no space. Make room. Half is there."));
    assertThat(told(begun(Main.UNPUBLISHED, new IllegalStateException("a bug"))))
        .isEqualTo(
            new Told(
                3,
                "Cannot finish apga failing: java.lang.IllegalStateException: a bug. The stack"
                    + " trace is in the log. Half is there."));
  }

  @Test
  void anErrorIsALineTooAndNotTheEndOfTheProcess() {
    assertThat(told(throwing(new OutOfMemoryError("Java heap space"))))
        .isEqualTo(
            new Told(
                1,
                "Cannot finish apga failing: java.lang.OutOfMemoryError: Java heap space. The stack"
                    + " trace is in the log."));
    assertThat(told(begun(Main.UNPUBLISHED, new OutOfMemoryError("Java heap space"))).exitCode())
        .isEqualTo(3);
  }

  @Test
  void scoringThatFailsHasFailedAndWasNotJustRefused() {
    assertThat(told(begun(Main.SOME_FAILED, new EvaluationException("Cannot trust the calls."))))
        .isEqualTo(new Told(1, "Cannot trust the calls. Half is there."));
  }

  @Test
  void theInnermostKnowsBestWhatThereIs() {
    assertThat(told(() -> BegunException.during(1, "All is there.", begun(Main.UNPUBLISHED, AWAY))))
        .isEqualTo(new Told(3, "Cannot write X: no space. Make room. Half is there."));
  }
}
