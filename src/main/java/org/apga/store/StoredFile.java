package org.apga.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apga.files.JsonFile;
import org.apga.provenance.Sha256;

/**
 * Length and checksum of a file, so that a reader notices if it has changed.
 *
 * @param sha256 SHA-256 of its content, 64 hex digits
 */
public record StoredFile(long bytes, String sha256) {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Writes content into an open file, and closes it. */
  static StoredFile write(
      FSDataOutputStream file, FailableConsumer<OutputStream, IOException> content)
      throws IOException {
    try (file) {
      Sha256 sha256 = new Sha256();
      OutputStream out = new BufferedOutputStream(sha256.through(file), BUFFER_BYTES);
      content.accept(out);
      out.flush();
      return new StoredFile(file.getPos(), sha256.hex());
    }
  }

  ObjectNode json() {
    return JsonFile.object().put(CheckpointStore.BYTES, bytes).put(CheckpointStore.SHA256, sha256);
  }

  static StoredFile of(JsonNode json) {
    return new StoredFile(
        json.path(CheckpointStore.BYTES).asLong(-1), json.path(CheckpointStore.SHA256).asText());
  }
}
