package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apga.report.GateVerdict.Drift;
import org.apga.report.GateVerdict.Pairing;
import org.apga.report.GateVerdict.Status;

/**
 * Formats a gate's verdict for a terminal, with a line for each cell that changed or could not be
 * judged.
 */
public final class ConsoleGate {
  private ConsoleGate() {}

  /** Lines, without line ends. */
  public static List<String> lines(GateVerdict verdict) {
    Optional<String> unjudged = verdict.unjudged();
    if (unjudged.isPresent()) {
      return List.of(
          "Gate does not judge the run against run %s: %s."
              .formatted(verdict.base(), unjudged.get()));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "Gate %s against run %s: of %s %s %s.",
            verdict.isBroken() ? "BROKEN" : "held",
            verdict.base(),
            verdict.cells().size(),
            verdict.cells().size() == 1 ? "cell" : "cells",
            List.of(Status.values()).stream()
                .filter(status -> verdict.count(status) > 0)
                .map(status -> verdict.count(status) + " " + status.label())
                .collect(Collectors.joining(", "))));
    for (GateVerdict.Cell cell : verdict.cells()) {
      if (cell.status() != Status.HELD && cell.status() != Status.SAME) {
        lines.add("  " + cell.cell() + ": " + told(cell));
      }
    }
    if (verdict.intervals() > 0) {
      lines.add(
          "Accuracy on test images, in points; "
              + (verdict.intervals() == 1
                  ? "interval at 95 %."
                  : verdict.intervals() + " intervals that hold jointly at 95 %."));
    }
    verdict.changes().forEach((column, of) -> lines.add(changed(column, of.before(), of.now())));
    return lines;
  }

  private static String told(GateVerdict.Cell cell) {
    Drift drift = cell.drifts().get(Measure.ACCURACY);
    if (drift == null || cell.status() == Status.NOT_JUDGED) {
      return cell.status().label() + ": " + cell.reason();
    }
    return String.format(
        Locale.ROOT,
        "%s from %.1f to %.1f (%+.1f, interval %+.1f .. %+.1f), %d %s%s",
        cell.status().label(),
        100 * drift.before(),
        100 * drift.now(),
        100 * drift.change(),
        100 * drift.interval().low(),
        100 * drift.interval().high(),
        cell.seeds().size(),
        cell.seeds().size() == 1 ? "seed" : "seeds",
        cell.pairing() == Pairing.PAIRED ? "" : ", none in common");
  }

  private static String changed(String column, List<String> before, List<String> now) {
    return String.format("Changed   %s: %s -> %s", column, values(before), values(now));
  }

  private static String values(List<String> values) {
    return values.isEmpty() ? "nothing" : String.join(", ", values);
  }
}
