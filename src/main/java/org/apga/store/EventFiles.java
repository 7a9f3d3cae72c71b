package org.apga.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.JsonFile;

/**
 * The event log of one process for one run, in a sequence of small files:
 *
 * <pre>events/run=RUN/TIME-ID-000001.jsonl</pre>
 *
 * <p>Each file is written whole and never changed, because object stores cannot append and HDFS
 * shows appended data late. TIME is when the process began, and ID distinguishes two processes of
 * one run, so files sort in the order of events.
 */
public final class EventFiles {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final int ID_DIGITS = 8;
  private static final Pattern NAME = Pattern.compile("(.+)-\\d{6,}\\.jsonl");

  private final FileSystem fs;
  private final Path folder;
  private final String process;
  private int written;

  /** The last event that a process wrote into the event log of a run. */
  public record LastEvent(String run, String event, Instant written) {}

  EventFiles(FileSystem fs, Path folder, Instant begin) {
    this.fs = fs;
    this.folder = folder;
    String id = UUID.randomUUID().toString().substring(0, ID_DIGITS);
    this.process = STAMP.format(begin) + "-" + id;
  }

  /** The last event of each process, by run; an empty name if its last file has no event. */
  static List<LastEvent> last(FileSystem fs, Path events) throws IOException {
    List<LastEvent> last = new ArrayList<>();
    for (FileStatus run : RootFiles.list(fs, events)) {
      Map<String, FileStatus> newest = new TreeMap<>();
      for (FileStatus file : RootFiles.list(fs, run.getPath())) {
        Matcher name = NAME.matcher(file.getPath().getName());
        if (name.matches()) {
          newest.merge(name.group(1), file, EventFiles::later);
        }
      }
      for (FileStatus file : newest.values()) {
        String event = lastLine(fs, file.getPath()).path("event").asText();
        last.add(
            new LastEvent(
                run.getPath().getName().substring("run=".length()),
                event,
                Instant.ofEpochMilli(file.getModificationTime())));
      }
    }
    return last;
  }

  private static FileStatus later(FileStatus one, FileStatus other) {
    return one.getPath().getName().compareTo(other.getPath().getName()) > 0 ? one : other;
  }

  private static JsonNode lastLine(FileSystem fs, Path file) throws IOException {
    String text;
    try (InputStream in = fs.open(file)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String last = text.lines().reduce("{}", (before, line) -> line);
    try {
      return JsonFile.parse(last.getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      // Some file systems show a file before its end is written.
      return JsonFile.object();
    }
  }

  /**
   * Writes the next file.
   *
   * @param lines complete lines, each with its line end
   * @throws IOException if the write failed or its outcome is unknown; the same lines may be given
   *     again, and are then stored twice if the first write succeeded
   */
  public synchronized void write(String lines) throws IOException {
    JsonFile.Outcome outcome;
    do {
      // The name is unique to this process: a file that exists is from a try that seemed to fail.
      String number = String.format(Locale.ROOT, "-%06d", written + 1);
      Path file = new Path(folder, process + number + ".jsonl");
      outcome = JsonFile.writeOnce(fs, file, lines.getBytes(StandardCharsets.UTF_8));
      written++;
    } while (outcome == JsonFile.Outcome.ALREADY_EXISTS);
  }
}
