package org.apga.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.engine.Centring;
import org.apga.files.JsonFile;
import org.apga.method.Measure;
import org.apga.store.MaskTables;
import org.apga.store.Row;
import org.apga.store.RowDocument;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.train.EarlyStopping;
import org.apga.train.TrainingState;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds besides networks.
 *
 * @param engine that computed so far, and on what
 * @param images identifies the images that are trained on: {@link TrialData#hash}
 * @param centring what was done to the untrained policy; null where nothing was
 * @param epochs a row for each epoch that is done
 * @param masks rows of how masks moved so far
 */
record TrainingDocument(
    String images,
    String engine,
    @Nullable Centring centring,
    TrainingState state,
    List<Row> epochs,
    List<Row> masks) {
  /** Name of the part. */
  static final String PART = "training";

  /** Raised with every change of what is in it. */
  private static final int FORMAT = 2;

  /** Copies the lists. */
  TrainingDocument {
    epochs = List.copyOf(epochs);
    masks = List.copyOf(masks);
  }

  ObjectNode json() {
    ObjectNode json = JsonFile.object();
    json.put("format", FORMAT).put("images", images).put("engine", engine);
    if (centring != null) {
      ObjectNode node = json.putObject("centring");
      JsonFile.put(node, "subtract", centring.subtract());
      JsonFile.put(node, "divide", centring.divide());
    }
    json.set("state", json(state));
    put(json, "epochs", epochs);
    put(json, "masks", masks);
    return json;
  }

  private static void put(ObjectNode json, String name, List<Row> rows) {
    ArrayNode array = json.putArray(name);
    rows.forEach(row -> array.add(RowDocument.write(row)));
  }

  private static ObjectNode json(TrainingState state) {
    ObjectNode json = JsonFile.object();
    json.put("epoch", state.epoch()).put("step", state.step()).put("steps", state.steps());
    json.put("images", state.images()).put("best_within", state.bestWithin());
    JsonFile.put(json, "seconds", state.seconds());
    ObjectNode sums = json.putObject("sums");
    state.sums().forEach((measure, sum) -> JsonFile.put(sums, measure.name(), sum));
    ObjectNode memory = json.putObject("memory");
    state.memory().forEach((name, value) -> JsonFile.put(memory, name, value));
    ObjectNode stopping = json.putObject("stopping");
    JsonFile.put(stopping, "best_score", state.stopping().bestScore());
    JsonFile.put(stopping, "best_loss", state.stopping().bestLoss());
    stopping.put("best_epoch", state.stopping().bestEpoch());
    stopping.put("failures", state.stopping().failures());
    return json;
  }

  /** Whether this software knows how to read it. */
  static boolean isReadable(JsonNode json) {
    return json.path("format").asInt() == FORMAT;
  }

  static TrainingDocument of(JsonNode json) {
    JsonNode centring = json.path("centring");
    return new TrainingDocument(
        json.path("images").asText(),
        json.path("engine").asText(),
        centring.isMissingNode()
            ? null
            : new Centring(
                JsonFile.real(centring.path("subtract")), JsonFile.real(centring.path("divide"))),
        state(json.path("state")),
        rows(json.path("epochs"), Tables.EPOCHS),
        rows(json.path("masks"), MaskTables.MASK_HISTORY));
  }

  private static List<Row> rows(JsonNode array, TableSchema schema) {
    List<Row> rows = new ArrayList<>();
    array.forEach(row -> rows.add(RowDocument.read(schema, row)));
    return rows;
  }

  private static TrainingState state(JsonNode json) {
    Map<Measure, Double> sums = new EnumMap<>(Measure.class);
    json.path("sums")
        .fields()
        .forEachRemaining(
            sum -> sums.put(Measure.valueOf(sum.getKey()), JsonFile.real(sum.getValue())));
    Map<String, Double> memory = new TreeMap<>();
    json.path("memory")
        .fields()
        .forEachRemaining(value -> memory.put(value.getKey(), JsonFile.real(value.getValue())));
    JsonNode stopping = json.path("stopping");
    return new TrainingState(
        json.path("epoch").asInt(),
        json.path("step").asInt(),
        json.path("steps").asInt(),
        sums,
        json.path("images").asLong(),
        json.path("best_within").asBoolean(),
        JsonFile.real(json.path("seconds")),
        new EarlyStopping.Memory(
            JsonFile.real(stopping.path("best_score")),
            JsonFile.real(stopping.path("best_loss")),
            stopping.path("best_epoch").asInt(),
            stopping.path("failures").asInt()),
        memory);
  }
}
