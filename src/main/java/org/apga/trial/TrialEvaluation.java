package org.apga.trial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.data.LesionBox;
import org.apga.store.Row;
import org.apga.train.Evaluation;
import org.apga.train.Evaluator;
import org.apga.train.Networks;

/**
 * The evaluation of a trial's best weights: the final test, and the only use of the test split.
 *
 * @param figures the main figures, by name
 * @param predictions one row for each image of the test and selection splits
 */
record TrialEvaluation(SortedMap<String, Double> figures, List<Row> predictions) {
  /** Copies figures and rows. */
  TrialEvaluation {
    figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    predictions = List.copyOf(predictions);
  }

  /**
   * @param best networks with the weights of the best evaluation
   * @param boxes boxes of the lesions of each image of the test split
   * @param row the trial's row; the figures are set in it
   */
  static TrialEvaluation of(
      Networks best,
      TrialData data,
      List<List<LesionBox>> boxes,
      int batchSize,
      TrialRows rows,
      Row.Builder row) {
    LesionScores lesions = new LesionScores(boxes);
    Evaluation test = Evaluator.evaluate(best, data.part().test(), batchSize, lesions);
    rows.test(row, test, lesions);
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("accuracy", test.images().accuracy());
    figures.put("auroc", test.images().auroc());
    figures.put("study_kappa", test.studies().kappa());
    List<Row> predictions = new ArrayList<>(rows.predictions("test", test, lesions));
    if (data.part().selection().size() > 0) {
      Evaluation selection = Evaluator.evaluate(best, data.part().selection(), batchSize);
      rows.metrics(row, "selection_", selection.images());
      row.set("selection_study_kappa", selection.studies().kappa());
      predictions.addAll(rows.predictions("selection", selection, null));
    }
    return new TrialEvaluation(figures, predictions);
  }
}
