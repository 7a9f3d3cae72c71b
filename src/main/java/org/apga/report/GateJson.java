package org.apga.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apga.files.JsonFile;
import org.apga.metrics.stats.Interval;

/** A gate's verdict as JSON. Shares are in 0..1; undefined values are null. */
public final class GateJson {
  private GateJson() {}

  /**
   * The verdict as a document; {@code verdict} is {@code held}, {@code broken} or {@code
   * not_judged}, if no cell was compared and all have the same reason.
   */
  public static ObjectNode of(GateVerdict verdict) {
    ObjectNode json = JsonFile.object();
    json.put(
        "verdict",
        verdict.isBroken() ? "broken" : verdict.unjudged().isPresent() ? "not_judged" : "held");
    json.put("run", verdict.run()).put("base", verdict.base());
    json.put("decides", Measure.ACCURACY.label());
    json.put("level", Interval.LEVEL).put("intervals", verdict.intervals());
    json.put("resamples", verdict.resampling().resamples());
    json.put("resampling_seed", verdict.resampling().seed());
    ObjectNode counts = json.putObject("counts");
    for (GateVerdict.Status status : GateVerdict.Status.values()) {
      counts.put(status.code(), verdict.count(status));
    }
    ArrayNode cells = json.putArray("cells");
    verdict.cells().forEach(cell -> put(cells.addObject(), cell));
    ObjectNode changes = json.putObject("changes");
    verdict
        .changes()
        .forEach(
            (column, change) -> {
              ObjectNode of = changes.putObject(column);
              change.before().forEach(of.putArray("before")::add);
              change.now().forEach(of.putArray("now")::add);
            });
    return json;
  }

  private static void put(ObjectNode json, GateVerdict.Cell cell) {
    json.put("part", cell.cell().part()).put("shots", cell.cell().shots());
    json.put("variant", cell.cell().variant());
    json.put("arm", cell.cell().arm()).put("status", cell.status().code());
    json.put("reason", cell.reason().isEmpty() ? null : cell.reason());
    json.put("paired", cell.pairing() == GateVerdict.Pairing.PAIRED);
    cell.seeds().forEach(json.putArray("seeds")::add);
    ObjectNode drifts = json.putObject("drifts");
    for (Measure measure : Measure.values()) {
      GateVerdict.Drift drift = cell.drifts().get(measure);
      if (drift != null) {
        ObjectNode of = drifts.putObject(measure.label());
        number(of, "before", drift.before());
        number(of, "now", drift.now());
        number(of, "change", drift.change());
        number(of, "low", drift.interval().low());
        number(of, "high", drift.interval().high());
        of.put("undefined_resamples", drift.undefined());
      }
    }
  }

  private static void number(ObjectNode json, String name, double value) {
    json.put(name, Double.isNaN(value) ? null : Double.valueOf(value));
  }
}
