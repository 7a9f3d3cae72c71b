package org.apga.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.store.Row;

/**
 * The planned trials of a run by cell and seed, of those that are its results: parts and shots in
 * the order in which they first appear, arms in the order of the paper's tables.
 */
final class TrialGrid {
  private static final List<String> ARMS = Arm.labels();

  /** What arms are compared with, in order. */
  static final List<String> RIVALS =
      Stream.of(Arm.values())
          .filter(arm -> arm.role() != Arm.Role.TREATMENT)
          .map(Arm::label)
          .toList();

  static final Set<String> FAILED = Set.of("failed", "skipped");

  private final Map<CellName, SortedMap<Long, Row>> trials;
  private final Map<CellName, SortedMap<Long, Row>> completed = new HashMap<>();

  /** What each cell has in place of its grid's own settings. */
  private final Map<CellName, Map<String, String>> settings = new HashMap<>();

  /** The cells of each part, shot and arm: who may be a rival. */
  private final Map<CellName, List<CellName>> variants = new HashMap<>();

  /** Variants of each arm, by a cell of no variant. */
  private final Map<CellName, Integer> tried;

  /** Whether each cell is the one that was chosen of its arm's variants. */
  private final boolean chosen;

  private TrialGrid(
      Map<CellName, SortedMap<Long, Row>> trials, Map<CellName, Integer> tried, boolean chosen) {
    this.trials = trials;
    this.tried = tried;
    this.chosen = chosen;
    trials.forEach(
        (cell, bySeed) -> {
          SortedMap<Long, Row> done = new TreeMap<>(bySeed);
          done.values().removeIf(trial -> !isCompleted(trial));
          completed.put(cell, done);
          settings.put(cell, settings(bySeed.values()));
          variants.computeIfAbsent(cell.plain(), c -> new ArrayList<>()).add(cell);
        });
  }

  /** Of what a run left: one trial for the folds of a cell and seed. */
  static TrialGrid of(RunResults results) {
    return of(results.seeds(), results.choices());
  }

  /** Of rows of the table of trials, one for every planned cell and seed. */
  static TrialGrid of(List<Row> trials) {
    return of(trials, List.of());
  }

  private static TrialGrid of(List<Row> trials, List<Row> choices) {
    Map<CellName, SortedMap<Long, Row>> found = new LinkedHashMap<>();
    for (Row trial : trials) {
      if (!trial.has("used_for")) {
        found
            .computeIfAbsent(CellName.of(trial), c -> new TreeMap<>())
            .put(trial.whole("seed"), trial);
      }
    }
    Map<String, Integer> blocks = new HashMap<>();
    found.keySet().forEach(cell -> blocks.putIfAbsent(cell.block(), blocks.size()));
    Map<CellName, SortedMap<Long, Row>> ordered = new LinkedHashMap<>();
    found.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<CellName, ?> of) -> blocks.getOrDefault(of.getKey().block(), 0))
                .thenComparingInt(of -> ARMS.indexOf(of.getKey().arm())))
        .forEach(of -> ordered.put(of.getKey(), of.getValue()));
    Map<CellName, Integer> tried = new HashMap<>();
    (choices.isEmpty() ? ordered.keySet().stream() : choices.stream().map(CellName::of))
        .forEach(cell -> tried.merge(cell.plain(), 1, Integer::sum));
    return new TrialGrid(ordered, tried, !choices.isEmpty());
  }

  Set<CellName> cells() {
    return trials.keySet();
  }

  /**
   * The cell of another arm that a cell is compared with: of those on the same part and shots, the
   * one whose varied settings are the cell's own as far as they decide its arm's numbers; what was
   * chosen is compared with what was chosen.
   *
   * @return empty where none is planned
   */
  Optional<CellName> rival(CellName cell, String arm) {
    Map<String, String> own = settings(cell);
    return variants.getOrDefault(cell.plain(arm), List.of()).stream()
        .filter(other -> chosen || own.entrySet().containsAll(settings(other).entrySet()))
        .max(Comparator.comparingInt(other -> settings(other).size()));
  }

  /** How many variants of its arm a cell was chosen among; without a choice, stands beside. */
  int tried(CellName cell) {
    return tried.getOrDefault(cell.plain(), 1);
  }

  /**
   * What a cell is whatever its variant is called: another run may have another name for it.
   *
   * @param settings in place of the grid's own, by path
   */
  record Known(String part, String shots, String arm, Map<String, String> settings) {}

  /** The cells by what they are. */
  Map<Known, CellName> known() {
    Map<Known, CellName> known = new LinkedHashMap<>();
    cells()
        .forEach(
            cell ->
                known.put(new Known(cell.part(), cell.shots(), cell.arm(), settings(cell)), cell));
    return known;
  }

  /** What a cell has in place of its grid's own settings, by path. */
  Map<String, String> settings(CellName cell) {
    return settings.getOrDefault(cell, Map.of());
  }

  private static Map<String, String> settings(Collection<Row> trials) {
    return trials.stream()
        .filter(trial -> trial.has("variant_settings"))
        .findFirst()
        .map(trial -> Search.texts(trial, "variant_settings"))
        .orElseGet(Map::of);
  }

  List<String> parts() {
    return trials.keySet().stream().map(CellName::part).distinct().toList();
  }

  List<String> shots() {
    return trials.keySet().stream().map(CellName::shots).distinct().toList();
  }

  /** The cells of that many shots by arm and variant, in the order of arms: a cell a part. */
  List<List<CellName>> acrossParts(String shots) {
    return trials.keySet().stream()
        .filter(cell -> cell.shots().equals(shots))
        .sorted(Comparator.comparingInt(cell -> ARMS.indexOf(cell.arm())))
        .collect(
            Collectors.groupingBy(
                cell -> List.of(cell.arm(), cell.variant()),
                LinkedHashMap::new,
                Collectors.toList()))
        .values()
        .stream()
        .toList();
  }

  /** Whether {@code arm} is compared with {@code rival}: an arm that this version knows. */
  static boolean compares(String arm, String rival) {
    return Arm.find(arm).stream()
        .flatMap(known -> known.rivals().stream())
        .anyMatch(known -> known.label().equals(rival));
  }

  /** The trials of a cell by seed, whatever became of them. */
  SortedMap<Long, Row> trials(CellName cell) {
    return trials.getOrDefault(cell, new TreeMap<>());
  }

  /** The completed trials of a cell by seed. */
  SortedMap<Long, Row> completed(CellName cell) {
    return completed.getOrDefault(cell, new TreeMap<>());
  }

  Completeness completeness(CellName cell) {
    return completeness(List.of(cell));
  }

  /** How many of the seeds planned for any of {@code members} are completed by all of them. */
  Completeness completeness(List<CellName> members) {
    SortedSet<Long> seeds = new TreeSet<>();
    members.forEach(member -> seeds.addAll(trials(member).keySet()));
    List<String> statuses = seeds.stream().map(seed -> status(members, seed)).toList();
    return new Completeness(
        seeds.size(),
        Collections.frequency(statuses, "completed"),
        Collections.frequency(statuses, "failed"));
  }

  /** completed where each member is, failed where one failed or was skipped, else missing. */
  String status(List<CellName> members, long seed) {
    boolean all = true;
    boolean anyFailed = false;
    for (CellName member : members) {
      Row trial = trials(member).get(seed);
      all &= trial != null && isCompleted(trial);
      anyFailed |= trial != null && FAILED.contains(trial.text("status"));
    }
    return all ? "completed" : anyFailed ? "failed" : "missing";
  }

  /** Values of a column by seed, where there is one. */
  SortedMap<Long, Double> values(CellName cell, String column) {
    SortedMap<Long, Double> values = new TreeMap<>();
    completed(cell).values().stream()
        .filter(trial -> trial.has(column))
        .forEach(trial -> values.put(trial.whole("seed"), trial.real(column)));
    return values;
  }

  private static boolean isCompleted(Row trial) {
    return trial.text("status").equals("completed");
  }
}
