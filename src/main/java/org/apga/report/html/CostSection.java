package org.apga.report.html;

import static java.util.Comparator.naturalOrder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apga.report.CellName;
import org.apga.store.Row;

/** What the run took: time, hours of devices, memory. */
final class CostSection implements Section {
  private static final double HOUR = 3600;

  private final RunFacts facts;

  CostSection(RunFacts facts) {
    this.facts = facts;
  }

  @Override
  public String id() {
    return "cost";
  }

  @Override
  public String title() {
    return "Time and cost";
  }

  @Override
  public void write(Markup html) {
    List<Row> done = facts.completed();
    if (done.isEmpty()) {
      Note.absent(html, "No trial is done.");
      return;
    }
    html.paragraph(
        "Trials took "
            + Digits.fixed(sum(done, "seconds") / HOUR, 2)
            + " hours of their devices in all"
            + between(done)
            + ". A trial has one GPU, or a share of one, to itself, so that on GPUs these are GPU"
            + " hours. "
            + cost(sum(done, "seconds") / HOUR)
            + " Trials of earlier runs that were taken over count too.");
    devices(html, done);
    arms().write(html);
  }

  private String cost(double hours) {
    double price = Double.parseDouble(facts.settings().getOrDefault("report.gpu-hour-price", "0"));
    return price > 0
        ? "At "
            + Digits.fixed(price, 2)
            + " an hour (report.gpu-hour-price) they cost "
            + Digits.fixed(price * hours, 2)
            + "."
        : "What an hour costs is not set (report.gpu-hour-price).";
  }

  private static String between(List<Row> done) {
    Optional<Instant> first =
        done.stream().filter(t -> t.has("started")).map(t -> t.time("started")).min(naturalOrder());
    Optional<Instant> last =
        done.stream()
            .filter(t -> t.has("finished"))
            .map(t -> t.time("finished"))
            .max(naturalOrder());
    return first.isPresent() && last.isPresent()
        ? ", between " + time(first.get()) + " and " + time(last.get()) + " UTC"
        : "";
  }

  private static void devices(Markup html, List<Row> done) {
    Map<String, List<Row>> devices = new TreeMap<>();
    done.forEach(
        t ->
            devices
                .computeIfAbsent(
                    t.has("device") ? t.text("device") : "not known", d -> new ArrayList<>())
                .add(t));
    DataTable table =
        new DataTable("Hours by device", "trials", "device", "#trials", "#hours", "#peak MiB");
    devices.forEach(
        (device, of) ->
            table.row(
                TableCell.head(device),
                TableCell.number(of.size()),
                TableCell.number(Digits.fixed(sum(of, "seconds") / HOUR, 2)),
                TableCell.number(
                    Digits.fixed(
                        of.stream()
                            .mapToDouble(t -> t.real("peak_memory_mb"))
                            .filter(Double::isFinite)
                            .max()
                            .orElse(Double.NaN),
                        0))));
    table.write(html);
  }

  private DataTable arms() {
    DataTable table =
        new DataTable(
            "Time by cell, mean over its trials",
            "trials",
            "arm",
            "#trials",
            "#a trial",
            "#an epoch",
            "#decoding",
            "#checkpoints",
            "#all its trials, h");
    String block = "";
    for (CellName cell : facts.cells()) {
      List<Row> of = facts.completed(cell);
      if (of.isEmpty()) {
        continue;
      }
      if (!RunFacts.block(cell).equals(block)) {
        block = RunFacts.block(cell);
        table.group(block);
      }
      double epochs = of.stream().mapToDouble(t -> t.has("epochs") ? t.whole("epochs") : 0).sum();
      table.row(
          TableCell.head(cell.arm()),
          TableCell.number(of.size()),
          TableCell.number(Digits.duration(sum(of, "seconds") / of.size())),
          TableCell.number(Digits.duration(sum(of, "train_seconds") / epochs)),
          TableCell.number(Digits.duration(sum(of, "decode_seconds") / of.size())),
          TableCell.number(Digits.duration(sum(of, "checkpoint_seconds") / of.size())),
          TableCell.number(Digits.fixed(sum(of, "seconds") / HOUR, 2)));
    }
    return table;
  }

  private static double sum(List<Row> trials, String column) {
    return trials.stream().mapToDouble(t -> t.real(column)).filter(Double::isFinite).sum();
  }

  /** A moment to the minute. */
  private static String time(Instant instant) {
    return instant.toString().substring(0, 16).replace('T', ' ');
  }
}
