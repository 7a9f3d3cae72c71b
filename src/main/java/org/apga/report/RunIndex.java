package org.apga.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apga.files.JsonFile;
import org.apga.metrics.stats.Interval;
import org.apga.store.PublishedRuns;
import org.apga.store.PublishedRuns.Table;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.RunNames;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;

/**
 * All runs of a results root, from their tables runs and summary alone. Neither table grows with
 * the number of images.
 *
 * @param entries the newest first; those without a known time come last
 */
public record RunIndex(List<Entry> entries) {
  public RunIndex {
    entries = List.copyOf(entries);
  }

  /**
   * One run.
   *
   * @param about its row of {@link Tables#RUNS}; null if an older version published it, or the row
   *     cannot be read
   * @param cells rows of {@link Tables#SUMMARY}
   * @param problem why a table cannot be read; empty if all of them can
   */
  public record Entry(String run, @Nullable Row about, List<Row> cells, String problem) {
    public Entry {
      cells = List.copyOf(cells);
    }

    /** When it was first started, if that is known. */
    public Optional<Instant> started() {
      return about == null ? RunNames.started(run) : time(about);
    }

    private static Optional<Instant> time(Row about) {
      return about.has("started") ? Optional.of(about.time("started")) : Optional.empty();
    }

    public boolean isEvaluation() {
      return about == null
          ? run.startsWith(Evaluated.PREFIX)
          : about.has("kind") && about.text("kind").equals("evaluation");
    }

    /** The classes as JSON; empty for normal and abnormal. */
    String classes() {
      return about != null && about.has("classes") ? about.text("classes") : "";
    }

    /** The data sets in words; empty if they are not known. */
    public String dataSet() {
      return about != null && about.has("data_set") ? about.text("data_set") : "";
    }
  }

  /**
   * The accuracy of one run in a cell.
   *
   * @param mean accuracy on test images, mean over the seeds that are done
   * @param interval 95 % interval of the mean
   * @param partial whether some of the expected seeds are missing
   */
  public record Point(Entry entry, double mean, Interval interval, boolean partial) {}

  /**
   * A cell over runs.
   *
   * @param classes in words; empty for normal and abnormal
   * @param points one for each run with an accuracy for the cell, the oldest first
   */
  public record Trend(String dataSet, String classes, CellName cell, List<Point> points) {
    public Trend {
      points = List.copyOf(points);
    }
  }

  /** Names of the runs that have published something. */
  public static Set<String> names(ResultStore store) {
    PublishedRuns published = store.publishedRuns();
    Set<String> names = new TreeSet<>(published.names(Tables.SUMMARY));
    names.addAll(published.names(Tables.RUNS));
    return names;
  }

  /**
   * Reads the runs with these names. If a table cannot be read, its run's entry has the reason.
   *
   * @throws org.apga.files.StoreException if the results root cannot be listed
   */
  public static RunIndex read(ResultStore store, Set<String> names) {
    PublishedRuns published = store.publishedRuns();
    Set<String> told = new TreeSet<>(published.names(Tables.RUNS));
    told.retainAll(names);
    SortedMap<String, Table> about = published.read(told, Tables.RUNS);
    List<Entry> entries = new ArrayList<>();
    published
        .read(names, Tables.SUMMARY)
        .forEach((run, summary) -> entries.add(entry(run, about.get(run), summary)));
    entries.sort(
        Comparator.comparing((Entry entry) -> entry.started().orElse(Instant.MIN))
            .thenComparing(Entry::run)
            .reversed());
    return new RunIndex(entries);
  }

  private static Entry entry(String run, @Nullable Table about, Table summary) {
    List<Row> cells = summary.rows().stream().filter(RunIndex::isOfACell).toList();
    List<Row> told = about == null ? List.of() : about.rows();
    String problem = about == null ? "" : about.problem();
    if (!summary.problem().isEmpty()) {
      problem = summary.problem();
    } else if (cells.size() < summary.rows().size()) {
      problem = "table summary has rows of no cell";
    }
    return new Entry(run, told.isEmpty() ? null : told.get(0), cells, problem);
  }

  private static boolean isOfACell(Row row) {
    return row.has("part") && row.has("shots") && row.has("arm");
  }

  /** Identifies a trend: figures on different data sets or classes are not in one trend. */
  private record Key(String dataSet, String classes, CellName cell) {}

  /**
   * The cells of grids that have an accuracy in several runs on the same data set and classes.
   *
   * @param most number of runs to keep for each cell, the newest
   */
  public List<Trend> trends(int most) {
    Map<Key, List<Point>> points = new LinkedHashMap<>();
    for (Entry entry : entries) {
      for (Row cell : entry.isEvaluation() ? List.<Row>of() : entry.cells()) {
        if (Double.isFinite(cell.real("accuracy_mean"))) {
          points
              .computeIfAbsent(
                  new Key(entry.dataSet(), entry.classes(), CellName.of(cell)),
                  key -> new ArrayList<>())
              .add(point(entry, cell));
        }
      }
    }
    List<Trend> trends = new ArrayList<>();
    points.forEach(
        (key, newestFirst) -> {
          if (newestFirst.size() > 1) {
            List<Point> kept = newestFirst.subList(0, Math.min(most, newestFirst.size()));
            trends.add(new Trend(key.dataSet, named(key.classes), key.cell, reversed(kept)));
          }
        });
    return trends;
  }

  private static String named(String classes) {
    return classes.isEmpty() ? "" : ClassNames.told(JsonFile.list(classes));
  }

  private static List<Point> reversed(List<Point> points) {
    List<Point> reversed = new ArrayList<>(points);
    Collections.reverse(reversed);
    return reversed;
  }

  private static Point point(Entry entry, Row cell) {
    return new Point(
        entry,
        cell.real("accuracy_mean"),
        new Interval(cell.real("accuracy_low"), cell.real("accuracy_high")),
        cell.has("partial") && cell.flag("partial"));
  }
}
