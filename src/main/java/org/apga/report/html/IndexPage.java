package org.apga.report.html;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import org.apga.report.RunIndex;
import org.apga.report.RunIndex.Entry;
import org.apga.report.html.Page.Section;
import org.apga.store.ResultStore;
import org.apga.store.Row;

/** The page of all runs of a results root: one row per run, and each cell over runs. */
public final class IndexPage {
  /** Number of runs per table. The table of the newest runs is shown; the others are folded. */
  private static final int RUNS_OF_A_TABLE = 100;

  /** Limit for writing the page again because other drivers published in the meantime. */
  private static final int MOST_ROUNDS = 3;

  private final RunIndex index;

  private IndexPage(RunIndex index) {
    this.index = index;
  }

  /**
   * Writes the page of the runs that have published. If another run publishes in the meantime, it
   * writes the page again, because it may have replaced the page that the other run wrote.
   *
   * @return the path of the page
   * @throws org.apga.files.StoreException if it cannot be written, or the root cannot be listed
   */
  public static String write(ResultStore store) {
    Set<String> names = RunIndex.names(store);
    for (int round = 1; ; round++) {
      String html = of(RunIndex.read(store, names));
      String page = String.valueOf(store.writeReport(Page.FILE, html.getBytes(UTF_8)));
      Set<String> now = RunIndex.names(store);
      if (now.equals(names) || round == MOST_ROUNDS) {
        return page;
      }
      names = now;
    }
  }

  static String of(RunIndex index) {
    IndexPage page = new IndexPage(index);
    return new Page("runs", "APGA runs", "Runs", page::banner, page.sections()).html();
  }

  private void banner(Markup html) {
    long evaluations = index.entries().stream().filter(Entry::isEvaluation).count();
    html.paragraph(
        Digits.count(index.entries().size() - evaluations, "grid", "grids")
            + ", "
            + Digits.count(evaluations, "evaluation", "evaluations"));
    long damaged = index.entries().stream().filter(entry -> !entry.problem().isEmpty()).count();
    if (damaged > 0) {
      String runs = Digits.count(damaged, "run has", "runs have");
      html.paragraph(runs + " tables that cannot be read", "class", "badge bad");
    }
  }

  private List<Section> sections() {
    return List.of(
        Section.of("runs", this::runs), Section.of("trends", new TrendSection(index)::write));
  }

  private void runs(Markup html) {
    List<Entry> all = index.entries();
    if (all.isEmpty()) {
      html.absent(Prose.of("runs.none"));
      return;
    }
    html.paragraph(Prose.of("runs.about"));
    for (int from = 0; from < all.size(); from += RUNS_OF_A_TABLE) {
      int to = Math.min(all.size(), from + RUNS_OF_A_TABLE);
      List<Entry> some = all.subList(from, to);
      if (from == 0) {
        table(some).write(html);
      } else {
        html.folded(Prose.of("runs.rest", from + 1, to), () -> table(some).write(html));
      }
    }
  }

  private static DataTable table(List<Entry> entries) {
    DataTable table = new DataTable("runs");
    for (Entry entry : entries) {
      Row about = entry.about();
      String started = entry.started().map(Digits::time).orElse(Digits.NONE);
      if (about == null) {
        table.row(
            name(entry),
            TableCell.whole(started),
            TableCell.text(entry.isEvaluation() ? "evaluation" : "grid"),
            TableCell.text(Digits.NONE),
            TableCell.text(Digits.or(distinct(entry, "part"))),
            TableCell.text(Digits.or(distinct(entry, "arm"))),
            TableCell.number(Digits.NONE),
            told(entry, ""));
      } else {
        table.row(
            name(entry),
            TableCell.whole(started),
            TableCell.text(Trials.text(about, "kind")),
            TableCell.text(data(about)),
            TableCell.text(Trials.text(about, "parts")),
            TableCell.text(Trials.text(about, "arms")),
            TableCell.marked(
                Trials.whole(about, "done") + "/" + Trials.whole(about, "trials"),
                Trials.whole(about, "done") < Trials.whole(about, "trials")),
            told(entry, Trials.text(about, "finding")));
      }
    }
    return table;
  }

  /** Links to the run's page; an evaluation of an older version has none. */
  private static TableCell name(Entry entry) {
    return entry.about() == null && entry.isEvaluation()
        ? TableCell.head(entry.run())
        : TableCell.link(entry.run(), address(entry.run()));
  }

  /** A relative address with {@code ./}: a run's name alone could be read as a scheme. */
  private static String address(String run) {
    try {
      return new URI(null, null, "./" + run + "/" + Page.FILE, null).toASCIIString();
    } catch (URISyntaxException e) {
      return "";
    }
  }

  private static String data(Row about) {
    boolean synthetic = about.has("synthetic") && about.flag("synthetic");
    return Trials.text(about, "data_set") + (synthetic ? " (synthetic)" : "");
  }

  private static String distinct(Entry entry, String column) {
    return String.join(
        ", ", entry.cells().stream().map(row -> row.text(column)).distinct().toList());
  }

  private static TableCell told(Entry entry, String finding) {
    String kind = entry.isEvaluation() ? "-evaluation" : "";
    if (!entry.problem().isEmpty()) {
      String problem = Prose.of("runs.problem" + kind, entry.problem(), entry.run());
      return new TableCell(problem, "td", "words warn");
    }
    return TableCell.words(
        finding.isEmpty() ? Prose.of("runs.older" + kind, entry.run()) : finding);
  }
}
