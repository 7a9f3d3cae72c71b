package org.apga.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apga.config.Arm;
import org.apga.config.Decisive;
import org.apga.config.GridConfig;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.config.Variation;
import org.apga.plan.GridPlan.Planned;
import org.apga.provenance.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan from a configuration.
 *
 * <p>An arm that starts from a baseline adds that baseline to the plan even if the configuration
 * does not name it. A setting is part of a trial's identity only if it can change the trial's
 * numbers: after moving the results or doubling the cache, nothing is trained again.
 *
 * <p>A grid with tuning seeds has two plans: all variants on these seeds, and when they are done,
 * the chosen variants on the reported seeds.
 */
public final class GridPlanner {
  private static final int HASH_BYTES = 4;

  /** The name of the rows of a trial's part in its identity. */
  public static final String MANIFEST = "manifest";

  /** The name of the fold that a trial is tested on in its identity. */
  public static final String FOLD = "fold";

  /** The name of the number of folds in a trial's identity. */
  public static final String FOLDS = "grid.folds";

  /** The name of the contents of a part's image files in a trial's identity. */
  public static final String IMAGES = "images";

  /**
   * The name of the boxes of lesions in a part's images in a trial's identity, if there are any.
   */
  public static final String BOXES = "boxes";

  /** Entries besides settings that decide every trial's numbers. */
  private static final List<String> OF_ALL = List.of(MANIFEST, IMAGES, BOXES, "code", "library.");

  /** A setting of which the file's content, not its path, decides numbers. */
  public static final String CLASSIFIER_WEIGHTS = "classifier.weights";

  /** See {@link #CLASSIFIER_WEIGHTS}. */
  public static final String POLICY_WEIGHTS = "policy.weights";

  private static final String SPLITS = "grid.splits";
  private static final String CLASSES = "data.classes";

  private GridPlanner() {}

  /** Plans every trial of {@code config}; if it has tuning seeds, those on these seeds. */
  public static GridPlan plan(
      GridConfig config,
      DataIdentity data,
      SortedMap<String, String> software,
      StartHashes start,
      Collection<Committed> committed,
      Map<TrialId, Integer> begun) {
    return plan(config, data, software, start, committed, begun, Choices.NONE);
  }

  /**
   * Plans every trial of {@code config}, or those of the chosen variants.
   *
   * @param data the identity of the data set
   * @param software versions that decide numbers: {@code code} and {@code library.*}, by name
   * @param start hashes of the start weights
   * @param committed the committed trials
   * @param begun trials that have a checkpoint, and the epoch in which each goes on
   * @param choices the variants to train on the reported seeds; none for all variants
   */
  public static GridPlan plan(
      GridConfig config,
      DataIdentity data,
      SortedMap<String, String> software,
      StartHashes start,
      Collection<Committed> committed,
      Map<TrialId, Integer> begun,
      Choices choices) {
    Map<String, String> contents = new HashMap<>(config.settings());
    if (config.data().areNormalAndAbnormal()) {
      // Trials of two classes keep the ids that they had before there were more classes.
      contents.remove(CLASSES);
    }
    contents.putAll(software);
    contents.put(CLASSIFIER_WEIGHTS, start.classifier());
    contents.put(POLICY_WEIGHTS, start.policy());
    Map<TrialId, Committed> done = new HashMap<>();
    Map<String, Committed> sameCell = new HashMap<>();
    Collection<Trial> trials = trials(config, data, contents, start, choices);
    Set<TrialId> wanted = trials.stream().map(Trial::id).collect(Collectors.toSet());
    for (Committed one : committed) {
      done.put(one.id(), one);
      // Another variant of this grid is not an earlier state of a trial.
      if (!wanted.contains(one.id())) {
        sameCell.put(place(one.cell(), one.seed(), one.identity()), one);
      }
    }
    List<Planned> planned = new ArrayList<>();
    for (Trial trial : trials) {
      Committed earlier = sameCell.get(place(trial.cell(), trial.seed(), trial.identity()));
      Integer epoch = begun.get(trial.id());
      Decision decision =
          done.containsKey(trial.id())
              ? new Decision(Decision.Kind.SKIP, "done")
              : epoch != null
                  ? new Decision(
                      Decision.Kind.RESUME, "epoch " + Math.min(epoch, config.training().epochs()))
                  : earlier == null
                      ? new Decision(Decision.Kind.RUN, "")
                      : Decision.rerun(earlier.identity(), trial.identity(), data.changes());
      planned.add(new Planned(trial, decision));
    }
    String code = software.getOrDefault("code", "");
    return new GridPlan(
        hash(planned, choices), planned, config.settings(), data.manifest(), code, choices);
  }

  private static String place(Cell cell, long seed, Map<String, String> identity) {
    return String.join(
        "#", cell.plain().toString(), Long.toString(seed), identity.getOrDefault(FOLD, ""));
  }

  private static Collection<Trial> trials(
      GridConfig config,
      DataIdentity data,
      Map<String, String> contents,
      StartHashes start,
      Choices choices) {
    GridConfig.Grid grid = config.grid();
    Given given = new Given(grid, start);
    boolean tunes = grid.isTuned() && choices.isEmpty();
    Wanted wanted = new Wanted(tunes, choices, choices.chosen());
    Map<TrialId, Trial> baselines = new LinkedHashMap<>();
    Map<TrialId, Trial> others = new LinkedHashMap<>();
    for (String part : grid.parts()) {
      DataIdentity.OfPart ofPart = data.of(part);
      Map<String, String> decisive = new HashMap<>(contents);
      decisive.put(IMAGES, ofPart.images());
      if (!ofPart.boxes().isEmpty()) {
        // Without a file of boxes trials keep the ids that they had before there were boxes.
        decisive.put(BOXES, ofPart.boxes());
      }
      for (Shots shots : grid.shots()) {
        List<Variant> ofBaselines = Variation.of(grid.variations(), Arm.BASELINE, shots);
        Map<Arm, List<Variant>> variants = variants(config, shots);
        for (Draw draw : draws(grid, tunes)) {
          decisive.put(MANIFEST, ofPart.rows().hash(draw.seed, draw.fold));
          List<Trial> starts = new ArrayList<>();
          for (Variant variant : ofBaselines) {
            Cell cell = wanted.baseline(new Cell(part, Arm.BASELINE, shots, variant));
            starts.add(trial(cell, draw, null, given, decisive));
          }
          starts.stream()
              .filter(Wanted::isOwn)
              .forEach(own -> baselines.putIfAbsent(own.id(), own));
          variants.forEach(
              (arm, ofArm) -> {
                for (int i = 0; i < starts.size(); i++) {
                  Trial own = starts.get(i);
                  wanted
                      .cell(new Cell(part, arm, shots, ofArm.get(i)))
                      .ifPresent(
                          cell -> {
                            Trial trial = trial(cell, draw, own.id(), given, decisive);
                            baselines.putIfAbsent(own.id(), own);
                            others.putIfAbsent(trial.id(), trial);
                          });
                }
              });
        }
      }
    }
    List<Trial> all = new ArrayList<>(baselines.values());
    all.addAll(others.values());
    return all;
  }

  /** The seed and fold of a trial. */
  private record Draw(long seed, int fold) {}

  private static List<Draw> draws(GridConfig.Grid grid, boolean tunes) {
    return (tunes ? grid.tuneSeeds() : grid.seeds())
        .stream()
            .flatMap(
                seed ->
                    IntStream.rangeClosed(Math.min(1, grid.folds()), grid.folds())
                        .mapToObj(fold -> new Draw(seed, fold)))
            .toList();
  }

  /**
   * The cells of which a plan has trials, and their use.
   *
   * @param tunes whether variants are tried on the tuning seeds
   * @param choices none if all are reported
   * @param chosen the chosen cells of {@code choices}
   */
  private record Wanted(boolean tunes, Choices choices, Set<Cell> chosen) {
    Optional<Cell> cell(Cell cell) {
      Cell tried = cell.with(cell.variant().usedFor(Variant.Use.TUNING));
      return tunes
          ? Optional.of(tried)
          : choices.isEmpty()
              ? Optional.of(cell)
              : chosen.contains(tried)
                  ? Optional.of(cell.with(cell.variant().chosen()))
                  : Optional.empty();
    }

    /**
     * Returns the cell of a baseline. One that was not chosen is only the start of other trials.
     */
    Cell baseline(Cell cell) {
      return cell(cell).orElse(cell.with(cell.variant().usedFor(Variant.Use.START)));
    }

    static boolean isOwn(Trial trial) {
      return trial.cell().variant().use() != Variant.Use.START;
    }
  }

  /**
   * Returns for each arm that starts from a baseline its variant for each variation of the grid.
   */
  private static Map<Arm, List<Variant>> variants(GridConfig config, Shots shots) {
    Map<Arm, List<Variant>> variants = new LinkedHashMap<>();
    config.grid().arms().stream()
        .filter(Arm::startsFromBaseline)
        .forEach(arm -> variants.put(arm, Variation.of(config.grid().variations(), arm, shots)));
    return variants;
  }

  /** Values that are the same for all trials of a grid. */
  private record Given(GridConfig.Grid grid, StartHashes start) {}

  private static Trial trial(
      Cell cell, Draw draw, @Nullable TrialId baseline, Given given, Map<String, String> contents) {
    GridConfig.Grid grid = given.grid;
    SortedMap<String, String> identity = new TreeMap<>();
    identity.put("part", cell.part());
    identity.put("arm", cell.arm().label());
    identity.put("shots", cell.shots().label());
    identity.put("seed", Long.toString(draw.seed));
    // Trials of the listed splits keep the ids that they had before there were other splits.
    if (grid.folds() > 0) {
      identity.put(FOLD, Integer.toString(draw.fold));
      identity.put(FOLDS, Integer.toString(grid.folds()));
    }
    if (grid.splits() != GridConfig.SplitsOf.FIXED) {
      identity.put(SPLITS, contents.getOrDefault(SPLITS, ""));
    }
    contents.forEach(
        (path, value) -> {
          if (decides(path, cell)) {
            identity.put(path, value);
          }
        });
    identity.putAll(cell.variant().settings());
    for (String weights : List.of(CLASSIFIER_WEIGHTS, POLICY_WEIGHTS)) {
      String named = cell.variant().settings().get(weights);
      if (named != null) {
        identity.put(weights, given.start.varied().getOrDefault(named, StartHashes.DRAWN));
      }
    }
    TrialId id = TrialId.of(cell, draw.seed, identity);
    return new Trial(id, cell, draw.seed, draw.fold, baseline, identity);
  }

  private static boolean decides(String path, Cell cell) {
    return OF_ALL.stream().anyMatch(path::startsWith)
        || Decisive.decides(path, cell.arm(), cell.shots());
  }

  private static String hash(List<Planned> planned, Choices choices) {
    String ids =
        String.join("\n", planned.stream().map(p -> p.trial().id().value()).sorted().toList())
            + (choices.isEmpty() ? "" : "\n" + choices.text());
    return Sha256.of(ids).substring(0, 2 * HASH_BYTES);
  }
}
