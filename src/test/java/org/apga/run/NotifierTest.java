package org.apga.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.apga.config.Arm;
import org.apga.secrets.Secrets;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class NotifierTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String TOKEN = "T024F/planted-in-a-path";

  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;

  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "receiver");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
  }

  @AfterEach
  void end() {
    over.countDown();
    server.stop(0);
  }

  private String receiver(Answer answer) {
    server.createContext(
        "/" + TOKEN,
        exchange -> {
          received.add(JSON.readTree(exchange.getRequestBody()));
          answer.to(exchange);
        });
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + TOKEN;
  }

  private static Answer status(int status) {
    return exchange -> {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    };
  }

  private static Notifier ofARun(String webhook, Duration patience) {
    Notifier notifier = new Notifier(webhook, patience);
    notifier.begins("20260203-abc", Grids.plan(3));
    return notifier;
  }

  @Test
  void aFailedTrialAndTheEndAreTold() {
    Secrets.learn(Map.of("lab.token", "planted-in-a-message").entrySet());
    Notifier notifier = ofARun(receiver(status(200)), LONG);
    notifier.finished(
        Grids.trial(Arm.BASELINE, 0),
        new TrialOutcome.Failed(
            Grids.trial(Arm.BASELINE, 0).id(),
            FailureCause.DATA,
            "Cannot read planted-in-a-message.",
            "r/failure.log"));
    notifier.finished(
        Grids.trial(Arm.BASELINE, 1), VirtualRunner.completed(Grids.trial(Arm.BASELINE, 1)));
    notifier.published("hdfs://me:pass-word@nn/report/index.html");

    assertThat(notifier.ended(1, "")).isEmpty();

    assertThat(received)
        .extracting(JsonNode::toString)
        .containsExactly(
            "{'event':'trial_failed','run':'20260203-abc','text':'APGA run 20260203-abc: elbow baseline"
                .concat(" seed 0 failed: DATA: Cannot read ***.','trial':'elbow-baseline-full-s0',")
                .concat(
                    "'title':'elbow baseline seed 0','cause':'DATA','message':'Cannot read ***.',")
                .concat("'log':'r/failure.log'}")
                .replace('\'', '"'),
            "{'event':'run_ended','run':'20260203-abc','text':'APGA run 20260203-abc: ended with exit"
                .concat(
                    " code 1: 1 of 3 trials are done, 1 failed, 1 are left','exit_code':1,'trials':3,")
                .concat("'done':1,'failed':1,'left':1,'message':'',")
                .concat("'page':'hdfs://***@nn/report/index.html'}")
                .replace('\'', '"'));
  }

  @Test
  void whereNothingWasStartedThereIsNoRun() {
    new Notifier(receiver(status(204)), LONG).ended(2, "Cannot reach the data set.");

    assertThat(received.get(0).get("run").isNull()).isTrue();
    assertThat(received.get(0).get("message").asText()).isEqualTo("Cannot reach the data set.");
  }

  @ParameterizedTest
  @CsvSource({"500, 2", "503, 2", "429, 2", "404, 1", "302, 1"})
  void anotherAnswerIsALineAndOneMoreTryWhereItMayHelp(int status, int tries) {
    String elsewhere = "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere";
    server.createContext("/elsewhere", exchange -> received.add(JSON.createObjectNode()));
    String webhook =
        receiver(
            exchange -> {
              exchange.getResponseHeaders().add("Location", elsewhere);
              status(status).to(exchange);
            });

    assertThat(ofARun(webhook, LONG).ended(0, "")).contains(line("it answered " + status));
    assertThat(received).hasSize(tries);
  }

  @Test
  void aReceiverThatIsNotThereIsALine() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(ofARun("http://127.0.0.1:" + port + "/" + TOKEN, LONG).ended(0, ""))
        .contains(line("ConnectException"));
    assertThat(ofARun("http://no.such.host.invalid/" + TOKEN, LONG).ended(0, ""))
        .contains(line("ConnectException"));
  }

  @Test
  void aReceiverThatNeverAnswersHoldsNobodyUp() {
    String webhook = receiver(exchange -> await());
    Notifier notifier = ofARun(webhook, Duration.ofSeconds(1));
    // More than could be told before the timeout of this test.
    for (int seed = 0; seed < 100; seed++) {
      notifier.finished(
          Grids.trial(Arm.BASELINE, seed),
          new TrialOutcome.Failed(
              Grids.trial(Arm.BASELINE, seed).id(), FailureCause.BUG, "A bug.", ""));
    }

    assertThat(notifier.ended(1, "")).contains(line("it did not answer within 1 s"));
  }

  @Test
  void anAnswerWithoutEndIsNotWaitedFor() {
    String webhook =
        receiver(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write("{[<".getBytes(UTF_8));
              exchange.getResponseBody().flush();
              await();
            });

    assertThat(ofARun(webhook, Duration.ofSeconds(1)).ended(0, ""))
        .contains(line("it did not answer within 1 s"));
  }

  @Test
  void nobodyIsTheDefault() {
    assertThat(ofARun("", LONG).ended(0, "")).isEmpty();
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String line(String why) {
    return "Cannot notify the receiver that notify.webhook names: "
        + why
        + ". Nothing else depends on it. Check the receiver.";
  }
}
