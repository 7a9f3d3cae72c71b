package org.apga.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small JSON document that is written once, by the first writer, and never changed.
 *
 * <p>The guarantees depend on the file system:
 *
 * <ul>
 *   <li>local: the document appears whole (a hard link to a draft), and of several writers exactly
 *       one wins. On a mounted file system without hard links it appears whole too (a move), but
 *       two writers may both believe they won, as on other object stores;
 *   <li>HDFS, also as WebHDFS, Ozone, Azure's ABFS, and views of them: it appears whole (a draft
 *       that is renamed), and exactly one writer wins;
 *   <li>S3A with conditional writes (Hadoop 3.4.2 and later, if the store supports them): it
 *       appears whole, when its writer closes it, and exactly one writer wins;
 *   <li>other object stores, including S3A of earlier versions: it appears whole when its writer
 *       closes it. Two simultaneous writers may both believe they won. Each reads the file back and
 *       accepts its content, so a writer that was replaced by then notices it; readers see the last
 *       document;
 *   <li>any other file system: as object stores, but readers may see half a document, which stays
 *       if its writer dies. It counts as none, and the next writer replaces it.
 * </ul>
 *
 * <p>An error after the document is in place, such as a draft that cannot be removed, is only
 * logged. A killed writer may leave a {@code _draft-} file, which readers ignore.
 */
public final class JsonFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Logger LOG = LoggerFactory.getLogger(JsonFile.class);

  private JsonFile() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Sets a number, as text if JSON does not have it (NaN, infinity). */
  public static void put(ObjectNode document, String name, double value) {
    if (Double.isFinite(value)) {
      document.put(name, value);
    } else {
      document.put(name, Double.toString(value));
    }
  }

  /** The number that {@link #put} set, to the bit. */
  public static double real(JsonNode value) {
    return value.isTextual() ? Double.parseDouble(value.asText()) : value.doubleValue();
  }

  public static byte[] bytes(ObjectNode document) {
    return (document.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Parses what {@link #bytes} wrote. */
  public static JsonNode parse(byte[] json) throws IOException {
    return MAPPER.readTree(json);
  }

  /** The fields of a document of texts, by name. */
  public static SortedMap<String, String> texts(JsonNode document) {
    SortedMap<String, String> texts = new TreeMap<>();
    document.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  /**
   * The fields of a document of numbers, by name, in its order.
   *
   * @throws IllegalArgumentException if the text is not JSON
   */
  public static Map<String, Double> reals(String json) {
    try {
      Map<String, Double> reals = new LinkedHashMap<>();
      MAPPER
          .readTree(json)
          .properties()
          .forEach(e -> reals.put(e.getKey(), e.getValue().asDouble()));
      return reals;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read \"" + json + "\": it is not a JSON object of numbers.", e);
    }
  }

  /**
   * The texts of a list.
   *
   * @throws IllegalArgumentException if the text is not JSON
   */
  public static List<String> list(String json) {
    try {
      List<String> texts = new ArrayList<>();
      MAPPER.readTree(json).forEach(value -> texts.add(value.asText()));
      return texts;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read \"" + json + "\": it is not a JSON list.", e);
    }
  }

  /** Values as one line of JSON. */
  public static String listOf(List<?> values) {
    return MAPPER.valueToTree(values).toString();
  }

  static boolean isJson(byte[] content) throws IOException {
    try {
      parse(content);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Which writer was first. */
  public enum Outcome {
    /** This writer: the document is stored. */
    WRITTEN,
    /** Another writer: the file has another document. */
    ALREADY_EXISTS
  }

  /**
   * Stores the document unless the file exists. Creates folders as needed. A file with exactly
   * these bytes counts as written by this writer, so that a call whose reply was lost can be
   * repeated: if it matters which writer was first, a document must name its writer.
   *
   * @throws UnknownOutcomeException if the file may exist or not: repeating the call finds out
   * @throws IOException if it cannot be written; the file then does not exist
   */
  public static Outcome writeOnce(FileSystem fs, Path file, ObjectNode document)
      throws IOException {
    return writeOnce(fs, file, bytes(document));
  }

  /** Stores the bytes of any document, as {@link #writeOnce(FileSystem, Path, ObjectNode)} does. */
  public static Outcome writeOnce(FileSystem fs, Path file, byte[] bytes) throws IOException {
    return new WriteOnce(fs, file, bytes, Files::createLink).write();
  }

  /**
   * The document; empty if there is no file, or only half of one, which may still be written.
   *
   * @throws DamagedFileException if the file is not one JSON object
   */
  public static Optional<ObjectNode> read(FileSystem fs, Path file) throws IOException {
    byte[] json;
    try {
      json = SmallFile.read(fs, file);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    if (WriteOnce.isHalf(fs, file, json)) {
      LOG.warn("{} has only half a document; it is ignored.", file);
      return Optional.empty();
    }
    return Optional.of(object(json, file));
  }

  /**
   * The document in a file's content.
   *
   * @param file the file, for the message
   * @throws IOException if it is not one JSON object
   */
  public static ObjectNode object(byte[] json, Path file) throws IOException {
    String reason;
    try {
      if (MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
      reason = "it is not a JSON object";
    } catch (JsonProcessingException e) {
      reason =
          String.format(
              "line %s is not JSON (%s)",
              e.getLocation().getLineNr(), e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    throw new DamagedFileException(
        "Cannot read " + file + ": " + reason + ". Remove it, so that it is written again.");
  }
}
