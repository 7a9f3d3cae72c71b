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
 * The planned trials of a run by cell and seed, without those for tuning or as starts of others.
 * Parts and shots are in the order in which they first appear, arms in the order of the paper's
 * tables.
 */
final class TrialGrid {
  private static final List<String> ARMS = Arm.labels();

  /** The arms that others are compared with, in order. */
  static final List<String> RIVALS =
      Stream.of(Arm.values())
          .filter(arm -> arm.role() != Arm.Role.TREATMENT)
          .map(Arm::label)
          .toList();

  static final Set<String> FAILED = Set.of("failed", "skipped");

  private final Map<CellName, SortedMap<Long, Row>> trials;
  private final Map<CellName, SortedMap<Long, Row>> completed = new HashMap<>();

  /** The settings of each cell that replace those of its grid. */
  private final Map<CellName, Map<String, String>> settings = new HashMap<>();

  /** The cells of each part, shot count and arm: the candidates for a comparison. */
  private final Map<CellName, List<CellName>> variants = new HashMap<>();

  /** Number of variants of each arm, by the cell without a variant. */
  private final Map<CellName, Integer> tried;

  /** Whether each cell was chosen among the variants of its arm. */
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

  /** The grid of a run's results, with one trial for all folds of a cell and seed. */
  static TrialGrid of(RunResults results) {
    return of(results.seeds(), results.choices());
  }

  /** The grid of rows of the table of trials, one for every planned cell and seed. */
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
   * The cell of another arm that a cell is compared with: among those with the same part and shots,
   * the one with the most varied settings, all of which the cell has too. Chosen cells are compared
   * with chosen cells, whatever their settings.
   *
   * @return empty if none is planned
   */
  Optional<CellName> rival(CellName cell, String arm) {
    Map<String, String> own = settings(cell);
    return variants.getOrDefault(cell.plain(arm), List.of()).stream()
        .filter(other -> chosen || own.entrySet().containsAll(settings(other).entrySet()))
        .max(Comparator.comparingInt(other -> settings(other).size()));
  }

  /**
   * The number of variants of its arm that a cell was chosen among or, without a choice, that are
   * reported side by side.
   */
  int tried(CellName cell) {
    return tried.getOrDefault(cell.plain(), 1);
  }

  /**
   * The identity of a cell without the name of its variant, because another run may name it
   * differently.
   *
   * @param settings that replace the grid's own, by path
   */
  record Known(String part, String shots, String arm, Map<String, String> settings) {}

  /** The cells by identity. */
  Map<Known, CellName> known() {
    Map<Known, CellName> known = new LinkedHashMap<>();
    cells()
        .forEach(
            cell ->
                known.put(new Known(cell.part(), cell.shots(), cell.arm(), settings(cell)), cell));
    return known;
  }

  /** The settings of a cell that replace those of its grid, by path. */
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

  /**
   * The cells with a shot count, one list per arm and variant, in the order of arms, with one cell
   * per part.
   */
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

  /**
   * Whether {@code arm} is compared with {@code rival}; false for an arm that this version does not
   * know.
   */
  static boolean compares(String arm, String rival) {
    return Arm.find(arm).stream()
        .flatMap(known -> known.rivals().stream())
        .anyMatch(known -> known.label().equals(rival));
  }

  /** The trials of a cell by seed, with any status. */
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

  /**
   * {@code completed} if every member is, {@code failed} if one failed or was skipped, otherwise
   * {@code missing}.
   */
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

  /** The values of a column by seed, for the completed trials that have one. */
  SortedMap<Long, Double> values(CellName cell, String column) {
    SortedMap<Long, Double> values = new TreeMap<>();
    completed(cell).values().stream()
        .filter(trial -> trial.has(column))
        .forEach(trial -> values.put(trial.whole("seed"), trial.real(column)));
    return values;
  }

  static boolean isCompleted(Row trial) {
    return trial.text("status").equals("completed");
  }
}
