package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.files.JsonFile;
import org.apga.metrics.stats.Resampling;
import org.apga.plan.DataIdentity;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;
import org.apga.provenance.Sha256;
import org.apga.store.Row;
import org.apga.store.RowDocument;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables and ids of two classes are as before more classes were supported.
 *
 * <p>{@code two-classes.jsonl.gz} holds tables of a run that the last version for two classes alone
 * trained and reported: phantoms of two parts, three arms, two seeds. Each line is a row, without
 * columns about time and machine. Of the tables about epochs and masks it has the first row.
 */
class TwoClassesTest {
  private static final String EXACT = "exact_intervals";

  /**
   * Columns of the summary that the version did not have: the gain of test-time augmentation, and
   * the areas below the curves, which it stored in the table of trials alone.
   */
  private static final Pattern ADDED =
      Pattern.compile(
          "tta_gain_(mean|sd|low|high)"
              + "|(policy|gradcam|random)_(deletion|insertion)_area_(mean|sd|low|high)");

  private static final Map<String, List<JsonNode>> STORED = new HashMap<>();

  private static final Map<String, List<Row>> REPORTED = new HashMap<>();

  @BeforeAll
  static void reportOnTheStoredRun() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        TwoClassesTest.class.getResourceAsStream("/report/two-classes.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ObjectNode row = (ObjectNode) JsonFile.parse(line.getBytes(StandardCharsets.UTF_8));
        String table = row.remove("table").asText();
        STORED.computeIfAbsent(table, t -> new ArrayList<>()).add(row);
      }
    }
    Predictions predictions = new Predictions();
    again("predictions").forEach(predictions::add);
    RunReport report =
        RunReport.of(
            new RunResults("old", again("trials"), predictions),
            new ReportSettings(
                new Resampling(200, 2019),
                new EnsembleChoice(List.of(0L, 1L), Double.NaN),
                List.of("sex"),
                List.of("sex"),
                false));
    ReportRows rows = new ReportRows(report);
    REPORTED.put("metrics", rows.metrics());
    REPORTED.put("pairs", rows.pairs());
    REPORTED.put("comparisons", rows.comparisons());
    REPORTED.put("ensembles", rows.ensembles());
    REPORTED.put("subgroups", rows.subgroups());
    REPORTED.put("matched", rows.matched());
    REPORTED.put("summary", report.summary());
  }

  private static List<JsonNode> stored(String table) {
    return Objects.requireNonNull(STORED.get(table));
  }

  /** The stored rows of a table, read by its present columns. */
  private static List<Row> again(String table) {
    TableSchema schema =
        Tables.ALL.stream().filter(one -> one.table().equals(table)).findFirst().orElseThrow();
    return stored(table).stream().map(row -> RowDocument.read(schema, row)).toList();
  }

  @Test
  void everyTableStillHasItsOldColumns() {
    assertThat(STORED).hasSize(13);
    for (String table : STORED.keySet()) {
      assertThat(again(table))
          .as(table)
          .extracting(row -> RowDocument.write(row).toString())
          .containsExactlyElementsOf(stored(table).stream().map(JsonNode::toString).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"metrics", "pairs", "comparisons", "ensembles", "subgroups", "matched", "summary"})
  void theReportOfAStoredRunHasItsOldBits(String table) {
    assertThat(Objects.requireNonNull(REPORTED.get(table)))
        .extracting(row -> told(row).toString())
        .containsExactlyElementsOf(stored(table).stream().map(JsonNode::toString).toList());
  }

  /** A row without exact intervals and {@link #ADDED} columns, which did not exist then. */
  private static ObjectNode told(Row row) {
    ObjectNode told = RowDocument.write(row);
    JsonNode exact = told.remove(EXACT);
    if (exact != null) {
      for (String figure : exact.asText().split(", ")) {
        told.remove(List.of(figure + "_low", figure + "_high"));
      }
    }
    if (row.schema().equals(Tables.SUMMARY)) {
      List<String> names = new ArrayList<>();
      told.fieldNames().forEachRemaining(names::add);
      told.remove(names.stream().filter(name -> ADDED.matcher(name).matches()).toList());
    }
    return told;
  }

  /** Hashes of the ids that the same version gave the trials. */
  @ParameterizedTest
  @CsvSource({
    "demo, 28, e5cd235f551326f5d69082c2953f56b60a6600dafa8783b746fc78a466bc825c",
    "nightly, 980, 4759de4cb87585f6605b6067d6899c1141f2824bf42aa50defa3c31a6b6652e2",
    "norms-study, 608, 30bbd0077592536c46219f85929149d676eba62d016cfb29755ed178d1bdd60c",
    "norms-study-factors, 128, 6d2c348465b7b6a9269fd74149b7549a735676b85c3e438ef984765b6b1cfd04",
    "paper, 350, fdd90435ead971a5676e1f4f3b95d9ff4d15c98311a1780a24a7e0499541575f",
    "phantom-study, 80, 8abde7607e13f6c3cb4a464e4ecb038b22ceb4835e7adc0852c3b9c61a83e890",
    "search-demo, 24, 14926136b355e8fbd55dce1654a3db2f8e2918161a4b4ea78f4613d179cf6ac4",
    "strong, 490, cd27fd29d7858cddca7d025fb262d69bcb8230cc747e458b6cb6b6e9fa17fdcc",
    "strong-phantoms, 40, 5dfbabbd4bfa17bc0f87e0106b98f2897615a84b1e7c121d11baf202d70fc5bf",
  })
  void trialsHaveTheirOldIds(String name, int trials, String hash) {
    GridConfig config = ConfigReader.read(new File("conf/" + name + ".conf"), List.of());
    GridPlan plan =
        GridPlanner.plan(
            config,
            DataIdentity.madeUp("manifest", config.grid().parts()),
            new TreeMap<>(Map.of("code", "code", "library.nd4j", "1")),
            StartHashes.NO_FILES,
            List.of(),
            Map.of());

    assertThat(plan.trials()).hasSize(trials);
    String ids =
        plan.trials().stream()
            .map(planned -> planned.trial().id().value())
            .collect(Collectors.joining("\n"));
    assertThat(Sha256.of(ids)).isEqualTo(hash);
  }
}
