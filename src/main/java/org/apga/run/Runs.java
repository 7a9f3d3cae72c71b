package org.apga.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apga.config.Variant;
import org.apga.files.JsonFile;
import org.apga.plan.Candidate;
import org.apga.plan.Cell;
import org.apga.plan.Choices;
import org.apga.plan.Committed;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.secrets.Secrets;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.RunNames;
import org.apga.trial.ResultFiles;

/**
 * Names runs and stores their plans. A run's name contains when it was first started and the hash
 * of its plan. The same plan again continues the same run.
 */
public final class Runs {
  private Runs() {}

  /** Returns the committed trials of a results root, as a plan needs them. */
  public static Collection<Committed> committed(ResultStore store) {
    return store.commits().stream().map(Runs::committed).toList();
  }

  /**
   * Returns the trials that have a checkpoint, and the epoch in which each goes on, from the
   * checkpoints' names.
   *
   * @throws org.apga.files.StoreException if they cannot be listed
   */
  public static Map<TrialId, Integer> begun(ResultStore store) {
    Map<TrialId, Integer> begun = new HashMap<>();
    store
        .checkpoints()
        .newest()
        .forEach((trial, checkpoint) -> begun.put(new TrialId(trial), checkpoint.epoch()));
    return begun;
  }

  private static Committed committed(Commit commit) {
    return new Committed(
        new TrialId(commit.trial()),
        Cell.of(commit.part(), commit.arm(), commit.shots()),
        commit.seed(),
        commit.identity(),
        commit.figures().getOrDefault(ResultFiles.SECONDS, Double.NaN));
  }

  /** Returns the run of that plan if there is one, else a name for a new one. */
  public static String name(ResultStore store, GridPlan plan, Instant now) {
    List<String> same =
        store.plans().runs().stream().filter(run -> run.endsWith("-" + plan.hash())).toList();
    return same.isEmpty() ? RunNames.of(now, plan.hash()) : same.get(same.size() - 1);
  }

  /**
   * Stores the plan of a run, without secrets, unless it is stored already. A plan of the same
   * trials with other settings that do not affect their numbers (where the data is, how a report
   * resamples) is stored beside the existing plan.
   *
   * @throws org.apga.files.StoreException if it cannot be written
   */
  public static void freeze(ResultStore store, String run, GridPlan plan, Instant now) {
    ObjectNode json = JsonFile.object();
    json.put("run", run).put("planned", now.toString());
    json.put("manifest", plan.manifestHash()).put("code", plan.codeHash());
    ObjectNode settings = json.putObject("settings");
    plan.settings().forEach((name, value) -> settings.put(name, Secrets.redact(name, value)));
    ArrayNode trials = json.putArray("trials");
    for (GridPlan.Planned planned : plan.trials()) {
      ObjectNode trial = trials.addObject();
      trial.put("trial", planned.trial().id().value());
      trial.put("title", planned.trial().title());
      putDraw(trial, planned.trial());
      trial.put("decision", planned.decision().kind().name());
      trial.put("reason", Secrets.redact(planned.decision().reason()));
    }
    choices(json, plan.choices());
    store.plans().freeze(run, json);
  }

  private static void choices(ObjectNode json, Choices choices) {
    if (choices.isEmpty()) {
      return;
    }
    String metric = choices.metric().name().toLowerCase(Locale.ROOT);
    ArrayNode candidates = json.putArray("choices");
    for (Candidate one : choices.candidates()) {
      ObjectNode candidate = putCell(candidates.addObject(), one.cell());
      candidate.put("tuning_run", choices.run()).put("metric", metric).put("tried", one.tried());
      candidate.put("chosen", one.chosen()).put("epochs", one.epochs());
      candidate.put("most_epochs", one.mostEpochs());
      if (one.droppedAt() > 0) {
        candidate.put("dropped_at", one.droppedAt());
      }
      ObjectNode scores = candidate.putObject("scores");
      one.scores().forEach((seed, score) -> scores.put(seed.toString(), score));
      if (!Double.isNaN(one.score())) {
        candidate.put("score", one.score()).put("loss", one.loss());
      }
    }
  }

  /**
   * Adds a cell's {@code part}, {@code arm}, {@code shots} and, if it has one, {@code variant} to a
   * document, and returns the document.
   */
  public static ObjectNode putCell(ObjectNode json, Cell cell) {
    if (!cell.variant().equals(Variant.NONE)) {
      ObjectNode variant = json.putObject("variant").put("name", cell.variant().name());
      ObjectNode settings = variant.putObject("settings");
      cell.variant().settings().forEach(settings::put);
      if (cell.variant().use() != Variant.Use.RESULT) {
        variant.put("use", cell.variant().use().label());
      }
    }
    return json.put("part", cell.part())
        .put("arm", cell.arm().label())
        .put("shots", cell.shots().label());
  }

  /**
   * Adds a trial's cell, its {@code seed} and, if it has one, {@code fold} to a document, and
   * returns the document.
   */
  public static ObjectNode putDraw(ObjectNode json, Trial trial) {
    putCell(json, trial.cell()).put("seed", trial.seed());
    return trial.fold() == 0 ? json : json.put("fold", trial.fold());
  }

  private static Cell cell(JsonNode json) {
    Cell cell =
        Cell.of(json.path("part").asText(), json.path("arm").asText(), json.path("shots").asText());
    JsonNode variant = json.path("variant");
    return cell.with(
        new Variant(
            variant.path("name").asText(),
            JsonFile.texts(variant.path("settings")),
            Variant.Use.of(variant.path("use").asText())));
  }

  /**
   * Returns the trials of a stored plan; none if an older version stored it, without their cells.
   */
  static List<Trial> trials(ResultStore store, String run) {
    List<Trial> trials = new ArrayList<>();
    for (JsonNode trial : store.plans().newest(run).orElseGet(JsonFile::object).path("trials")) {
      if (!trial.has("part")) {
        return List.of();
      }
      TrialId id = new TrialId(trial.path("trial").asText());
      long seed = trial.path("seed").asLong();
      int fold = trial.path("fold").asInt();
      trials.add(new Trial(id, cell(trial), seed, fold, null, new TreeMap<>()));
    }
    return trials;
  }
}
