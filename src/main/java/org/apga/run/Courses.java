package org.apga.run;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.files.FileErrors;
import org.apga.files.Parallel;
import org.apga.files.StoreException;
import org.apga.plan.Choices.Score;
import org.apga.plan.Course;
import org.apga.plan.Course.End;
import org.apga.plan.GridPlan;
import org.apga.plan.TrialId;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.trial.StoredEpochs;

/**
 * Reads what trials have reached on the selection split: from committed results, from checkpoints,
 * and if these are gone, from what the run has published.
 *
 * @param metric the selection metric
 */
record Courses(ResultStore store, SelectionMetric metric) {
  /**
   * Returns what the trials of a plan have reached.
   *
   * @param run the run of that plan
   * @throws StoreException if it cannot be read
   */
  Map<TrialId, Course> of(String run, GridPlan plan) {
    Set<String> committed = new HashSet<>();
    store.commits().stream().map(Commit::trial).forEach(committed::add);
    Set<String> whole = new HashSet<>();
    Map<String, Course> published = published(run, whole);
    Map<String, Integer> begun = new HashMap<>();
    store.checkpoints().newest().forEach((trial, name) -> begun.put(trial, name.epoch() - 1));
    List<TrialId> asked =
        plan.trials().stream()
            .map(planned -> planned.trial().id())
            .filter(
                id -> {
                  int known = published.getOrDefault(id.value(), Course.NOTHING).epochs();
                  return committed.contains(id.value())
                      ? !whole.contains(id.value())
                      : begun.getOrDefault(id.value(), 0) > known;
                })
            .toList();
    Map<TrialId, Course> courses = new HashMap<>();
    published.forEach((trial, course) -> courses.put(new TrialId(trial), course));
    try {
      List<Course> read =
          Parallel.map(Parallel.sideBySide(store.checkpoints().fs()), asked, this::read);
      for (int i = 0; i < asked.size(); i++) {
        courses.put(asked.get(i), read.get(i));
      }
    } catch (IOException e) {
      throw new StoreException(
          "Cannot read how far trials are in %s: %s. Check the file system and run the same"
              + " command again.",
          e, store.root(), FileErrors.reason(e));
    }
    courses.replaceAll((id, of) -> committed.contains(id.value()) ? of.with(End.DONE) : of);
    return courses;
  }

  /**
   * Returns what a trial has reached, from what is stored now.
   *
   * @throws IOException if the file system does not answer
   */
  Course read(TrialId trial) throws IOException {
    NavigableMap<Integer, Score> bests = new TreeMap<>();
    List<Row> rows = StoredEpochs.of(store, trial.value());
    rows.forEach(row -> add(row, bests));
    return new Course(rows.size(), bests, End.OPEN);
  }

  /**
   * @param whole receives the trials that have every epoch published
   */
  private Map<String, Course> published(String run, Set<String> whole) {
    Map<String, Course> courses = new HashMap<>();
    if (store.isPublished(run, Tables.TRIALS)) {
      store.forEachPublished(
          run,
          Tables.TRIALS,
          row -> {
            if (row.text("status").equals("completed")) {
              whole.add(row.text("trial"));
            }
          });
      Map<String, NavigableMap<Integer, Score>> bests = new HashMap<>();
      Map<String, Integer> epochs = new HashMap<>();
      store.forEachPublished(
          run,
          Tables.EPOCHS,
          row -> {
            epochs.merge(row.text("trial"), 1, Integer::sum);
            add(row, bests.computeIfAbsent(row.text("trial"), trial -> new TreeMap<>()));
          });
      bests.forEach(
          (trial, of) ->
              courses.put(trial, new Course(epochs.getOrDefault(trial, 0), of, End.OPEN)));
    }
    return courses;
  }

  private void add(Row epoch, NavigableMap<Integer, Score> bests) {
    if (epoch.flag("best")) {
      bests.put(
          (int) epoch.whole("epoch"), new Score(epoch.real(metric.column()), epoch.real("loss")));
    }
  }
}
