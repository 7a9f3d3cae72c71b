package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apga.metrics.stats.Holm;
import org.apga.metrics.stats.Resampling;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;

/** How a report describes variants that were tried. */
class SearchTest {
  private static final Resampling RESAMPLING = new Resampling(100, 1);
  private static final long[] SEEDS = {0, 1, 2, 3, 4, 5, 6, 7};

  private final List<Row> trials = new ArrayList<>();
  private final List<Row> choices = new ArrayList<>();
  private final Predictions predictions = new Predictions();

  /** Adds trials of a variant. */
  private void with(String arm, double signal, String variant, String settings, String usedFor) {
    with("elbow", arm, signal, variant, settings, usedFor);
  }

  private void with(
      String part, String arm, double signal, String variant, String settings, String usedFor) {
    SimulatedRun run = new SimulatedRun(variant + usedFor).with(part, arm, signal, SEEDS);
    run.predictions().forEach(predictions::add);
    for (Row row : run.trials()) {
      trials.add(
          row.toBuilder()
              .set("variant", variant)
              .set("variant_settings", settings)
              .set("used_for", usedFor.isEmpty() ? null : usedFor)
              .build());
    }
  }

  private void tried(String arm, int variants) {
    for (int i = 0; i < variants; i++) {
      choices.add(
          Row.builder(Tables.CHOICES)
              .set("part", "elbow")
              .set("shots", "full")
              .set("arm", arm)
              .set("variant", "rate=" + i)
              .set("metric", "auroc")
              .set("score", 0.5 + i)
              .set("chosen", i == variants - 1)
              .set("tried", variants)
              .build());
    }
  }

  private RunReport report() {
    return RunReport.of(new RunResults("r", trials, predictions, choices), RESAMPLING);
  }

  private static List<Comparison> accuracy(RunReport report) {
    return report.comparisons().stream().filter(c -> c.measure() == Measure.ACCURACY).toList();
  }

  @Test
  void holmCountsVariantsThatStandBesideEachOtherAsItCountsParts() {
    with("baseline", 1, "", "{}", "");
    for (int weight = 1; weight <= 3; weight++) {
      with("continue", 0.8 + 0.3 * weight, "w=" + weight, "{\"w\":\"" + weight + "\"}", "");
    }

    RunReport report = report();

    double[] p = accuracy(report).stream().mapToDouble(c -> c.paired().signs().p()).toArray();
    assertThat(p).hasSize(3);
    assertThat(accuracy(report).stream().mapToDouble(c -> c.correction().p()).toArray())
        .isEqualTo(Holm.adjust(p));
    assertThat(accuracy(report))
        .extracting(c -> c.correction().tests() + " " + c.tried() + " " + c.againstTried())
        .containsOnly("3 3 1");
    assertThat(ConsoleReport.comparisons(report))
        .anyMatch(line -> line.endsWith("then Holm over the parts and variants."))
        .contains(
            "Search was unequal (continue has 3 variants, baseline 1): a difference may come from"
                + " the search, not from the arm.");
  }

  @Test
  void meansOverPartsOfSeveralVariantsAreCorrectedForEachOther() {
    for (String part : List.of("elbow", "wrist")) {
      with(part, "baseline", 1, "", "{}", "");
      with(part, "continue", 1.2, "w=1", "{\"w\":\"1\"}", "");
      with(part, "continue", 1.6, "w=2", "{\"w\":\"2\"}", "");
    }

    List<Comparison> all = accuracy(report());

    assertThat(all)
        .extracting(c -> c.cell().part() + " " + c.cell().variant() + " " + c.correction().tests())
        .containsExactly(
            "elbow w=1 4",
            "wrist w=1 4",
            "all parts w=1 2",
            "elbow w=2 4",
            "wrist w=2 4",
            "all parts w=2 2");
    double[] p = {all.get(2).paired().signs().p(), all.get(5).paired().signs().p()};
    assertThat(new double[] {all.get(2).correction().p(), all.get(5).correction().p()})
        .isEqualTo(Holm.adjust(p));
  }

  @Test
  void whatWasChosenIsComparedWithWhatWasChosenWhateverTheirSettings() {
    with("baseline", 1, "chosen", "{\"rate\":\"1\"}", "");
    with("continue", 1.5, "chosen", "{\"rate\":\"2\"}", "");
    tried("baseline", 2);
    tried("continue", 5);

    RunReport report = report();

    assertThat(accuracy(report))
        .extracting(c -> c.cell() + " " + c.against() + " " + c.tried() + " " + c.againstTried())
        .containsExactly("elbow continue chosen baseline 5 2");
    assertThat(report.summary())
        .extracting(row -> row.text("arm") + " " + row.whole("tried"))
        .containsExactly("baseline 2", "continue 5");
    assertThat(ConsoleReport.lines(report))
        .contains(
            "Chosen    elbow continue: rate=4, mean auroc 4.5000, among 5 variants",
            "Search was unequal (continue was chosen among 5 variants, baseline among 2): a"
                + " difference may come from the search, not from the arm.")
        .anyMatch(line -> line.contains("elbow") && line.endsWith("tried 5, baseline 2"))
        .anyMatch(line -> line.endsWith("then Holm over the parts."));
  }

  @Test
  void whatWasDroppedIsToldWithTheEpochsThatWereTrained() {
    tried("baseline", 2);
    tried("apga", 4);
    List<Row> halved = new ArrayList<>();
    for (Row row : choices) {
      Row.Builder one = row.toBuilder().set("epochs", row.flag("chosen") ? 12 : 2);
      one.set("most_epochs", 12);
      boolean drops = row.text("arm").equals("apga") && !row.flag("chosen");
      halved.add(one.set("dropped_at", drops ? halved.size() == 2 ? 3 : 1 : null).build());
    }

    assertThat(Search.dropped(halved))
        .containsExactly(
            "elbow apga: 2 dropped after epoch 1, 1 dropped after epoch 3; 18 of 48 epochs were"
                + " trained");
  }

  @Test
  void nothingIsSaidOfUnequalSearchWhereItWasEqual() {
    with("baseline", 1, "chosen", "{}", "");
    with("continue", 1.5, "chosen", "{}", "");
    tried("baseline", 3);
    tried("continue", 3);

    assertThat(Search.unequal(report())).isEmpty();
  }

  @Test
  void whatIsNoResultIsCountedAsATrialAndStandsInNoFigure() {
    with("baseline", 1, "chosen", "{\"rate\":\"1\"}", "");
    with("baseline", 3, "rate=2", "{\"rate\":\"2\"}", "start");
    with("continue", 1.5, "chosen", "{\"rate\":\"2\"}", "");
    tried("baseline", 2);
    tried("continue", 2);

    RunReport report = report();

    assertThat(report.trials()).isEqualTo(new Completeness(24, 24, 0));
    assertThat(report.summary()).hasSize(2);
    assertThat(report.metrics())
        .extracting(metrics -> metrics.cell().toString())
        .containsOnly("elbow baseline chosen", "elbow continue chosen");
    assertThat(report.pairs()).extracting(pair -> pair.cell().variant()).containsOnly("chosen");
  }

  @Test
  void aRunThatOnlyTriesHasNoFiguresAtAll() {
    with("baseline", 1, "rate=1", "{\"rate\":\"1\"}", "tuning");
    with("continue", 1, "rate=1", "{\"rate\":\"1\"}", "tuning");

    RunReport report = report();

    assertThat(report.metrics()).isEmpty();
    assertThat(report.pairs()).isEmpty();
    assertThat(report.comparisons()).isEmpty();
    assertThat(report.summary()).isEmpty();
    assertThat(ConsoleReport.lines(report))
        .containsExactly(
            "This run tries variants on tuning seeds: 16 of 16 trials are done. Their figures on"
                + " the selection split decide which variant of each arm is trained on the"
                + " reported seeds; no figures of the test split are shown.");
  }

  @Test
  void whatWasDroppedIsDoneAndCounted() {
    with("baseline", 1, "rate=1", "{\"rate\":\"1\"}", "tuning");
    trials.replaceAll(
        row -> row.whole("seed") < 3 ? row.toBuilder().set("status", "dropped").build() : row);

    assertThat(report().trials()).isEqualTo(new Completeness(8, 8, 0, 3));
    assertThat(Search.tuning(report()))
        .startsWith(
            "This run tries variants on tuning seeds: 8 of 8 trials are done, of which 3 were dropped"
                + " on the way (grid.stop). ");
  }

  @Test
  void bothCountsStandInTheTableOfComparisons() {
    with("baseline", 1, "chosen", "{}", "");
    with("continue", 1.5, "chosen", "{}", "");
    tried("baseline", 1);
    tried("continue", 4);

    Row row = new ReportRows(report()).comparisons().get(0);

    assertThat(Map.of(row.whole("tried"), row.whole("against_tried"))).isEqualTo(Map.of(4L, 1L));
  }
}
