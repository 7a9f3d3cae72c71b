package org.apga.report.html;

import static java.util.Comparator.naturalOrder;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.report.CellName;
import org.apga.store.Row;

/** The cost of the run: time, device hours, memory. */
record CostSection(RunFacts facts) {
  private static final double HOUR = 3600;

  void write(Markup html) {
    List<Row> done = facts.completed();
    if (done.isEmpty()) {
      html.absent("No trial is done.");
      return;
    }
    double hours = sum(done, "seconds") / HOUR;
    html.paragraph(Prose.of("cost.hours", Digits.fixed(hours, 2), between(done), cost(hours)));
    devices(html, done);
    List<CellName> cells =
        facts.cells().all().stream()
            .filter(cell -> !facts.cells().completed(cell).isEmpty())
            .toList();
    facts.cells().write(html, cells, some -> times(some).write(html));
  }

  private String cost(double hours) {
    double price = Double.parseDouble(facts.settings().getOrDefault("report.gpu-hour-price", "0"));
    return price > 0
        ? String.format(
            "At %s per hour (report.gpu-hour-price) they cost %s.",
            Digits.fixed(price, 2), Digits.fixed(price * hours, 2))
        : "The price of an hour is not set (report.gpu-hour-price).";
  }

  private static String between(List<Row> done) {
    Optional<Instant> first = times(done, "started").min(naturalOrder());
    Optional<Instant> last = times(done, "finished").max(naturalOrder());
    return first.isPresent() && last.isPresent()
        ? ", between " + Digits.time(first.get()) + " and " + Digits.time(last.get()) + " UTC"
        : "";
  }

  private static Stream<Instant> times(List<Row> trials, String column) {
    return trials.stream().filter(t -> t.has(column)).map(t -> t.time(column));
  }

  private static void devices(Markup html, List<Row> done) {
    Map<String, List<Row>> devices =
        done.stream()
            .collect(
                Collectors.groupingBy(
                    t -> t.has("device") ? t.text("device") : "not known",
                    TreeMap::new,
                    Collectors.toList()));
    DataTable table = new DataTable("devices");
    devices.forEach(
        (device, of) ->
            table.row(
                TableCell.head(device),
                TableCell.number(of.size()),
                TableCell.number(sum(of, "seconds") / HOUR, 2),
                TableCell.number(Trials.reals(of, "peak_memory_mb").max().orElse(Double.NaN), 0)));
    table.write(html);
  }

  private DataTable times(List<CellName> cells) {
    DataTable table = new DataTable("times");
    for (CellName cell : cells) {
      List<Row> of = facts.cells().completed(cell);
      double epochs = of.stream().mapToDouble(t -> Trials.whole(t, "epochs")).sum();
      table.under(cell.place());
      table.row(
          TableCell.head(cell.way()),
          TableCell.number(of.size()),
          TableCell.duration(sum(of, "seconds") / of.size()),
          TableCell.duration(sum(of, "train_seconds") / epochs),
          TableCell.duration(sum(of, "decode_seconds") / of.size()),
          TableCell.duration(sum(of, "checkpoint_seconds") / of.size()),
          TableCell.number(sum(of, "seconds") / HOUR, 2));
    }
    return table;
  }

  private static double sum(List<Row> trials, String column) {
    return Trials.reals(trials, column).sum();
  }
}
