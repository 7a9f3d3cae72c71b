package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apga.cli.CommandRun;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.trouble.Request;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A grid whose time ends before its trials do. */
@Timeout(300)
class NightIT {
  private static final String TOKEN = "planted-in-the-path-of-a-webhook";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String[] GRID = {
    "grid.arms=[baseline,apga]",
    "grid.seeds=[0,1]",
    "train.epochs=40",
    "train.batch-size=4",
    "selection.patience=40",
    "checkpoint.every-minutes=0"
  };

  /** Makes a trial of 40 epochs longer than half a minute on any machine: a write a checkpoint. */
  private static final long MILLIS_OF_A_CHECKPOINT = 800;

  @TempDir private Path folder;

  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  private String receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/" + TOKEN,
        exchange -> {
          received.add(JSON.readTree(exchange.getRequestBody()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + TOKEN;
  }

  private static String[] with(String... more) {
    return Stream.concat(Stream.of(GRID), Stream.of(more)).toArray(String[]::new);
  }

  /** A results root in which a checkpoint takes its time. */
  public static final class SlowCheckpoints implements Trouble {
    @Override
    public void at(Moment moment, Request request) throws IOException {
      if (moment == Moment.BEFORE
          && request.operation() == Operation.CREATE
          && request.file().matches(".*/checkpoints/.*/training.*")) {
        try {
          Thread.sleep(MILLIS_OF_A_CHECKPOINT);
        } catch (InterruptedException e) {
          throw new InterruptedIOException();
        }
      }
    }
  }

  /** The first night: checkpoints of every epoch, which do not decide a trial's numbers. */
  private static CommandRun slowly(TinyGrid grid, String... sets) {
    return grid.run(
        Map.of(
            "spark.hadoop." + TroubleFileSystem.IMPLEMENTATION, TroubleFileSystem.class.getName(),
            "spark.hadoop." + TroubleFileSystem.BY, SlowCheckpoints.class.getName()),
        "nights",
        Stream.concat(
                Stream.of(
                    "checkpoint.every-epochs=1",
                    "results.root=" + TroubleFileSystem.SCHEME + "://" + grid.root("nights")),
                Stream.of(with(sets)))
            .toArray(String[]::new));
  }

  @Test
  void whatTheClockStopsGoesOnToTheSameBits() throws Exception {
    TinyGrid grid = TinyGrid.in(folder, "elbow");
    String webhook = "notify.webhook=" + receiver();

    CommandRun first = slowly(grid, "run.max-gpu-hours=0.0005", webhook);

    assertThat(first.exitCode()).as(String.join("\n", first.lines())).isEqualTo(4);
    assertThat(first.lines())
        .anyMatch(
            line ->
                line.endsWith(
                    "stopping  run.max-gpu-hours = 5.0E-4: no trial starts, and running ones store"
                        + " a checkpoint"))
        .anyMatch(
            line -> line.matches(".*: stops at (the end of )?epoch .*, where its checkpoint is"))
        .anyMatch(
            line ->
                line.endsWith(
                    " not done: run.max-gpu-hours = 5.0E-4 was reached. The same command continues"
                        + " from there."));
    List<Row> left =
        grid.table("nights", Tables.TRIALS).stream()
            .filter(row -> row.text("status").equals("skipped"))
            .toList();
    assertThat(left)
        .isNotEmpty()
        .allMatch(row -> row.text("message").equals("stopped: run.max-gpu-hours = 5.0E-4"));
    assertThat(grid.store("nights").checkpoints().newest()).isNotEmpty();
    JsonNode end = received.get(0);
    assertThat(end.get("exit_code").asInt()).isEqualTo(4);
    assertThat(end.get("left").asInt()).isEqualTo(left.size());
    String page = Files.readString(Path.of(end.get("page").asText().replaceFirst("^\\w+:/*", "/")));
    assertThat(page).contains("stopped: run.max-gpu-hours = 5.0E-4");

    CommandRun tooLate = grid.run("nights", with("run.until=2026-01-01T07:00Z"));
    assertThat(tooLate.exitCode()).isEqualTo(4);
    assertThat(tooLate.lines()).noneMatch(line -> line.contains(": continues from"));

    CommandRun last = grid.run("nights", with(webhook));

    assertThat(last.exitCode()).as(String.join("\n", last.lines())).isZero();
    assertThat(last.lines()).anyMatch(line -> line.contains(": continues from epoch "));
    assertThat(grid.run("undisturbed", GRID).exitCode()).isZero();
    assertThat(grid.results("nights")).isEqualTo(grid.results("undisturbed"));
    assertThat(received).extracting(event -> event.get("exit_code").asInt()).containsExactly(4, 0);
    List<String> everything = new ArrayList<>(first.lines());
    everything.addAll(first.errors());
    everything.addAll(last.lines());
    everything.addAll(texts(grid.root("nights")));
    assertThat(everything).noneMatch(text -> text.contains(TOKEN));
  }

  private static List<String> texts(Path root) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return texts;
  }
}
