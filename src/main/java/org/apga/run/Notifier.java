package org.apga.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apga.files.JsonFile;
import org.apga.files.Parallel;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.secrets.Secrets;
import org.apga.trial.TrialOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Notifies {@code notify.webhook} of each trial that fails, and of a run's end
 * (docs/guide/monitoring.md lists the fields).
 *
 * <p>A receiver never delays a grid: a separate thread posts, waits some seconds for an answer,
 * tries once more if the receiver does not answer or reports an error of its own, and follows no
 * redirection. An event that the receiver does not accept is lost. The receiver's address is a
 * secret and is in no message.
 */
public final class Notifier implements GridListener {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int TRIES = 2;
  private static final int TOO_MANY_REQUESTS = 429;

  private final @Nullable URI receiver;
  private final Duration patience;
  private final @Nullable HttpClient client;
  private final ExecutorService poster =
      Executors.newSingleThreadExecutor(Parallel.daemons("notify"));

  private @Nullable String run;
  private @Nullable String page;
  private int trials;
  private int done;
  private int failed;
  private @Nullable String trouble;

  /**
   * @param webhook the receiver's address; empty for no notifications
   */
  public Notifier(String webhook) {
    this(webhook, PATIENCE);
  }

  Notifier(String webhook, Duration patience) {
    this.receiver = webhook.isEmpty() ? null : URI.create(webhook);
    this.patience = patience;
    this.client =
        receiver == null
            ? null
            : HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
  }

  public synchronized void begins(String name, GridPlan plan) {
    run = name;
    trials = plan.trials().size();
    done = plan.settled();
    failed = 0;
  }

  @Override
  public synchronized void finished(Trial trial, TrialOutcome outcome) {
    if (outcome instanceof TrialOutcome.Completed || outcome instanceof TrialOutcome.Halted) {
      done++;
    } else if (outcome instanceof TrialOutcome.Failed failure) {
      failed++;
      ObjectNode event =
          event(
              "trial_failed",
              trial.title() + " failed: " + failure.cause() + ": " + failure.message());
      event.put("trial", trial.id().value()).put("title", trial.title());
      event.put("cause", failure.cause().name()).put("message", failure.message());
      poster.execute(() -> post(event.put("log", failure.log())));
    }
  }

  /** Sets where the report page of the run is. */
  public synchronized void published(String where) {
    page = Secrets.redact(where);
  }

  /**
   * Notifies of the end, after the events that wait. Waits some seconds for the receiver.
   *
   * @param message what went wrong; empty if nothing did
   * @return why a notification failed, as one line; empty if none did
   */
  public Optional<String> ended(int exitCode, String message) {
    poster.shutdown();
    try {
      if (!poster.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        poster.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    post(end(exitCode, Secrets.redact(message)));
    synchronized (this) {
      return Optional.ofNullable(trouble)
          .map(
              why ->
                  "Cannot notify the receiver that notify.webhook names: "
                      + why
                      + ". Nothing else depends on it. Check the receiver.");
    }
  }

  private synchronized ObjectNode end(int exitCode, String message) {
    int left = trials - done - failed;
    ObjectNode event =
        event(
            "run_ended",
            "ended with exit code %d: %d of %d trials are done, %d failed, %d are left%s"
                .formatted(exitCode, done, trials, failed, left, after(message)));
    event.put("exit_code", exitCode).put("trials", trials).put("done", done);
    return event.put("failed", failed).put("left", left).put("message", message).put("page", page);
  }

  private static String after(String message) {
    return message.isEmpty() ? "" : ". " + message;
  }

  /** Returns an event with a {@code text}, which chats show. */
  private ObjectNode event(String name, String text) {
    String of = run == null ? "APGA" : "APGA run " + run;
    return JsonFile.object().put("event", name).put("run", run).put("text", of + ": " + text);
  }

  private void post(ObjectNode event) {
    if (receiver == null || client == null) {
      return;
    }
    HttpRequest request =
        HttpRequest.newBuilder(receiver)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(event.toString()))
            .build();
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      CompletableFuture<HttpResponse<Void>> answer =
          client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
      try {
        int status = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        if (status / 100 == 2) {
          return;
        }
        why = "it answered " + status;
        if (status / 100 != 5 && status != TOO_MANY_REQUESTS) {
          break;
        }
      } catch (TimeoutException e) {
        why = "it did not answer within " + patience.toSeconds() + " s";
      } catch (ExecutionException e) {
        // Without its message, which may contain the address.
        why = (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        answer.cancel(true);
      }
    }
    synchronized (this) {
      trouble = why;
    }
  }
}
