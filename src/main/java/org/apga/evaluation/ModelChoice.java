package org.apga.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apga.config.Variant;
import org.apga.files.JsonFile;
import org.apga.plan.GridPlanner;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.jspecify.annotations.Nullable;

/**
 * Chooses committed trials: one by its id, or the seeds of a cell.
 *
 * @param trial id; null to choose a cell
 * @param shots {@code full} or a number; null if there is only one
 * @param seeds the seeds of the cell; empty for all
 * @param run the run whose plan must contain the trials; null for any
 * @param variant the name of their variant in that plan; null if there is only one
 */
public record ModelChoice(
    @Nullable String trial,
    @Nullable String arm,
    @Nullable String part,
    @Nullable String shots,
    List<Long> seeds,
    @Nullable String run,
    @Nullable String variant) {

  /**
   * Returns the models in order of their seeds: those of one cell, each seed once, or each of its
   * folds.
   *
   * @throws EvaluationException if there is none, or the choice is ambiguous
   */
  public List<TrainedModel> in(ResultStore store) {
    boolean cell = arm != null || part != null || shots != null || !seeds.isEmpty() || run != null;
    if ((trial == null) == !cell || (cell && (arm == null || part == null))) {
      throw new EvaluationException(
          "Cannot choose a model: name either one --trial, or an --arm and a --part. They are in"
              + " table trials of %s.",
          store.root());
    }
    if (variant != null && run == null) {
      throw new EvaluationException(
          "Cannot choose a model of variant %s: a variant's name comes from a run. Name the run"
              + " with --run.",
          variant);
    }
    if (trial != null) {
      return List.of(TrainedModel.of(byId(store, trial), Variant.NONE));
    }
    Map<String, Variant> planned = run == null ? Map.of() : planned(store, run);
    List<Commit> chosen = new ArrayList<>(inCell(store, planned));
    chosen.sort(
        Comparator.comparing(Commit::seed)
            .thenComparing(c -> Integer.parseInt(c.identity().getOrDefault(GridPlanner.FOLD, "0")))
            .thenComparing(Commit::trial));
    requireOneCell(chosen);
    requireSeedsOnce(chosen);
    requireAllSeeds(chosen);
    return chosen.stream()
        .map(c -> TrainedModel.of(c, planned.getOrDefault(c.trial(), Variant.NONE)))
        .toList();
  }

  private static Commit byId(ResultStore store, String id) {
    return store
        .commit(id)
        .orElseThrow(
            () ->
                new EvaluationException(
                    "Cannot use trial %s: it is not committed in %s. Name a trial of its table trials.",
                    id, store.root()));
  }

  private List<Commit> inCell(ResultStore store, Map<String, Variant> planned) {
    List<Commit> all = store.commits();
    List<Commit> chosen =
        all.stream()
            .filter(c -> c.arm().equals(arm) && c.part().equals(part))
            .filter(c -> shots == null || c.shots().equals(shots))
            .filter(c -> seeds.isEmpty() || seeds.contains(c.seed()))
            .filter(c -> run == null || planned.containsKey(c.trial()))
            .filter(c -> variant == null ? isNoStart(planned, c) : isOfVariant(planned, c))
            .toList();
    if (chosen.isEmpty()) {
      String cells =
          all.stream()
              .filter(c -> run == null || planned.containsKey(c.trial()))
              .map(c -> (c.part() + " " + c.arm() + " " + name(planned, c)).strip())
              .distinct()
              .sorted()
              .collect(Collectors.joining(", "));
      throw new EvaluationException(
          "Cannot find a model of %s: none is committed in %s. %s",
          described(),
          store.root(),
          cells.isEmpty() ? "Run a grid first." : "Committed are " + cells + ".");
    }
    return chosen;
  }

  /**
   * Returns whether a trial is a result of its arm, not only the start of another arm's chosen
   * variant.
   */
  private static boolean isNoStart(Map<String, Variant> planned, Commit commit) {
    return planned.getOrDefault(commit.trial(), Variant.NONE).use() != Variant.Use.START;
  }

  private boolean isOfVariant(Map<String, Variant> planned, Commit commit) {
    return name(planned, commit).equals(variant);
  }

  private static String name(Map<String, Variant> planned, Commit commit) {
    return planned.getOrDefault(commit.trial(), Variant.NONE).name();
  }

  private String described() {
    return part
        + " "
        + arm
        + (shots == null ? "" : ", shots " + shots)
        + (seeds.isEmpty()
            ? ""
            : ", seed "
                + seeds.stream().map(seed -> Long.toString(seed)).collect(Collectors.joining(", ")))
        + (run == null ? "" : ", run " + run)
        + (variant == null ? "" : ", variant " + variant);
  }

  /** Returns the variant that a run's plan has for each of its trials. */
  private static Map<String, Variant> planned(ResultStore store, String run) {
    if (!store.plans().runs().contains(run)) {
      throw new EvaluationException(
          "Cannot use models of run %s: it is none of the runs in %s (%s). Name one of them.",
          run,
          store.root(),
          store.plans().runs().isEmpty() ? "none" : String.join(", ", store.plans().runs()));
    }
    Map<String, Variant> planned = new HashMap<>();
    for (JsonNode one : store.plans().newest(run).orElseGet(JsonFile::object).path("trials")) {
      JsonNode of = one.path("variant");
      planned.put(
          one.path("trial").asText(),
          new Variant(
              of.path("name").asText(),
              JsonFile.texts(of.path("settings")),
              Variant.Use.of(of.path("use").asText())));
    }
    return planned;
  }

  private void requireOneCell(List<Commit> chosen) {
    List<String> found = chosen.stream().map(Commit::shots).distinct().sorted().toList();
    if (found.size() > 1) {
      throw new EvaluationException(
          "Cannot choose a model of %s: there are models of shots %s. Name one with --shots.",
          described(), String.join(", ", found));
    }
  }

  private void requireSeedsOnce(List<Commit> chosen) {
    TreeMap<Long, List<Commit>> bySeed = new TreeMap<>();
    chosen.forEach(c -> bySeed.computeIfAbsent(c.seed(), seed -> new ArrayList<>()).add(c));
    bySeed.forEach(
        (seed, trials) -> {
          if (distinct(trials, GridPlanner.FOLD) < trials.size()
              || distinct(trials, GridPlanner.FOLDS) > 1) {
            throw new EvaluationException(
                "Cannot choose a model of %s: seed %s was trained with several settings, data sets"
                    + " or versions, in trials %s. Name a run with --run, a variant of it with"
                    + " --variant, or one trial with --trial.",
                described(),
                seed,
                trials.stream().map(Commit::trial).collect(Collectors.joining(" and ")));
          }
        });
  }

  private static long distinct(List<Commit> trials, String name) {
    return trials.stream().map(c -> c.identity().getOrDefault(name, "")).distinct().count();
  }

  private void requireAllSeeds(List<Commit> chosen) {
    List<Long> missing =
        seeds.stream().filter(s -> chosen.stream().noneMatch(c -> c.seed() == s)).toList();
    if (!missing.isEmpty()) {
      throw new EvaluationException(
          "Cannot find a model of %s: none is committed of seed %s. Committed are seeds %s.",
          described(),
          missing.get(0),
          chosen.stream().map(c -> Long.toString(c.seed())).collect(Collectors.joining(", ")));
    }
  }
}
