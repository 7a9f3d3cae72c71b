package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apga.cli.Interrupts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class InterruptsIT {

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalStopsTheCommandWhichEndsByItself(String signal) throws Exception {
    Process process = start("orderly");
    BufferedReader output = process.inputReader();
    assertThat(output.readLine()).isEqualTo("running");
    send(signal, process);

    assertThat(output.lines())
        .containsExactly(
            "stopping",
            "Stopped: 7 of 24 trials are committed in results. The same command continues from"
                + " there.");
    assertThat(process.waitFor()).isEqualTo(130);
  }

  @Test
  void aCommandThatDoesNotEndIsEndedAfterTheGracePeriod() throws Exception {
    Process process = start("stuck");
    BufferedReader output = process.inputReader();
    assertThat(output.readLine()).isEqualTo("running");
    send("INT", process);

    assertThat(output.lines())
        .containsExactly(
            "Stopped: 7 of 24 trials are committed in results. The same command continues from"
                + " there.");
    assertThat(process.waitFor()).isEqualTo(130);
  }

  private static void send(String signal, Process process) throws IOException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
  }

  private static Process start(String how) throws IOException {
    // What runs in the background of a script has SIGINT ignored, and so have its children.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Command.class.getName(), how));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** A command that runs until it is stopped. */
  static final class Command {
    private Command() {}

    public static void main(String[] arguments) throws InterruptedException {
      String farewell =
          "Stopped: 7 of 24 trials are committed in results. The same command continues from"
              + " there.";
      CountDownLatch end = new CountDownLatch(1);
      boolean stuck = arguments[0].equals("stuck");
      Runnable stop =
          () -> {
            if (!stuck) {
              System.out.println("stopping");
              end.countDown();
            }
          };
      Duration grace = stuck ? Duration.ofMillis(1) : Duration.ofMinutes(1);
      try (Interrupts interrupts = new Interrupts(stop, () -> farewell, System.out, grace)) {
        System.out.println("running");
        end.await();
        if (interrupts.happened()) {
          System.out.println(farewell);
        }
      }
      System.exit(Interrupts.EXIT_CODE);
    }
  }
}
