package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apga.config.ConfigReader;
import org.apga.data.Example;
import org.apga.data.Split;
import org.apga.metrics.Probabilities;
import org.apga.plan.Cell;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.train.Evaluation;
import org.junit.jupiter.api.Test;

/** What rows have of classes: with two everything is as it was before there were more. */
class TrialRowsTest {
  private static TrialRows rows(String... settings) {
    Cell cell = Cell.of("hip", "baseline", "full");
    Trial trial = new Trial(new TrialId("t"), cell, 0, 0, null, new TreeMap<>());
    return new TrialRows(trial, ConfigReader.read(Map.of(), List.of(settings)));
  }

  /** One image of each class, all with the same probabilities. */
  private static Evaluation evaluation(double... probabilities) {
    List<Example> examples =
        IntStream.range(0, probabilities.length)
            .mapToObj(c -> new Example(c + ".png", c, "p" + c, "s" + c, "hip", Split.TEST))
            .toList();
    return new Evaluation(
        examples, examples.stream().map(e -> Probabilities.of(probabilities)).toList(), null, null);
  }

  private static Row tested(TrialRows rows, Evaluation evaluation) {
    Row.Builder row = TrialRows.cell(rows.trial(), Tables.TRIALS);
    rows.test(row, evaluation, null);
    return row.build();
  }

  @Test
  void normalAndAbnormalAreNotNamed() {
    TrialRows rows = rows();
    Row trial = tested(rows, evaluation(0.25, 0.75));

    assertThat(trial.has("classes") || trial.has("confusion") || trial.has("quadratic_kappa"))
        .isFalse();
    assertThat(trial.whole("test_positives")).isEqualTo(1);
    assertThat(rows.predictions("test", evaluation(0.25, 0.75), null))
        .noneMatch(row -> row.has("class") || row.has("called") || row.has("probabilities"))
        .extracting(row -> row.real("probability"))
        .containsExactly(0.75, 0.75);
  }

  @Test
  void twoOtherClassesAreNamedInTheTrialAndHaveTheColumnsOfTwo() {
    TrialRows rows = rows("data.classes=[none, fracture]");
    Row trial = tested(rows, evaluation(0.25, 0.75));

    assertThat(trial.text("classes")).isEqualTo("[\"none\",\"fracture\"]");
    assertThat(trial.whole("true_positives")).isEqualTo(1);
    assertThat(trial.real("specificity")).isZero();
    assertThat(trial.has("confusion")).isFalse();
    assertThat(rows.predictions("test", evaluation(0.25, 0.75), null))
        .noneMatch(row -> row.has("class") || row.has("called") || row.has("probabilities"))
        .extracting(row -> row.real("probability"))
        .containsExactly(0.75, 0.75);
  }

  @Test
  void moreClassesHaveTheirOwnProbabilityTheCalledClassAndAllKappas() {
    TrialRows rows = rows("data.classes=[none, neck, implant]");
    Row trial = tested(rows, evaluation(0.25, 0.125, 0.625));

    assertThat(trial.text("classes")).isEqualTo("[\"none\",\"neck\",\"implant\"]");
    assertThat(trial.has("confusion") && trial.has("quadratic_kappa")).isTrue();
    assertThat(trial.has("sensitivity") || trial.has("test_positives")).isFalse();
    assertThat(rows.predictions("test", evaluation(0.25, 0.125, 0.625), null))
        .allMatch(row -> row.text("called").equals("implant"))
        .extracting(row -> row.text("class") + " " + row.real("probability"))
        .containsExactly("none 0.25", "neck 0.125", "implant 0.625");
  }
}
