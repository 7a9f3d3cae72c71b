package org.apga.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apga.files.JsonFile;
import org.apga.files.Parallel;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.provenance.Machine;
import org.apga.provenance.RunProvenance;
import org.apga.secrets.Secrets;
import org.apga.store.EventFiles;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the events of a run as lines of JSON below its results root, so that a run can be watched
 * from elsewhere or examined later (docs/guide/monitoring.md lists the events and their fields).
 *
 * <p>A separate thread collects and writes events: twice a minute, and at once if a trial fails or
 * the run begins or ends. If the results root does not answer, the run goes on: lines wait, up to a
 * limit, and are written later.
 */
public final class EventLog implements GridListener, AutoCloseable {
  /** A run without an event for so long is dead; {@link #RUNNING} is written more often. */
  public static final Duration SILENCE = Duration.ofMinutes(15);

  /** Name of an event that other classes look for. */
  public static final String FINISHED = "run_finished";

  private static final String RUNNING = "run_going_on";
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(30);
  private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofMinutes(5);
  private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(20);

  /** Limit of what waits to be written, in characters: three hours of a grid on 64 GPUs. */
  private static final int MOST_WAITING = 16 << 20;

  private final EventFiles files;
  private final String run;
  private final InstantSource clock;
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(Parallel.daemons("event-log"));

  private final Map<TrialId, Trial> trials = new HashMap<>();
  private final Map<TrialId, TrialProgress> last = new HashMap<>();
  private final Set<TrialId> running = new HashSet<>();
  private StringBuilder waiting = new StringBuilder();
  private Instant lastEvent;
  private long dropped;
  private int done;
  private int failed;
  private int skipped;
  private int droppedTrials;

  public EventLog(EventFiles files, String run, InstantSource clock) {
    this.files = files;
    this.run = run;
    this.clock = clock;
    this.lastEvent = clock.instant();
    writer.scheduleWithFixedDelay(
        this::tick, BETWEEN_WRITES.toMillis(), BETWEEN_WRITES.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void planned(GridPlan plan) {
    plan.toTrain().forEach(trial -> trials.put(trial.id(), trial));
    RunProvenance software = RunProvenance.current();
    ObjectNode event = event("run_started").put("plan", plan.hash());
    event.put("trials", plan.trials().size()).put("to_train", plan.toTrain().size());
    event.put("done_before", plan.settled()).put("version", software.version());
    add(event.put("git_commit", software.gitCommit()).put("host", Machine.host()));
    writeSoon();
  }

  @Override
  public synchronized void started(Trial trial) {
    running.add(trial.id());
    last.remove(trial.id());
    add(event("trial_started", trial));
  }

  /** An epoch's figures come with the first progress of the next. */
  @Override
  public synchronized void progress(TrialProgress progress) {
    TrialProgress before = last.put(progress.trial(), progress);
    if (before != null && before.epoch() < progress.epoch()) {
      epoch(progress, before.epoch());
    }
  }

  private void epoch(TrialProgress progress, int epoch) {
    Trial trial = trials.get(progress.trial());
    if (trial != null) {
      ObjectNode event = event("trial_epoch", trial);
      event.put("epoch", epoch).put("epochs", progress.epochs());
      put(event, "accuracy", progress.accuracy());
      put(event, "loss", progress.loss());
      add(event);
    }
  }

  @Override
  public synchronized void note(Trial trial, String text) {
    add(event("trial_note", trial).put("text", text));
  }

  @Override
  public synchronized void paused(Trial trial, int epoch) {
    running.remove(trial.id());
    add(event("trial_paused", trial).put("epoch", epoch));
  }

  /** Not called when a trial is paused: its next attempt reports that epoch. */
  private void endOfEpoch(Trial trial) {
    TrialProgress before = last.remove(trial.id());
    if (before != null && before.epoch() > 0) {
      epoch(before, before.epoch());
    }
  }

  @Override
  public synchronized void finished(Trial trial, TrialOutcome outcome) {
    running.remove(trial.id());
    if (outcome instanceof TrialOutcome.Completed completed) {
      done++;
      endOfEpoch(trial);
      ObjectNode event = event("trial_finished", trial).put("seconds", completed.seconds());
      event.put("stop_reason", completed.stopReason());
      ObjectNode figures = event.putObject("figures");
      completed.figures().forEach((name, value) -> put(figures, name, value));
      add(event);
    } else if (outcome instanceof TrialOutcome.Failed failure) {
      failed++;
      ObjectNode event = event("trial_failed", trial).put("cause", failure.cause().name());
      add(event.put("message", failure.message()).put("log", failure.log()));
      writeSoon();
    } else if (outcome instanceof TrialOutcome.Skipped skip) {
      skipped++;
      add(event("trial_skipped", trial).put("reason", skip.reason()));
    } else if (outcome instanceof TrialOutcome.Halted halted) {
      droppedTrials++;
      endOfEpoch(trial);
      add(event("trial_dropped", trial).put("epoch", halted.epoch()));
    }
    last.remove(trial.id());
  }

  @Override
  public synchronized void stopping(String why) {
    add(counts(event("run_stopping")).put("reason", why));
    writeSoon();
  }

  @Override
  public synchronized void ended() {
    add(counts(event(FINISHED)));
    writeSoon();
  }

  @Override
  public synchronized void broken(Throwable cause) {
    add(counts(event("run_broken")).put("message", Secrets.redact(cause.toString())));
    writeSoon();
  }

  private ObjectNode counts(ObjectNode event) {
    event.put("running", running.size()).put("done", done);
    return event.put("failed", failed).put("skipped", skipped).put("dropped", droppedTrials);
  }

  private ObjectNode event(String name) {
    lastEvent = clock.instant();
    return JsonFile.object().put("time", lastEvent.toString()).put("event", name).put("run", run);
  }

  private ObjectNode event(String name, Trial trial) {
    return Runs.putDraw(event(name).put("trial", trial.id().value()), trial);
  }

  /** Leaves out NaN and infinities, which JSON does not have. */
  private static void put(ObjectNode event, String name, double value) {
    if (Double.isFinite(value)) {
      event.put(name, value);
    }
  }

  private void add(ObjectNode event) {
    if (waiting.length() > MOST_WAITING) {
      dropped++;
    } else {
      waiting.append(event).append('\n');
    }
  }

  private void tick() {
    synchronized (this) {
      Instant next = lastEvent.plus(BETWEEN_SIGNS_OF_LIFE);
      if (!clock.instant().isBefore(next)) {
        add(counts(event(RUNNING)));
      }
    }
    write();
  }

  private void writeSoon() {
    try {
      writer.execute(this::write);
    } catch (RejectedExecutionException e) {
      LOG.debug("The log is closed.", e);
    }
  }

  /** Writes the waiting lines; if that fails, they keep waiting. */
  void write() {
    StringBuilder lines;
    synchronized (this) {
      if (dropped > 0 && waiting.length() <= MOST_WAITING) {
        long lost = dropped;
        dropped = 0;
        add(event("events_dropped").put("events", lost));
      }
      lines = waiting;
      waiting = new StringBuilder();
    }
    if (lines.isEmpty()) {
      return;
    }
    try {
      files.write(lines.toString());
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot write the events of run {} yet: {}", run, e.toString());
      synchronized (this) {
        waiting.insert(0, lines);
      }
    }
  }

  /** Writes the waiting lines, for at most some seconds, and ends. */
  @Override
  public void close() {
    writeSoon();
    writer.shutdown();
    try {
      if (!writer.awaitTermination(PATIENCE_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("The last events of run {} were not written.", run);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
