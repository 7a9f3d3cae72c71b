package org.apga.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.config.GridConfig;
import org.apga.data.ChecksumReader;
import org.apga.files.JsonFile;
import org.apga.files.Patience;
import org.apga.plan.Cell;
import org.apga.plan.Decision;
import org.apga.plan.Estimator;
import org.apga.plan.Estimator.Estimate;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.Forecast;
import org.apga.run.Runs;
import org.apga.run.spark.SparkContexts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "plan", mixinStandardHelpOptions = true)
final class PlanCommand extends ApgaCommand {
  private static final int MOST_CELLS = 12;
  private static final int MOST_TITLES = 6;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final double SECONDS_PER_HOUR = 3600;

  @Mixin private GridOptions options = new GridOptions();

  @Option(names = "--json")
  private boolean json;

  @Option(names = "--slots", paramLabel = "N,…", split = ",", defaultValue = "1,8,64")
  private List<Integer> slots = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (slots.stream().anyMatch(some -> some < 1)) {
      throw new UsageException(
          "Cannot plan for --slots %s: a number is below 1. Use --slots 8.",
          slots.stream().map(String::valueOf).collect(joining(",")));
    }
    PrintWriter print = out();
    PrintWriter told = json ? new PrintWriter(PrintWriter.nullWriter()) : print;
    GridConfig config = options.read();
    Configuration hadoop = SparkContexts.hadoop();
    Patience patience = new Patience(config.recovery().patience(), told::println);
    GridSetup setup = GridSetup.of(config, hadoop, ChecksumReader.here(hadoop, patience), told);
    Optional<GridSetup> second =
        setup.tunes()
            ? setup
                .choices(Runs.name(setup.store(), setup.plan(), Instant.now()))
                .map(setup::chosen)
            : Optional.empty();
    if (json) {
      ObjectNode document = document(setup, forecast(setup));
      second.ifPresent(next -> document.set("second_stage", document(next, forecast(next))));
      if (setup.tunes() && second.isEmpty()) {
        Reported trials = Reported.after(setup.plan(), config.grid().seeds().size());
        document
            .putObject("second_stage")
            .put("trials_least", trials.least)
            .put("trials_most", trials.most);
      }
      print.println(document);
      return Main.DONE;
    }
    if (setup.tunes()) {
      print.println("Stage 1   every variant on seeds " + config.grid().tuneSeeds());
      setup.halving().forEach(print::println);
    }
    show(setup, print);
    if (second.isPresent()) {
      print.println("Stage 2   the chosen variants on seeds " + config.grid().seeds());
      show(second.get(), print);
    } else if (setup.tunes()) {
      print.println(
          "Stage 2   "
              + Reported.after(setup.plan(), config.grid().seeds().size())
              + " on seeds "
              + config.grid().seeds()
              + ", chosen after stage 1");
    }
    return Main.DONE;
  }

  /**
   * How many trials a second stage will have: one per arm and seed, and the baselines of arms whose
   * chosen variant starts from another baseline than the chosen one.
   */
  private record Reported(long least, long most) {
    static Reported after(GridPlan tuning, int seeds) {
      Map<List<String>, Set<Cell>> variants =
          tuning.trials().stream()
              .map(planned -> planned.trial().cell())
              .collect(groupingBy(cell -> List.of(cell.part(), cell.shots().label()), toSet()));
      long least = 0;
      long most = 0;
      for (Set<Cell> cells : variants.values()) {
        long arms = cells.stream().map(Cell::arm).distinct().count();
        long baselines = cells.stream().filter(cell -> cell.arm() == Arm.BASELINE).count();
        least += arms * seeds;
        most += (arms + Math.min(arms, baselines) - 1) * seeds;
      }
      return new Reported(least, most);
    }

    @Override
    public String toString() {
      return (least == most ? "" : least + " to ") + most + (most == 1 ? " trial" : " trials");
    }
  }

  private Forecast forecast(GridSetup setup) {
    Estimator estimator = new Estimator(setup.committed(), setup.images());
    return Forecast.of(
        setup.plan(),
        trial -> estimator.of(trial).map(whole -> whole.times(setup.race().share(trial))),
        setup.weights(),
        slots,
        Forecast.Limit.of(setup.config().limits(), ZonedDateTime.now()));
  }

  private void show(GridSetup setup, PrintWriter print) {
    Forecast forecast = forecast(setup);
    // One write instead of one per line, because a plan may have ten thousand lines.
    StringBuilder trials = new StringBuilder();
    for (GridPlan.Planned planned : setup.plan().trials()) {
      trials.append(String.format("%-40s %s%n", planned.trial().title(), planned.decision()));
    }
    print.print(trials);
    print.println(totals(setup.plan()));
    lines(forecast, setup.store().root().toString(), Instant.now()).forEach(print::println);
    limited(forecast, setup.config().limits().told()).forEach(print::println);
  }

  /**
   * The lines about a forecast.
   *
   * @param root where the measured trials are
   * @param now when the run would begin
   */
  static List<String> lines(Forecast forecast, String root, Instant now) {
    int known = forecast.cells().stream().mapToInt(Forecast.OfCell::trials).sum();
    if (known == 0 && forecast.unknown() == 0) {
      return List.of();
    }
    if (known == 0) {
      return List.of("Estimate  none: no trial with these networks has been measured in " + root);
    }
    Formatter lines = new Formatter(Locale.ROOT);
    lines.format(
        "Estimate  %.2f GPU hours for %d trials, from trials measured in %s%s%n",
        forecast.seconds() / SECONDS_PER_HOUR,
        known,
        root,
        forecast.unknown() == 0
            ? ""
            : "; " + forecast.unknown() + " more have no estimate: no similar one was measured");
    for (Forecast.OfCell one : forecast.cells().subList(0, shown(forecast))) {
      lines.format(
          "          %s: %d of %s each, from %s%n",
          one.cell(), one.trials(), duration(one.estimate().seconds()), one.estimate().from());
    }
    if (shown(forecast) < forecast.cells().size()) {
      lines.format(
          "          and %s more cells, which --json lists%n",
          forecast.cells().size() - shown(forecast));
    }
    for (Forecast.Finish finish : forecast.finishes()) {
      lines.format(
          "Finish    in %s with %d at once: %s UTC if it begins now%n",
          duration(finish.seconds()),
          finish.slots(),
          MINUTE.format(now.plusMillis(Math.round(finish.seconds() * 1000))));
    }
    return lines.toString().lines().toList();
  }

  /**
   * The lines about trials that would be left at the end of a run.
   *
   * @param limits in words; empty for none
   */
  static List<String> limited(Forecast forecast, String limits) {
    if (limits.isEmpty() || forecast.finishes().isEmpty() && forecast.unknown() == 0) {
      return List.of();
    }
    if (forecast.unknown() > 0) {
      return List.of("Left      at " + limits + ": not known, as some trials have no estimate");
    }
    return forecast.finishes().stream()
        .map(
            finish ->
                "Left      at %s with %d at once: %s"
                    .formatted(limits, finish.slots(), notStarted(finish.notStarted())))
        .toList();
  }

  private static String notStarted(List<Trial> trials) {
    if (trials.isEmpty()) {
      return "every trial would start before then";
    }
    int more = trials.size() - MOST_TITLES;
    return trials.size()
        + (trials.size() == 1 ? " trial" : " trials")
        + " would not start: "
        + trials.stream().limit(MOST_TITLES).map(Trial::title).collect(joining(", "))
        + (more > 0 ? " and " + more + " more, which --json lists" : "");
  }

  private static int shown(Forecast forecast) {
    return forecast.cells().size() > MOST_CELLS ? MOST_CELLS - 1 : forecast.cells().size();
  }

  /** {@code 3 d 4 h}, {@code 5 h 12 min}, {@code 7 min 3 s} or {@code 12.3 s}. */
  static String duration(double seconds) {
    Duration rounded = Duration.ofSeconds(Math.round(seconds));
    if (seconds < 60) {
      return text("%.1f s", seconds);
    }
    if (rounded.toHours() == 0) {
      return rounded.toMinutes() + " min " + rounded.toSecondsPart() + " s";
    }
    if (rounded.toDays() == 0) {
      return rounded.toHours() + " h " + rounded.toMinutesPart() + " min";
    }
    return rounded.toDays() + " d " + rounded.toHoursPart() + " h";
  }

  static String totals(GridPlan plan) {
    long again = plan.count(Decision.Kind.RERUN);
    long onwards = plan.count(Decision.Kind.RESUME);
    long dropped = plan.count(Decision.Kind.DROP);
    return String.format(
        "Plan      %d %s: %d to train%s%s, %d done%s",
        plan.trials().size(),
        plan.trials().size() == 1 ? "trial" : "trials",
        plan.count(Decision.Kind.RUN),
        onwards == 0 ? "" : ", " + onwards + " to continue",
        again == 0 ? "" : ", " + again + " to train again because something changed",
        plan.count(Decision.Kind.SKIP),
        dropped == 0 ? "" : ", " + dropped + " dropped");
  }

  /**
   * A plan as JSON:
   *
   * <pre>
   * {"plan": hash, "root": results root, "manifest": hash, "code": hash,
   *  "totals": {"trials": n, "run": n, "skip": n, ...},
   *  "estimate": {"gpu_hours": x, "without_estimate": n,
   *    "cells": [{"part", "arm", "shots", "trials", "seconds_each", "from"}, ...],
   *    "finish": [{"slots": n, "hours": x, "not_started": [id, ...]}, ...]},
   *  "second_stage": if the grid has tuning seeds: the same document for the chosen variants, or
   *    {"trials_least": n, "trials_most": n} before they are chosen,
   *  "trials": [{"trial": id, "part", "arm", "shots", "seed", "fold" if there are folds,
   *    "baseline": id or null, "decision": "RUN" or another, "reason", "seconds": estimate or null}, ...]}
   * </pre>
   */
  private static ObjectNode document(GridSetup setup, Forecast forecast) {
    ObjectNode document = JsonFile.object();
    document.put("plan", setup.plan().hash()).put("root", setup.store().root().toString());
    document.put("manifest", setup.plan().manifestHash()).put("code", setup.plan().codeHash());
    ObjectNode totals = document.putObject("totals").put("trials", setup.plan().trials().size());
    for (Decision.Kind kind : Decision.Kind.values()) {
      totals.put(kind.name().toLowerCase(Locale.ROOT), setup.plan().count(kind));
    }
    estimate(document.putObject("estimate"), forecast);
    ArrayNode trials = document.putArray("trials");
    for (GridPlan.Planned planned : setup.plan().trials()) {
      trial(trials.addObject(), planned, forecast.estimates().get(planned.trial().id()));
    }
    return document;
  }

  private static void estimate(ObjectNode estimate, Forecast forecast) {
    estimate
        .put("gpu_hours", hours(forecast.seconds()))
        .put("without_estimate", forecast.unknown());
    ArrayNode cells = estimate.putArray("cells");
    for (Forecast.OfCell one : forecast.cells()) {
      Runs.putCell(cells.addObject(), one.cell())
          .put("trials", one.trials())
          .put("seconds_each", rounded(one.estimate().seconds(), 3))
          .put("from", one.estimate().from());
    }
    ArrayNode finish = estimate.putArray("finish");
    for (Forecast.Finish one : forecast.finishes()) {
      ArrayNode notStarted =
          finish
              .addObject()
              .put("slots", one.slots())
              .put("hours", hours(one.seconds()))
              .putArray("not_started");
      one.notStarted().forEach(trial -> notStarted.add(trial.id().value()));
    }
  }

  private static void trial(
      ObjectNode json, GridPlan.Planned planned, @Nullable Estimate estimate) {
    Trial trial = planned.trial();
    TrialId baseline = trial.baseline();
    Runs.putDraw(json.put("trial", trial.id().value()), trial)
        .put("baseline", baseline == null ? null : baseline.value())
        .put("decision", planned.decision().kind().name())
        .put("reason", planned.decision().reason());
    if (estimate == null) {
      json.putNull("seconds");
    } else {
      json.put("seconds", rounded(estimate.seconds(), 3));
    }
  }

  /** Hours, rounded to 0.0001, which is less than a second. */
  private static double hours(double seconds) {
    return rounded(seconds / SECONDS_PER_HOUR, 4);
  }
}
