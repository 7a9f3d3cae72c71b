package org.apga.hunt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apga.engine.NetworkState;
import org.apga.plan.GridPlan;
import org.apga.store.Circumstances;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.TableSchema;
import org.apga.store.Tables;

/** What stands in a results root of a plan, apart from circumstances. */
record Stored(ResultStore store, GridPlan plan) {
  private static final List<TableSchema> OF_TRIALS =
      List.of(
          Tables.TRIALS,
          Tables.EPOCHS,
          Tables.PREDICTIONS,
          Tables.MASKS,
          Tables.MASK_HISTORY,
          Tables.CURVES);

  /** The figures, rows and weights of the committed trials, by trial. */
  Map<String, Map<String, Object>> committed() {
    Map<String, Map<String, Object>> all = new TreeMap<>();
    for (GridPlan.Planned planned : plan.trials()) {
      String id = planned.trial().id().value();
      store.commit(id).ifPresent(commit -> all.put(id, of(commit)));
    }
    return all;
  }

  private Map<String, Object> of(Commit commit) {
    Map<String, Object> of = new TreeMap<>();
    Map<String, Double> figures = new TreeMap<>(commit.figures());
    figures.remove("seconds");
    of.put("figures", figures);
    for (TableSchema schema : OF_TRIALS) {
      of.put(schema.table(), Circumstances.without(store.rows(commit, schema)));
    }
    of.put("classifier", weights(commit, "classifier"));
    if (commit.arm().equals("apga")) {
      of.put("policy", weights(commit, "policy"));
    }
    return of;
  }

  private Object weights(Commit commit, String network) {
    try {
      NetworkState state = store.weights(commit, network);
      Map<String, double[]> weights = new TreeMap<>();
      state
          .tensors()
          .forEach(
              (name, tensor) ->
                  weights.put(
                      name, IntStream.range(0, tensor.size()).mapToDouble(tensor::at).toArray()));
      return weights.entrySet().stream()
          .map(entry -> entry.getKey() + Arrays.toString(entry.getValue()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of the published tables of the plan's newest run. */
  Map<String, Object> published() {
    List<String> runs =
        store.plans().runs().stream().filter(run -> run.endsWith("-" + plan.hash())).toList();
    String run = runs.get(runs.size() - 1);
    Map<String, Object> tables = new TreeMap<>();
    for (TableSchema schema : Tables.ALL) {
      tables.put(schema.table(), Circumstances.without(store.published(run, schema)));
    }
    return tables;
  }
}
