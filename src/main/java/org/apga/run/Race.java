package org.apga.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.config.Halving;
import org.apga.files.Patience;
import org.apga.plan.Cell;
import org.apga.plan.Choices;
import org.apga.plan.Choices.Score;
import org.apga.plan.Course;
import org.apga.plan.Course.End;
import org.apga.plan.Decision;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.Standing;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.store.ResultStore;
import org.apga.trial.FailureCause;
import org.apga.trial.Rungs;
import org.apga.trial.TrialOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how far the trials of a grid are trained with {@code grid.stop = halving}, which of them
 * wait at a rung for others of their arm, and which are dropped there.
 *
 * <ul>
 *   <li>A rung of one part, shot count and arm is decided as soon as all trials of the variants
 *       that are left have reached it: no trial waits for another arm.
 *   <li>Decisions depend only on what is stored of the trials. So another driver, which starts from
 *       that, decides the same.
 *   <li>A trial from which another starts is trained to its end, even if its variant is dropped. It
 *       is stored at rungs, so that they are decided in the same way if it fails later.
 *   <li>A trial that failed because of a machine or the data decides nothing: the trials that wait
 *       for it are skipped, and the next run of the command continues.
 * </ul>
 */
public final class Race {
  private static final Logger LOG = LoggerFactory.getLogger(Race.class);
  private final @Nullable Halving halving;
  private final SelectionMetric metric;
  private final Reader reader;
  private final Map<TrialId, Course> courses;
  private final Map<Cell, Bracket> brackets = new LinkedHashMap<>();
  private final Set<TrialId> starts = new HashSet<>();

  /** Reads what a trial has reached from what is stored. */
  interface Reader {
    Course of(TrialId trial) throws IOException, InterruptedException;
  }

  /** The variants of one part, shot count and arm. */
  private static final class Bracket {
    final Map<Cell, List<Trial>> variants;
    final List<Trial> waiting = new ArrayList<>();
    final List<Trial> notDone = new ArrayList<>();
    Standing standing;

    Bracket(Map<Cell, List<Trial>> variants, Standing standing) {
      this.variants = variants;
      this.standing = standing;
    }
  }

  private Race(
      @Nullable Halving halving,
      SelectionMetric metric,
      List<Trial> trials,
      Map<TrialId, Course> courses,
      Reader reader) {
    this.halving = halving;
    this.metric = metric;
    this.courses = new HashMap<>(courses);
    this.reader = reader;
    if (halving != null) {
      trials.stream().map(Trial::baseline).filter(id -> id != null).forEach(starts::add);
      Choices.variants(trials)
          .forEach((arm, of) -> brackets.put(arm, new Bracket(of, standing(halving, of))));
    }
  }

  /** Returns a race in which every trial is trained to its end. */
  public static Race none() {
    return new Race(null, SelectionMetric.LOSS, List.of(), Map.of(), id -> Course.NOTHING);
  }

  /**
   * Returns a race of the trials of a plan.
   *
   * @param courses what they have reached so far
   * @param reader reads again what a trial has reached
   */
  static Race of(
      Halving halving,
      SelectionMetric metric,
      GridPlan plan,
      Map<TrialId, Course> courses,
      Reader reader) {
    List<Trial> trials = plan.trials().stream().map(Planned::trial).toList();
    return new Race(halving, metric, trials, courses, reader);
  }

  /**
   * Returns a race of the trials of a plan that starts from what is stored of them.
   *
   * @param run the run of that plan
   * @throws org.apga.files.StoreException if what they have reached cannot be read
   * @throws java.util.NoSuchElementException if {@code config} drops no variants
   */
  public static Race of(ResultStore store, String run, GridPlan plan, GridConfig config) {
    Courses courses = new Courses(store, config.selection().metric());
    Patience patience = new Patience(config.recovery().patience(), told -> LOG.info(told));
    return of(
        config.grid().halving().orElseThrow(),
        config.selection().metric(),
        plan,
        courses.of(run, plan),
        id -> patience.obtain("read what " + id + " reached", () -> courses.read(id)));
  }

  private Standing standing(Halving rule, Map<Cell, List<Trial>> variants) {
    return Standing.of(rule, metric, variants, courses);
  }

  private @Nullable Bracket bracket(Trial trial) {
    return brackets.get(trial.cell().plain());
  }

  private Course course(Trial trial) {
    return courses.getOrDefault(trial.id(), Course.NOTHING);
  }

  /** Returns whether nothing more will be dropped. */
  synchronized boolean isOver() {
    return brackets.values().stream().allMatch(bracket -> bracket.standing.isDecided());
  }

  /** Returns the variants that were dropped, and the epoch at whose end each was. */
  synchronized Map<Cell, Integer> dropped() {
    Map<Cell, Integer> dropped = new LinkedHashMap<>();
    brackets.values().forEach(bracket -> dropped.putAll(bracket.standing.dropped()));
    return dropped;
  }

  /** Returns what a trial of a dropped variant had reached when the variant was dropped. */
  synchronized Optional<Score> whereDropped(Trial trial) {
    return Optional.ofNullable(dropped().get(trial.cell())).map(rung -> course(trial).at(rung));
  }

  /** Returns the same plan without training dropped trials from which no other starts. */
  public GridPlan settled(GridPlan plan) {
    List<Planned> settled = new ArrayList<>();
    for (Planned one : plan.trials()) {
      Integer dropped = one.decision().trains() ? dropped(one.trial()) : null;
      settled.add(
          dropped == null
              ? one
              : new Planned(one.trial(), new Decision(Decision.Kind.DROP, "epoch " + dropped)));
    }
    return plan.with(settled);
  }

  /** Returns the epoch at whose end a trial is dropped; null if it is not. */
  private @Nullable Integer dropped(Trial trial) {
    Bracket bracket = bracket(trial);
    return bracket == null || starts.contains(trial.id())
        ? null
        : bracket.standing.dropped().get(trial.cell());
  }

  /** Returns how far a trial is trained now. */
  public synchronized Rungs rungs(Trial trial) {
    Bracket bracket = bracket(trial);
    return halving == null || bracket == null
        ? Rungs.NONE
        : new Rungs(halving.rungs(bracket.variants.size()), until(trial, bracket));
  }

  private int until(Trial trial, Bracket bracket) {
    return starts.contains(trial.id()) || bracket.standing.isDecided()
        ? Rungs.TO_THE_END
        : bracket.standing.until();
  }

  /** Returns whether a trial is trained now; if not, it waits from now on. */
  synchronized boolean admits(Trial trial) {
    Bracket bracket = bracket(trial);
    if (bracket == null || course(trial).epochs() < until(trial, bracket)) {
      return true;
    }
    bracket.waiting.add(trial);
    return false;
  }

  /**
   * Reads what is stored of a trial that ended, before the call of {@link #ended}. Reads without
   * the lock, because the file system may be slow.
   *
   * @return its outcome, or a failure if it is at a rung and nothing can be read
   */
  TrialOutcome seen(Trial trial, TrialOutcome outcome) {
    if (bracket(trial) == null || outcome instanceof TrialOutcome.Skipped) {
      return outcome;
    }
    try {
      Course course = reader.of(trial.id());
      synchronized (this) {
        courses.put(trial.id(), course.with(end(outcome)));
      }
      return outcome;
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      // A committed trial stays committed, and others may start from it.
      return outcome instanceof TrialOutcome.Halted
          ? new TrialOutcome.Failed(
              trial.id(), FailureCause.INFRASTRUCTURE, String.valueOf(e.getMessage()), "")
          : outcome;
    }
  }

  private static End end(TrialOutcome outcome) {
    return outcome instanceof TrialOutcome.Completed
        ? End.DONE
        : outcome instanceof TrialOutcome.Failed failed && failed.cause().isOfTheSettings()
            ? End.LOST
            : End.OPEN;
  }

  /**
   * Takes note of a trial that ended or is at a rung.
   *
   * @param outcome its own, or that of its baseline
   * @return the trials that wait no longer, perhaps including this one, each with its outcome;
   *     empty if it goes on
   */
  synchronized Map<Trial, Optional<TrialOutcome>> ended(Trial trial, TrialOutcome outcome) {
    Bracket bracket = bracket(trial);
    if (halving == null || bracket == null) {
      return Map.of();
    }
    if (outcome instanceof TrialOutcome.Halted) {
      bracket.waiting.add(trial);
    } else if (end(outcome) == End.LOST) {
      courses.put(trial.id(), course(trial).with(End.LOST));
    } else if (course(trial).end() != End.DONE) {
      bracket.notDone.add(trial);
    }
    bracket.standing = standing(halving, bracket.variants);
    Map<Trial, Optional<TrialOutcome>> released = new LinkedHashMap<>();
    for (Trial one : bracket.waiting) {
      Optional<TrialOutcome> ending = ending(one, bracket);
      if (ending.isPresent() || course(one).epochs() < until(one, bracket)) {
        released.put(one, ending);
      }
    }
    bracket.waiting.removeIf(released::containsKey);
    return released;
  }

  /** Returns the outcome of a trial at a rung; empty if it waits or goes on. */
  private Optional<TrialOutcome> ending(Trial trial, Bracket bracket) {
    Integer dropped = dropped(trial);
    if (dropped != null) {
      return Optional.of(new TrialOutcome.Halted(trial.id(), dropped));
    }
    int until = until(trial, bracket);
    return course(trial).epochs() < until
        ? Optional.empty()
        : bracket.notDone.stream()
            .filter(one -> !bracket.standing.dropped().containsKey(one.cell()))
            .filter(one -> course(one).epochs() < until)
            .findFirst()
            .map(
                one ->
                    new TrialOutcome.Skipped(
                        trial.id(),
                        "waits at epoch %d for %s, which is not done"
                            .formatted(until, one.title())));
  }

  /** Removes and returns the trials that still wait. */
  synchronized List<Trial> giveUp() {
    List<Trial> left = new ArrayList<>();
    for (Bracket bracket : brackets.values()) {
      left.addAll(bracket.waiting);
      bracket.waiting.clear();
    }
    return left;
  }

  /**
   * Returns the largest part of its training that a trial will do, on average over the variants of
   * its arm and without early stopping, 0..1.
   */
  public double share(Trial trial) {
    Bracket bracket = bracket(trial);
    if (halving == null || bracket == null || starts.contains(trial.id())) {
      return 1;
    }
    int variants = bracket.variants.size();
    return halving.mostEpochs(variants) / ((double) variants * halving.epochs());
  }
}
