package org.apga.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apga.files.JsonFile;

/**
 * The record that makes an attempt the result of its trial.
 *
 * @param identity everything that determined its numbers
 * @param figures its main results, by column of {@link Tables#TRIALS}
 * @param files the files of the attempt, by name; empty in records of versions that did not list
 *     them
 */
public record Commit(
    String trial,
    AttemptName attempt,
    String part,
    String arm,
    String shots,
    long seed,
    SortedMap<String, String> identity,
    SortedMap<String, Double> figures,
    SortedMap<String, StoredFile> files) {

  public Commit {
    identity = Collections.unmodifiableSortedMap(new TreeMap<>(identity));
    figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  Commit withIdentity(SortedMap<String, String> other) {
    return new Commit(trial, attempt, part, arm, shots, seed, other, figures, files);
  }

  ObjectNode json() {
    ObjectNode json = JsonFile.object();
    json.put("trial", trial).put("attempt", attempt.number()).put("folder", attempt.toString());
    json.put("part", part).put("arm", arm).put("shots", shots).put("seed", seed);
    ObjectNode identities = json.putObject("identity");
    identity.forEach(identities::put);
    ObjectNode values = json.putObject("figures");
    figures.forEach(values::put);
    ObjectNode stored = json.putObject("files");
    files.forEach((name, file) -> stored.set(name, file.json()));
    return json;
  }

  static Commit of(ObjectNode json) {
    AttemptName old = new AttemptName(json.path("attempt").asInt(), "");
    return new Commit(
        json.path("trial").asText(),
        AttemptName.of(json.path("folder").asText()).orElse(old),
        json.path("part").asText(),
        json.path("arm").asText(),
        json.path("shots").asText(),
        json.path("seed").asLong(),
        JsonFile.texts(json.path("identity")),
        fields(json.path("figures"), JsonNode::asDouble),
        fields(json.path("files"), StoredFile::of));
  }

  private static <T> SortedMap<String, T> fields(JsonNode document, Function<JsonNode, T> value) {
    SortedMap<String, T> fields = new TreeMap<>();
    document.properties().forEach(e -> fields.put(e.getKey(), value.apply(e.getValue())));
    return fields;
  }
}
