package org.apga.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.apga.engine.Centring;
import org.apga.files.JsonFile;
import org.apga.store.Row;
import org.apga.store.RowDocument;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.train.TrainingState;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a checkpoint besides networks.
 *
 * @param engine the engine that computed so far, and its device
 * @param images identifies the images that are trained on: {@link TrialData#hash}
 * @param centring how the untrained policy was centred; null if it was not
 * @param epochs one row for each epoch that is done
 * @param masks rows of how masks moved so far
 */
record TrainingDocument(
    String images,
    String engine,
    @Nullable Centring centring,
    TrainingState state,
    List<Row> epochs,
    List<Row> masks) {
  static final String PART = "training";

  /** Raised with every change of the contents. */
  private static final int FORMAT = 3;

  /** Writes numbers that JSON does not have (NaN, infinity) as text. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** Copies the lists. */
  TrainingDocument {
    epochs = List.copyOf(epochs);
    masks = List.copyOf(masks);
  }

  ObjectNode json() {
    ObjectNode json = JsonFile.object();
    json.put("format", FORMAT).put("images", images).put("engine", engine);
    if (centring != null) {
      json.set("centring", MAPPER.valueToTree(centring));
    }
    json.set("state", MAPPER.valueToTree(state));
    put(json, "epochs", epochs);
    put(json, "masks", masks);
    return json;
  }

  private static void put(ObjectNode json, String name, List<Row> rows) {
    ArrayNode array = json.putArray(name);
    rows.forEach(row -> array.add(RowDocument.write(row)));
  }

  /** Whether this version of the software can read it. */
  static boolean isReadable(JsonNode json) {
    return json.path("format").asInt() == FORMAT;
  }

  static TrainingDocument of(JsonNode json) {
    return new TrainingDocument(
        json.path("images").asText(),
        json.path("engine").asText(),
        json.has("centring") ? MAPPER.convertValue(json.get("centring"), Centring.class) : null,
        MAPPER.convertValue(json.path("state"), TrainingState.class),
        rows(json.path("epochs"), Tables.EPOCHS),
        rows(json.path("masks"), Tables.MASK_HISTORY));
  }

  private static List<Row> rows(JsonNode array, TableSchema schema) {
    List<Row> rows = new ArrayList<>();
    array.forEach(row -> rows.add(RowDocument.read(schema, row)));
    return rows;
  }
}
