package org.apga.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apga.files.Parallel;
import org.apga.plan.Cost;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.GridListener;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.jspecify.annotations.Nullable;

/**
 * Shows a grid's progress. Each trial that ends adds a line. On a terminal, a block below these
 * lines, redrawn in place, shows the running trials; elsewhere, a trial that starts also adds a
 * line, and so does an epoch now and then.
 */
public final class ProgressConsole implements GridListener {
  private static final Duration LEAST_BETWEEN_EPOCH_LINES = Duration.ofSeconds(30);
  private static final Duration LEAST_BETWEEN_DRAWINGS = Duration.ofMillis(100);
  private static final int MOST_RUNNING_LINES = 16;
  private static final int MOST_FIGURES = 3;
  private static final int USUAL_COLUMNS = 80;

  private final PrintStream out;
  private final OptionalInt columns;
  private final InstantSource clock;
  private final ToDoubleFunction<Trial> weight;

  private final Map<TrialId, Running> running = new LinkedHashMap<>();
  private final Map<TrialId, Double> secondsBefore = new HashMap<>();
  private Instant begin;
  private Instant lastDrawing = Instant.MIN;
  private int linesDrawn;
  private int trials;
  private int done;
  private int failed;
  private int skipped;
  private int dropped;
  private double lengthToGo;
  private double lengthCompleted;
  private double secondsCompleted;

  private static final class Running {
    final Trial trial;
    final Instant since;
    Instant lastLine;
    @Nullable TrialProgress progress;

    Running(Trial trial, Instant since) {
      this.trial = trial;
      this.since = since;
      this.lastLine = since;
    }
  }

  /**
   * @param columns width of a terminal that can redraw; empty for a file, a pipe or a cron job
   * @param weight relative length of a trial apart from its arm, as for {@link
   *     org.apga.run.GridRunner}
   */
  public ProgressConsole(
      PrintStream out, OptionalInt columns, InstantSource clock, ToDoubleFunction<Trial> weight) {
    this.out = out;
    this.columns = columns;
    this.clock = clock;
    this.weight = weight;
    this.begin = clock.instant();
  }

  /** A console on standard output, whose block is redrawn every second. */
  public static ProgressConsole onStandardOutput(ToDoubleFunction<Trial> weight) {
    ProgressConsole console =
        new ProgressConsole(System.out, columnsOfLauncher(), InstantSource.system(), weight);
    Executors.newSingleThreadScheduledExecutor(Parallel.daemons("progress"))
        .scheduleAtFixedRate(console::tick, 1, 1, TimeUnit.SECONDS);
    return console;
  }

  /**
   * The width of the terminal that the launcher found. Java 17 cannot find it, because {@code
   * System.console()} depends on standard input too.
   */
  private static OptionalInt columnsOfLauncher() {
    return Boolean.getBoolean("apga.terminal")
        ? OptionalInt.of(Integer.getInteger("apga.columns", USUAL_COLUMNS))
        : OptionalInt.empty();
  }

  @Override
  public synchronized void planned(GridPlan plan) {
    begin = clock.instant();
    trials = plan.toTrain().size();
    lengthToGo = plan.toTrain().stream().mapToDouble(this::length).sum();
    int before = plan.settled();
    line(
        "%s to train%s.",
        count(trials, "trial"), before == 0 ? "" : ", " + before + " done before");
  }

  @Override
  public synchronized void started(Trial trial) {
    running.put(trial.id(), new Running(trial, clock.instant()));
    if (columns.isEmpty()) {
      line("%s started   %s", stamp(), trial.title());
    }
    draw();
  }

  @Override
  public synchronized void progress(TrialProgress progress) {
    Running trial = running.get(progress.trial());
    if (trial == null) {
      return;
    }
    boolean newEpoch = trial.progress == null || trial.progress.epoch() != progress.epoch();
    trial.progress = progress;
    Instant now = clock.instant();
    if (columns.isPresent()) {
      tick();
    } else if (newEpoch && !now.isBefore(trial.lastLine.plus(LEAST_BETWEEN_EPOCH_LINES))) {
      trial.lastLine = now;
      line("%s training  %s: %s", stamp(), progress.title(), where(progress));
    }
  }

  @Override
  public synchronized void note(Trial trial, String text) {
    line("%s note      %s: %s", stamp(), trial.title(), text);
    draw();
  }

  @Override
  public synchronized void paused(Trial trial, int epoch) {
    Running was = running.remove(trial.id());
    if (was != null) {
      secondsBefore.merge(trial.id(), secondsSince(was.since), Double::sum);
    }
    draw();
  }

  @Override
  public synchronized void finished(Trial trial, TrialOutcome outcome) {
    Running was = running.remove(trial.id());
    lengthToGo -= length(trial);
    double before = Objects.requireNonNullElse(secondsBefore.remove(trial.id()), 0.0);
    if (outcome instanceof TrialOutcome.Completed completed) {
      done++;
      lengthCompleted += length(trial);
      secondsCompleted += before + (was == null ? completed.seconds() : secondsSince(was.since));
      line(
          "%s done      %s in %s%s",
          stamp(), trial.title(), clockTime(completed.seconds()), figures(completed));
    } else if (outcome instanceof TrialOutcome.Failed failure) {
      failed++;
      line(
          "%s FAILED    %s: %s: %s%s",
          stamp(),
          trial.title(),
          failure.cause(),
          failure.message(),
          failure.log().isEmpty() ? "" : " Log: " + failure.log());
    } else if (outcome instanceof TrialOutcome.Halted halted) {
      dropped++;
      lengthCompleted += length(trial);
      secondsCompleted += before;
      line("%s dropped   %s at the end of epoch %s", stamp(), trial.title(), halted.epoch());
    } else if (outcome instanceof TrialOutcome.Skipped skip) {
      skipped++;
      if (!skip.reason().startsWith(TrialOutcome.STOPPED)) {
        line("%s skipped   %s: %s", stamp(), trial.title(), skip.reason());
      }
    }
    draw();
  }

  @Override
  public synchronized void stopping(String why) {
    line("%s stopping  %s: no trial starts, and running ones store a checkpoint", stamp(), why);
    draw();
  }

  @Override
  public void ended() {
    leave();
  }

  @Override
  public void broken(Throwable cause) {
    leave();
  }

  /** Prints the totals and ends the block, so that it is not drawn over later lines. */
  private synchronized void leave() {
    line(
        "%s trained in %s%s%s%s.",
        count(done, "trial"),
        clockTime(secondsSince(begin)),
        dropped == 0 ? "" : ", " + dropped + " dropped early",
        failed == 0 ? "" : ", " + failed + " failed",
        skipped == 0 ? "" : ", " + skipped + " not started or stopped");
    running.clear();
    trials = 0;
  }

  /** Redraws the block to update its times, unless it was just redrawn. */
  public synchronized void tick() {
    if (!clock.instant().isBefore(lastDrawing.plus(LEAST_BETWEEN_DRAWINGS))) {
      draw();
    }
  }

  /** Prints a line that stays, above the block. */
  private void line(String format, Object... arguments) {
    String text = ApgaCommand.text(format, arguments);
    out.print(eraseBlock() + text + "\n");
    out.flush();
    linesDrawn = 0;
  }

  private void draw() {
    if (columns.isEmpty() || trials == 0) {
      return;
    }
    lastDrawing = clock.instant();
    StringBuilder block = new StringBuilder(eraseBlock());
    linesDrawn = 0;
    add(block, summary());
    int shown = running.size() > MOST_RUNNING_LINES ? MOST_RUNNING_LINES - 1 : running.size();
    int width = running.values().stream().mapToInt(r -> r.trial.title().length()).max().orElse(0);
    running.values().stream().limit(shown).forEach(r -> add(block, describe(r, width)));
    if (shown < running.size()) {
      add(block, "  and " + (running.size() - shown) + " more");
    }
    out.print(block);
    out.flush();
  }

  private void add(StringBuilder block, String text) {
    // A line that wraps would make the count of lines to move up wrong.
    int most = columns.orElseThrow() - 1;
    block.append(text, 0, Math.min(text.length(), most)).append('\n');
    linesDrawn++;
  }

  private String eraseBlock() {
    // ECMA-48: up, to the first column, erase what is below.
    return linesDrawn == 0 ? "" : "\u001b[" + linesDrawn + "A\r\u001b[J";
  }

  private String summary() {
    return String.format(
        "%s of %s done, %s running%s%s%s, %s elapsed%s",
        done,
        trials,
        running.size(),
        dropped == 0 ? "" : ", " + dropped + " dropped",
        failed == 0 ? "" : ", " + failed + " failed",
        skipped == 0 ? "" : ", " + skipped + " skipped",
        clockTime(secondsSince(begin)),
        left());
  }

  private String left() {
    if (lengthCompleted == 0 || running.isEmpty()) {
      return "";
    }
    double secondsOfLength = secondsCompleted / lengthCompleted;
    double longest = 0;
    double sum = lengthToGo * secondsOfLength;
    for (Running one : running.values()) {
      double all = length(one.trial) * secondsOfLength;
      double spent = Math.min(all, secondsSince(one.since));
      sum -= spent;
      longest = Math.max(longest, all - spent);
    }
    return ", about " + clockTime(Math.max(longest, sum / running.size())) + " left";
  }

  private String describe(Running one, int width) {
    TrialProgress progress = one.progress;
    return String.format(
        "  %-" + Math.max(1, width) + "s  %s  %s",
        one.trial.title(),
        clockTime(secondsSince(one.since)),
        progress == null ? "preparing" : where(progress));
  }

  private static String where(TrialProgress progress) {
    return String.format(
        "epoch %s/%s%s%s%s",
        progress.epoch(),
        progress.epochs(),
        progress.steps() == 0 ? "" : " step " + progress.step() + "/" + progress.steps(),
        figure("accuracy", progress.accuracy()),
        figure("loss", progress.loss()));
  }

  private static String figure(String name, double value) {
    return Double.isNaN(value) ? "" : ApgaCommand.text(", %s %.3f", name, value);
  }

  private static String figures(TrialOutcome.Completed completed) {
    String shown =
        completed.figures().entrySet().stream()
            .limit(MOST_FIGURES)
            .map(f -> ApgaCommand.text("%s %.3f", f.getKey(), f.getValue()))
            .collect(joining(", "));
    return shown.isEmpty() ? "" : ": " + shown;
  }

  private double length(Trial trial) {
    return Cost.of(trial.cell().arm()) * weight.applyAsDouble(trial);
  }

  private String stamp() {
    return "[" + clockTime(secondsSince(begin)) + "]";
  }

  private double secondsSince(Instant start) {
    return Duration.between(start, clock.instant()).toMillis() / 1000.0;
  }

  private static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** {@code m:ss}, or {@code h:mm:ss} from an hour on. */
  private static String clockTime(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? ApgaCommand.text("%d:%02d", s / 60, s % 60)
        : ApgaCommand.text("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
