package org.apga.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apga.files.JsonFile;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;

/** Reports on the variants that arms tried. */
public final class Search {
  private Search() {}

  /**
   * The variants that were tried before a run, from its stored plan: rows of {@link
   * Tables#CHOICES}.
   */
  static List<Row> choices(ResultStore store, String run) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode one : store.plans().newest(run).orElseGet(JsonFile::object).path("choices")) {
      JsonNode variant = one.path("variant");
      boolean none = variant.path("name").asText().isEmpty();
      rows.add(
          Row.builder(Tables.CHOICES)
              .set("part", one.path("part").asText())
              .set("shots", one.path("shots").asText())
              .set("arm", one.path("arm").asText())
              .set("variant", none ? null : variant.path("name").asText())
              .set("variant_settings", none ? null : variant.path("settings").toString())
              .set("tuning_run", one.path("tuning_run").asText())
              .set("metric", one.path("metric").asText())
              .set("scores", one.path("scores").toString())
              .set("score", one.path("score").asDouble(Double.NaN))
              .set("loss", one.path("loss").asDouble(Double.NaN))
              .set("chosen", one.path("chosen").asBoolean())
              .set("tried", one.path("tried").asLong())
              .set("epochs", whole(one.path("epochs")))
              .set("most_epochs", whole(one.path("most_epochs")))
              .set("dropped_at", whole(one.path("dropped_at")))
              .build());
    }
    return rows;
  }

  private static @Nullable Long whole(JsonNode number) {
    return number.isNumber() ? number.asLong() : null;
  }

  /** Whether a run only tries variants, and so shows nothing of the test split. */
  public static boolean isTuning(RunReport report) {
    return report.trials().expected() > 0 && report.summary().isEmpty();
  }

  /** The text in place of results for a run that only tries variants. */
  public static String tuning(RunReport report) {
    long dropped = report.trials().dropped();
    return String.format(
        "This run tries variants on tuning seeds: %s of %s trials are done%s. Their figures on the"
            + " selection split decide which variant of each arm is trained on the reported seeds;"
            + " no figures of the test split are shown.",
        report.trials().done(),
        report.trials().expected(),
        dropped == 0 ? "" : ", of which " + dropped + " were dropped on the way (grid.stop)");
  }

  /**
   * The family of tests that p is corrected for: parts, or parts and variants if these are reported
   * side by side.
   */
  public static String family(RunReport report) {
    return report.choices().isEmpty() && report.comparisons().stream().anyMatch(c -> c.tried() > 1)
        ? "parts and variants"
        : "parts";
  }

  /** How many variants each arm of a comparison had; empty if both had one. */
  public static List<String> tried(Comparison one) {
    return one.tried() > 1 || one.againstTried() > 1
        ? List.of("tried " + one.tried() + ", " + one.against() + " " + one.againstTried())
        : List.of();
  }

  /** A sentence if arms that are compared tried unequal numbers of variants; otherwise empty. */
  public static List<String> unequal(RunReport report) {
    Map<String, String> pairs = new LinkedHashMap<>();
    boolean chosen = !report.choices().isEmpty();
    for (Comparison one : report.comparisons()) {
      if (one.tried() != one.againstTried() && !one.isOverParts()) {
        pairs.putIfAbsent(
            one.cell().arm() + " " + one.against(),
            String.format(
                "%s %s %s, %s %s",
                one.cell().arm(),
                chosen ? "was chosen among" : "has",
                variants(one.tried()),
                one.against(),
                (chosen ? "among " : "") + one.againstTried()));
      }
    }
    return pairs.isEmpty()
        ? List.of()
        : List.of(
            "Search was unequal ("
                + String.join("; ", pairs.values())
                + "): a difference may come from the search, not from the arm.");
  }

  /**
   * The variants that were chosen, one line per cell.
   *
   * @param choices rows of {@link Tables#CHOICES}
   */
  public static List<String> chosen(List<Row> choices) {
    return choices.stream()
        .filter(row -> row.flag("chosen"))
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "%s: %s, mean %s %.4f, among %s",
                    CellName.of(row).plain(),
                    row.has("variant") ? row.text("variant") : "the grid's own settings",
                    row.text("metric"),
                    row.real("score"),
                    variants(row.whole("tried"))))
        .toList();
  }

  /**
   * The variants that halving dropped, one line per cell; empty if it dropped none.
   *
   * @param choices rows of {@link Tables#CHOICES}
   */
  public static List<String> dropped(List<Row> choices) {
    Map<CellName, List<Row>> arms =
        choices.stream()
            .collect(groupingBy(row -> CellName.of(row).plain(), LinkedHashMap::new, toList()));
    List<String> lines = new ArrayList<>();
    arms.forEach(
        (arm, rows) -> {
          String drops = drops(rows);
          if (!drops.isEmpty()) {
            lines.add("%s: %s; %s epochs were trained".formatted(arm, drops, epochs(rows)));
          }
        });
    return lines;
  }

  /** When variants of an arm were dropped; empty if none was. */
  public static String drops(List<Row> ofArm) {
    return ofArm.stream()
        .filter(row -> row.has("dropped_at"))
        .collect(groupingBy(row -> row.whole("dropped_at"), TreeMap::new, counting()))
        .entrySet()
        .stream()
        .map(at -> at.getValue() + " dropped after epoch " + at.getKey())
        .collect(joining(", "));
  }

  /** How many epochs an arm's variants were trained for, and how many they could have been. */
  public static String epochs(List<Row> ofArm) {
    return sum(ofArm, "epochs") + " of " + sum(ofArm, "most_epochs");
  }

  private static long sum(List<Row> rows, String column) {
    return rows.stream().filter(row -> row.has(column)).mapToLong(row -> row.whole(column)).sum();
  }

  /**
   * Reads a column with a JSON object: texts by name; empty if it is null.
   *
   * @throws UncheckedIOException if it is not JSON
   */
  public static Map<String, String> texts(Row row, String column) {
    if (!row.has(column)) {
      return Map.of();
    }
    try {
      return JsonFile.texts(JsonFile.parse(row.text(column).getBytes(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + column + ": " + row.text(column), e);
    }
  }

  private static String variants(long count) {
    return count + (count == 1 ? " variant" : " variants");
  }
}
