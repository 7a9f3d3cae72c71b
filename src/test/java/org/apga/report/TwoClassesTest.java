package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.metrics.stats.Resampling;
import org.apga.plan.DataIdentity;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;
import org.apga.provenance.Sha256;
import org.apga.store.Column;
import org.apga.store.Row;
import org.junit.jupiter.api.Test;

/** Rows for two classes are as before more classes were supported. */
class TwoClassesTest {
  private static final String EXACT = "exact_intervals";

  @Test
  void figuresOfARunHaveTheirOldBits() {
    SimulatedRun run =
        new SimulatedRun("old")
            .with("elbow", "baseline", 0.5, 0, 1, 2)
            .with("elbow", "continue", 0.6, 0, 1, 2)
            .with("elbow", "apga", 0.7, 0, 1, 2)
            .with("wrist", "baseline", 0.8, 0, 1, 2)
            .with("wrist", "apga", 0.7, 0, 1, 2);
    RunReport report =
        RunReport.of(
            run.results(),
            new ReportSettings(
                new Resampling(300, 5),
                new EnsembleChoice(List.of(0L, 1L, 2L), Double.NaN),
                List.of(),
                List.of(),
                false));
    ReportRows rows = new ReportRows(report);

    String told =
        Stream.of(
                rows.metrics(),
                rows.pairs(),
                rows.comparisons(),
                rows.ensembles(),
                report.summary(),
                run.trials(),
                run.predictions())
            .flatMap(List::stream)
            .map(TwoClassesTest::told)
            .collect(Collectors.joining("\n"));

    assertThat(Sha256.of(told))
        .isEqualTo("9c6e5b50193bdfdbcb011b5720d8f4cda91f625c5543f4766c5b3ed874e8d81f");
  }

  /**
   * The contents of a row without null columns, which may be new, and without exact intervals,
   * which did not exist then.
   */
  private static String told(Row row) {
    List<Column> columns = row.schema().columns();
    Set<String> exact = new HashSet<>();
    if (columns.stream().anyMatch(column -> column.name().equals(EXACT)) && row.has(EXACT)) {
      exact.add(EXACT);
      for (String figure : row.text(EXACT).split(", ")) {
        exact.addAll(List.of(figure + "_low", figure + "_high"));
      }
    }
    return IntStream.range(0, columns.size())
        .filter(i -> row.value(i) != null && !exact.contains(columns.get(i).name()))
        .mapToObj(i -> columns.get(i).name() + "=" + row.value(i))
        .collect(Collectors.joining(","));
  }

  @Test
  void trialsHaveTheirOldIds() {
    GridConfig config = ConfigReader.read(new File("conf/demo.conf"), List.of());
    GridPlan plan =
        GridPlanner.plan(
            config,
            DataIdentity.madeUp("manifest", config.grid().parts()),
            new TreeMap<>(Map.of("code", "code", "library.nd4j", "1")),
            StartHashes.NO_FILES,
            List.of(),
            Map.of());

    String ids =
        plan.trials().stream()
            .map(planned -> planned.trial().id().value())
            .collect(Collectors.joining("\n"));

    assertThat(Sha256.of(ids))
        .isEqualTo("e5cd235f551326f5d69082c2953f56b60a6600dafa8783b746fc78a466bc825c");
  }
}
