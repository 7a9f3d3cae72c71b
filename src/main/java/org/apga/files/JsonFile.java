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
 * A small JSON document that is written once, by whoever comes first, and never changed.
 *
 * <p>What is promised depends on the file system:
 *
 * <ul>
 *   <li>local: the document appears whole (a hard link to a draft), and of several writers exactly
 *       one wins. Where a mounted file system has no hard links it appears whole too (a move), but
 *       see the last line;
 *   <li>HDFS, also as WebHDFS, Ozone, Azure's ABFS, and views of them: it appears whole (a draft
 *       that is renamed), and exactly one writer wins;
 *   <li>S3A with conditional writes (Hadoop 3.4.2 and later, where the store has them): it appears
 *       whole, when its writer closes it, and exactly one writer wins;
 *   <li>other object stores, S3A of earlier versions among them: it appears whole when its writer
 *       closes it. Two writers within the same moment may both believe they won. Each reads the
 *       file back and believes what stands there, so a writer that was replaced until then learns
 *       it; readers see the document of the last;
 *   <li>any other file system: as object stores, but half a document can be seen, and stay if its
 *       writer dies. It counts as none, and the next writer replaces it.
 * </ul>
 *
 * <p>A failure after the document is in place, such as a draft that cannot be removed, is no
 * failure. A writer that is killed may leave a {@code _draft-} file beside, which no reader heeds.
 */
public final class JsonFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Logger LOG = LoggerFactory.getLogger(JsonFile.class);

  private JsonFile() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Sets a number; one that JSON does not have (NaN, infinity) is set as text. */
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

  /** What {@link #bytes} wrote. */
  public static JsonNode parse(byte[] json) throws IOException {
    return MAPPER.readTree(json);
  }

  /** The fields of a document that holds texts, by name. */
  public static SortedMap<String, String> texts(JsonNode document) {
    SortedMap<String, String> texts = new TreeMap<>();
    document.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  /**
   * The fields of a document that holds numbers, by name, in its order.
   *
   * @throws IllegalArgumentException if it is no such document
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
          "Cannot read \"" + json + "\": it is no JSON of numbers by name.", e);
    }
  }

  /**
   * The texts of a list.
   *
   * @throws IllegalArgumentException if it is no list
   */
  public static List<String> list(String json) {
    try {
      List<String> texts = new ArrayList<>();
      MAPPER.readTree(json).forEach(value -> texts.add(value.asText()));
      return texts;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read \"" + json + "\": it is no JSON list.", e);
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

  /** Who came first. */
  public enum Outcome {
    /** This writer: the document is stored. */
    WRITTEN,
    /** Another writer: the file holds another document. */
    ALREADY_EXISTS
  }

  /**
   * Stores the document unless the file exists. Folders are made as needed. A file that holds these
   * very bytes counts as written by this writer, so that an order whose reply was lost can be given
   * again: where it matters who came first, a document must name its writer.
   *
   * @throws UnknownOutcomeException if it may be there or not: the same order, given again, finds
   *     out
   * @throws IOException if it cannot be written; the file is then not there
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
   * The document, or nothing where there is no file, or half of one that may still be written.
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
      LOG.warn("{} holds half a document, which counts as none.", file);
      return Optional.empty();
    }
    return Optional.of(object(json, file));
  }

  /**
   * The document that a file holds.
   *
   * @param file where it was read, for the message
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
