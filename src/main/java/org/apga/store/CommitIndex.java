package org.apga.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.JsonFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of commit records in one file, so that thousands of them need not be read one by one.
 *
 * <pre>index/commits-TIME-UUID.jsonl.gz</pre>
 *
 * <p>Only a cache: an entry is used only if {@code committed.json} still has the length and
 * modification time that it had when it was copied. If the index is missing, truncated or damaged
 * (by gzip's checksum), it has no entries, and the records themselves are read.
 *
 * <p>The first line is an identity, and the entries store only the differences from it, because the
 * trials of a grid differ little; the last line has the number of entries.
 */
record CommitIndex(FileSystem fs, Path folder) {
  private static final Logger LOG = LoggerFactory.getLogger(CommitIndex.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS").withZone(ZoneOffset.UTC);
  private static final String PREFIX = "commits-";
  private static final String ENTRIES = "entries";
  private static final String COMMIT = "commit";
  private static final String IDENTITY = "identity";
  private static final String WITHOUT = "without";
  private static final int BUFFER = 1 << 16;

  /**
   * A commit record and the file it was read from.
   *
   * @param modified time of the file's last modification, milliseconds since 1970
   * @param length the file's length in bytes
   */
  record Entry(long modified, long length, Commit commit) {
    boolean isOf(FileStatus file) {
      return modified == file.getModificationTime() && length == file.getLen();
    }
  }

  /** The entries of the newest intact index, by trial. */
  Map<String, Entry> read() {
    for (Path file : files()) {
      try {
        return read(file);
      } catch (IOException | RuntimeException e) {
        LOG.info("Cannot use {}: {}", file, e.toString());
      }
    }
    return Map.of();
  }

  /** The indices, newest first. */
  private List<Path> files() {
    try {
      return RootFiles.list(fs, folder).stream()
          .map(FileStatus::getPath)
          .filter(file -> file.getName().startsWith(PREFIX))
          .sorted(Comparator.comparing(Path::getName).reversed())
          .toList();
    } catch (IOException e) {
      LOG.info("Cannot use {}: {}", folder, e.toString());
      return List.of();
    }
  }

  private Map<String, Entry> read(Path file) throws IOException {
    Map<String, Entry> entries = new HashMap<>();
    // "packed" is a separate resource, because GZIPInputStream's constructor can fail without
    // closing it.
    try (InputStream packed = fs.open(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(packed, BUFFER), StandardCharsets.UTF_8))) {
      SortedMap<String, String> common = JsonFile.texts(next(lines));
      JsonNode next = next(lines);
      while (!next.has(ENTRIES)) {
        Entry entry = entry(next, common);
        entries.put(entry.commit.trial(), entry);
        next = next(lines);
      }
      if (next.path(ENTRIES).asInt() != entries.size() || lines.readLine() != null) {
        throw new IOException("its number of entries differs from its last line");
      }
    }
    return entries;
  }

  private static JsonNode next(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("its last line is missing");
    }
    return JsonFile.parse(line.getBytes(StandardCharsets.UTF_8));
  }

  private static Entry entry(JsonNode line, SortedMap<String, String> common) {
    ObjectNode commit = (ObjectNode) line.path(COMMIT);
    SortedMap<String, String> identity = new TreeMap<>(common);
    line.path(WITHOUT).forEach(name -> identity.remove(name.asText()));
    identity.putAll(JsonFile.texts(commit.path(IDENTITY)));
    return new Entry(
        line.path("modified").asLong(),
        line.path("length").asLong(),
        Commit.of(commit).withIdentity(identity));
  }

  /**
   * Writes an index of these entries and removes the earlier ones.
   *
   * @throws IOException if it cannot be written; earlier ones then still exist
   */
  void write(List<Entry> entries, Instant now) throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    List<Path> earlier = files();
    Path file =
        new Path(folder, PREFIX + STAMP.format(now) + "-" + UUID.randomUUID() + ".jsonl.gz");
    SortedMap<String, String> common = entries.get(0).commit.identity();
    try (OutputStream packed = fs.create(file, false);
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(
                    new GZIPOutputStream(packed, BUFFER), StandardCharsets.UTF_8))) {
      ObjectNode first = JsonFile.object();
      common.forEach(first::put);
      out.write(first + "\n");
      for (Entry entry : entries) {
        out.write(line(entry, common) + "\n");
      }
      out.write(JsonFile.object().put(ENTRIES, entries.size()) + "\n");
    }
    for (Path old : earlier) {
      fs.delete(old, false);
    }
  }

  private static ObjectNode line(Entry entry, SortedMap<String, String> common) {
    ObjectNode line = JsonFile.object().put("modified", entry.modified).put("length", entry.length);
    SortedMap<String, String> differences = new TreeMap<>(entry.commit.identity());
    ArrayNode without = line.putArray(WITHOUT);
    common.forEach(
        (name, value) -> {
          if (!differences.containsKey(name)) {
            without.add(name);
          } else {
            differences.remove(name, value);
          }
        });
    line.set(COMMIT, entry.commit.withIdentity(differences).json());
    return line;
  }
}
