package org.apga.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * A small JSON document that is written once, by whoever comes first, and never changed.
 *
 * <p>On a local file system and on HDFS the document appears under its name whole or not at all,
 * and of several writers exactly one wins. On other file systems (object stores) the document
 * appears when its writer closes it, and two writers that start within the same moment may both
 * believe they won; their documents had better say the same. A writer that is killed may leave a
 * {@code _draft-} file beside, which no reader heeds.
 */
public final class JsonFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> RENAME_NEVER_REPLACES_A_FILE = Set.of("hdfs", "viewfs");

  private JsonFile() {}

  /** An empty document. */
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

  /** The document as UTF-8. */
  public static byte[] bytes(ObjectNode document) throws IOException {
    return (MAPPER.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** What {@link #bytes} wrote. */
  public static JsonNode parse(byte[] json) throws IOException {
    return MAPPER.readTree(json);
  }

  /** Who came first. */
  public enum Outcome {
    /** This writer: the document is stored. */
    WRITTEN,
    /** Another writer: the file is as it was. */
    ALREADY_EXISTS
  }

  /**
   * Stores the document unless the file exists. Folders are made as needed.
   *
   * @throws IOException if it cannot be written; the file is then not there
   */
  public static Outcome writeOnce(FileSystem fs, Path file, ObjectNode document)
      throws IOException {
    return writeOnce(fs, file, bytes(document));
  }

  /** Stores the bytes of any document, as {@link #writeOnce(FileSystem, Path, ObjectNode)} does. */
  public static Outcome writeOnce(FileSystem fs, Path file, byte[] bytes) throws IOException {
    Path target = fs.makeQualified(file);
    String scheme = target.toUri().getScheme();
    if (fs.exists(target)) {
      return Outcome.ALREADY_EXISTS;
    }
    fs.mkdirs(target.getParent());
    Path draft = new Path(target.getParent(), "_draft-" + UUID.randomUUID() + ".json");
    if ("file".equals(scheme)) {
      return link(local(draft), local(target), bytes);
    }
    if (RENAME_NEVER_REPLACES_A_FILE.contains(scheme)) {
      return rename(fs, draft, target, bytes);
    }
    try {
      create(fs, target, bytes);
    } catch (FileAlreadyExistsException e) {
      return Outcome.ALREADY_EXISTS;
    }
    return Outcome.WRITTEN;
  }

  /**
   * The document, or nothing where there is no file.
   *
   * @throws DamagedFileException if the file is not one JSON object
   */
  public static Optional<ObjectNode> read(FileSystem fs, Path file) throws IOException {
    String reason;
    try {
      JsonNode document = MAPPER.readTree(SmallFile.read(fs, file));
      if (document instanceof ObjectNode object) {
        return Optional.of(object);
      }
      reason = "it is not a JSON object";
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      reason =
          "line "
              + e.getLocation().getLineNr()
              + " is not JSON ("
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + ")";
    }
    throw new DamagedFileException(
        "Cannot read " + file + ": " + reason + ". Remove it, so that it is written again.");
  }

  private static java.nio.file.Path local(Path file) {
    return java.nio.file.Path.of(file.toUri().getPath());
  }

  // Hadoop's local file system checks for the file first and opens it then, and its rename replaces
  // silently; a hard link fails where the name is taken.
  private static Outcome link(java.nio.file.Path draft, java.nio.file.Path target, byte[] bytes)
      throws IOException {
    try {
      createLocal(draft, bytes);
      try {
        Files.createLink(target, draft);
      } catch (java.nio.file.FileAlreadyExistsException e) {
        throw e;
      } catch (FileSystemException | UnsupportedOperationException e) {
        // Some mounted file systems have no links; there one writer still wins, but a reader may
        // come upon half a document.
        createLocal(target, bytes);
      }
      return Outcome.WRITTEN;
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return Outcome.ALREADY_EXISTS;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void createLocal(java.nio.file.Path file, byte[] bytes) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
        out.write(rest);
      }
      out.force(true);
    }
  }

  private static Outcome rename(FileSystem fs, Path draft, Path target, byte[] bytes)
      throws IOException {
    try {
      create(fs, draft, bytes);
      if (fs.rename(draft, target)) {
        return Outcome.WRITTEN;
      }
      if (fs.exists(target)) {
        return Outcome.ALREADY_EXISTS;
      }
      throw new IOException(
          "Cannot write " + target + ": the file system refused to rename " + draft + " to it.");
    } finally {
      fs.delete(draft, false);
    }
  }

  private static void create(FileSystem fs, Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = fs.create(file, false)) {
      out.write(bytes);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
  }
}
