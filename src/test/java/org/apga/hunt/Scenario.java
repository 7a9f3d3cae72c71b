package org.apga.hunt;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apga.files.FileErrors;
import org.apga.hunt.HuntedGrid.End;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.run.GridException;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialOutcome;
import org.apga.trouble.OpenFiles;
import org.apga.trouble.Request;
import org.apga.trouble.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one results root: some calls of drivers, of which each is disturbed or dies, or
 * two that run at a time; then one call that nothing disturbs.
 */
final class Scenario {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final long seed;
  private final Dice dice;
  private final StoreKind kind;
  private final Path data;
  private final Path results;
  private final Undisturbed wanted;
  private final Tally tally;
  private final CommittedAttempts guard = new CommittedAttempts();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> dead = new ConcurrentSkipListSet<>();
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

  /**
   * What comes of a grid that nothing disturbs.
   *
   * @param moments in which it could have been
   * @param requests one of each kind
   */
  record Undisturbed(
      Map<String, Map<String, Object>> committed,
      Map<String, Object> published,
      int moments,
      List<Request> requests) {

    static Undisturbed of(Path data, Path results) throws Exception {
      Weather.Calm calm = new Weather.Calm(new Tally());
      HuntedGrid grid =
          new HuntedGrid(StoreKind.HDFS, data, results, "undisturbed", calm, BEGIN, 0);
      grid.call(End.PAGE);
      int moments = calm.moments();
      return new Undisturbed(grid.committed(), grid.published(), moments, calm.requests());
    }
  }

  Scenario(long seed, Path data, Path results, Undisturbed wanted, Tally tally) {
    this.seed = seed;
    this.dice = new Dice(seed);
    this.kind = dice.one(List.of(StoreKind.values()), "kind of store");
    this.data = data;
    this.results = results;
    this.wanted = wanted;
    this.tally = tally;
  }

  /** What went wrong; nothing if nothing did. */
  List<String> problems() throws InterruptedException {
    int calls = 1 + dice.below(2, "calls");
    for (int call = 0; call < calls; call++) {
      if (dice.below(4, "two at a time") == 0) {
        two(call);
      } else {
        call(call, 0, weather(dice.of("call " + call)), null);
      }
    }
    HuntedGrid last = grid("last-" + seed, Trouble.NONE, calls, 0);
    require("what is committed", () -> requireWhole(last));
    require(
        "one more call",
        () -> {
          last.call(End.PAGE);
          requireDone(last);
          requireEqual("committed", wanted.committed(), last.committed());
          requireEqual("published", wanted.published(), last.published());
        });
    require("nothing is open", () -> OpenFiles.requireNone(file -> !dead.contains(host(file))));
    guard.changed().forEach(request -> problems.add("changes a committed attempt: " + request));
    return problems;
  }

  private Weather weather(Dice dice) {
    return switch (dice.below(4, "weather")) {
      case 0 -> new Weather.Showers(dice, tally);
      case 1 -> new Weather.Outage(dice, wanted.moments(), tally);
      case 2 -> new Weather.Refusal(dice, wanted.requests(), tally);
      default -> new Weather.Deadly(dice, wanted.moments(), tally);
    };
  }

  private HuntedGrid grid(String driver, Trouble trouble, int call, int patience) {
    return new HuntedGrid(kind, data, results, driver, trouble, BEGIN.plusSeconds(call), patience);
  }

  private String driver(int call, int driver) {
    return "call-" + call + "-" + driver + "-" + seed;
  }

  private void two(int call) throws InterruptedException {
    Dice both = dice.of("two of call " + call);
    Turns turns = new Turns();
    double share = both.one(List.of(0.02, 0.2, 0.5), "how often a turn is passed on");
    tally.count("two drivers on " + kind);
    told.add("two at a time, who pass on the turn at " + share + " of the moments");
    List<Thread> drivers = new ArrayList<>();
    for (int driver = 0; driver < 2; driver++) {
      int me = driver;
      Dice mine = both.of("driver " + me);
      Weather weather = mine.below(3, "disturbed") == 0 ? weather(mine) : new Weather.Calm(tally);
      Trouble inTurn =
          (moment, request) -> turns.take(me, mine.draw("turn " + moment + " " + request) < share);
      Thread thread =
          new Thread(
              () -> {
                call(call, me, weather, inTurn);
                turns.leave(me);
              },
              "driver-" + me);
      drivers.add(thread);
      thread.start();
    }
    for (Thread thread : drivers) {
      thread.join();
    }
  }

  private void call(int call, int driver, Weather weather, @Nullable Trouble inTurn) {
    int patience = weather instanceof Weather.Refusal && !weather.isPermanent() ? 0 : 10;
    told.add("call " + call + " of driver " + driver + ": " + weather);
    HuntedGrid grid =
        grid(
            driver(call, driver),
            (moment, request) -> {
              if (inTurn != null) {
                inTurn.at(moment, request);
              }
              guard.at(moment, request);
              weather.at(moment, request);
            },
            call,
            patience);
    try {
      boolean toTheEnd =
          weather.isDeadly() || dice.below(4, "how far call " + call + " " + driver) == 0;
      grid.call(toTheEnd ? End.PAGE : End.TABLES);
      tally.count("call that ended");
    } catch (Exception | Error e) {
      tally.count("call that failed");
      if (weather.isDeadly()) {
        // The machine closes what a process leaves open.
        dead.add(driver(call, driver));
      }
      if (!isOfWeather(e)) {
        problem("call " + call + " of driver " + driver, e);
      }
    }
    for (TrialOutcome outcome : grid.outcomes()) {
      if (outcome instanceof TrialOutcome.Failed failed
          && failed.cause() != FailureCause.INFRASTRUCTURE) {
        problems.add("a fault is taken for another: " + failed);
      }
    }
    for (String note : grid.notes()) {
      // A wrong checksum is damage, whoever finds it.
      if (note.startsWith("Cannot continue from checkpoint")
          && note.contains(Fault.HUNTED)
          && !note.contains("Checksum error")) {
        problems.add("a fault is taken for damage: " + note);
      }
    }
    for (int i = 0; i < grid.attempts(); i++) {
      tally.count("attempt at a trial");
    }
    // Of two drivers, one may have to wait for the other.
    if (inTurn == null && weather.isPermanent() && grid.pauses() > 0) {
      problems.add("somebody waits for what will not come: " + weather);
    }
  }

  private static String host(org.apache.hadoop.fs.Path file) {
    return String.valueOf(file.toUri().getHost());
  }

  private static boolean isOfWeather(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof Weather.Death) {
        return true;
      }
    }
    return FileErrors.isOfFiles(thrown) || thrown instanceof GridException;
  }

  private void requireWhole(HuntedGrid grid) {
    Map<String, Map<String, Object>> committed = grid.committed();
    committed.forEach(
        (trial, stored) -> {
          tally.count("trial committed in spite of it all");
          requireEqual(
              "committed " + trial, Objects.requireNonNull(wanted.committed().get(trial)), stored);
        });
  }

  private void requireDone(HuntedGrid grid) {
    GridPlan plan = grid.plan();
    for (Trial trial : plan.toTrain()) {
      problems.add(trial.title() + " is not done at last: " + grid.outcomes());
    }
  }

  private void requireEqual(String what, Map<String, ?> wanted, Map<String, ?> found) {
    if (!wanted.keySet().equals(found.keySet())) {
      problems.add(what + ": " + found.keySet() + " instead of " + wanted.keySet());
    }
    wanted.forEach(
        (name, content) -> {
          if (found.containsKey(name) && !content.equals(found.get(name))) {
            problems.add(what + " differs: " + name + Differences.first(content, found.get(name)));
          }
        });
  }

  private interface Check {
    void perform() throws Exception;
  }

  private void require(String what, Check check) {
    try {
      check.perform();
    } catch (Exception | AssertionError e) {
      problem(what, e);
    }
  }

  private void problem(String what, Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    problems.add(what + ": " + trace);
  }

  /** In words. */
  @Override
  public String toString() {
    return "seed " + seed + " on " + kind + ": " + String.join("; ", told);
  }
}
