package org.apga.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.apga.files.JsonFile;
import org.apga.plan.Decision;
import org.apga.plan.Estimate;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.Forecast;
import org.jspecify.annotations.Nullable;

/**
 * A plan for machines:
 *
 * <pre>
 * {"plan": hash, "root": results root, "manifest": hash, "code": hash,
 *  "totals": {"trials": n, "run": n, "skip": n, ...},
 *  "estimate": {"gpu_hours": x, "without_estimate": n,
 *    "cells": [{"part", "arm", "shots", "trials", "seconds_each", "from"}, ...],
 *    "finish": [{"slots": n, "hours": x}, ...]},
 *  "trials": [{"trial": id, "part", "arm", "shots", "seed", "baseline": id or null,
 *    "decision": "RUN" or another, "reason", "seconds": estimate or null}, ...]}
 * </pre>
 */
final class PlanDocument {
  private static final double SECONDS_PER_HOUR = 3600;

  private PlanDocument() {}

  static ObjectNode of(GridSetup setup, Forecast forecast) {
    ObjectNode document =
        JsonFile.object()
            .put("plan", setup.plan().hash())
            .put("root", setup.store().root().toString())
            .put("manifest", setup.plan().manifestHash())
            .put("code", setup.plan().codeHash());
    ObjectNode totals = document.putObject("totals").put("trials", setup.plan().trials().size());
    for (Decision.Kind kind : Decision.Kind.values()) {
      totals.put(kind.name().toLowerCase(Locale.ROOT), setup.plan().count(kind));
    }
    estimate(document.putObject("estimate"), forecast);
    ArrayNode trials = document.putArray("trials");
    for (Planned planned : setup.plan().trials()) {
      trial(trials.addObject(), planned, forecast.estimates().get(planned.trial().id()));
    }
    return document;
  }

  private static void estimate(ObjectNode estimate, Forecast forecast) {
    estimate
        .put("gpu_hours", hours(forecast.seconds()))
        .put("without_estimate", forecast.unknown());
    ArrayNode cells = estimate.putArray("cells");
    for (Forecast.OfCell one : forecast.cells()) {
      cells
          .addObject()
          .put("part", one.cell().part())
          .put("arm", one.cell().arm().label())
          .put("shots", one.cell().shots().label())
          .put("trials", one.trials())
          .put("seconds_each", milliseconds(one.estimate().seconds()))
          .put("from", one.estimate().from());
    }
    ArrayNode finish = estimate.putArray("finish");
    for (Forecast.Finish one : forecast.finishes()) {
      finish.addObject().put("slots", one.slots()).put("hours", hours(one.seconds()));
    }
  }

  private static void trial(ObjectNode json, Planned planned, @Nullable Estimate estimate) {
    Trial trial = planned.trial();
    TrialId baseline = trial.baseline();
    json.put("trial", trial.id().value())
        .put("part", trial.cell().part())
        .put("arm", trial.cell().arm().label())
        .put("shots", trial.cell().shots().label())
        .put("seed", trial.seed())
        .put("baseline", baseline == null ? null : baseline.value())
        .put("decision", planned.decision().kind().name())
        .put("reason", planned.decision().reason());
    if (estimate == null) {
      json.putNull("seconds");
    } else {
      json.put("seconds", milliseconds(estimate.seconds()));
    }
  }

  /** To a ten-thousandth, which is less than a second. */
  private static double hours(double seconds) {
    return Math.round(seconds / SECONDS_PER_HOUR * 1e4) / 1e4;
  }

  private static double milliseconds(double seconds) {
    return Math.round(seconds * 1e3) / 1e3;
  }
}
