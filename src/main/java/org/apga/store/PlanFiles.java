package org.apga.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileErrors;
import org.apga.files.JsonFile;
import org.apga.files.StoreException;

/**
 * The plans of runs. A run exists if its plan does: {@code RUN.json}, and {@code RUN.TIME.json} for
 * each later call that planned the same trials with other settings. Plans never change; the newest
 * is the one in effect.
 */
public record PlanFiles(FileSystem fs, Path folder) {
  private static final Pattern NAME =
      Pattern.compile("(?<run>[^_].*?)(\\.(?<call>\\d{8}-\\d{6}-\\d{3}))?\\.json");

  /** The format of the time that starts a run's name, but to the millisecond. */
  private static final DateTimeFormatter CALL =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private static final Comparator<Path> BY_TIME = Comparator.comparing(PlanFiles::time);

  /** The run whose plan this file is, if it is a plan. */
  static Optional<String> run(Path file) {
    Matcher name = NAME.matcher(file.getName());
    return name.matches() ? Optional.of(name.group("run")) : Optional.empty();
  }

  /**
   * Stores the plan of a call of a run, before its first trial. Writes nothing if the run's newest
   * plan has the same {@code settings}; other settings are stored in a further file.
   *
   * @param plan the plan, with {@code planned}, when the call began, and {@code settings}
   * @throws StoreException if it cannot be written
   */
  public void freeze(String run, ObjectNode plan) {
    Path first = new Path(folder, run + ".json");
    try {
      if (JsonFile.writeOnce(fs, first, plan) == JsonFile.Outcome.WRITTEN
          || settings(plan).equals(newest(run).map(PlanFiles::settings).orElse(""))) {
        return;
      }
      Instant call = Instant.parse(plan.path("planned").asText());
      while (JsonFile.writeOnce(fs, later(run, call), plan) != JsonFile.Outcome.WRITTEN) {
        // Another driver's call began in the same millisecond.
        call = call.plusMillis(1);
      }
    } catch (IOException e) {
      throw new StoreException(
          "Cannot store the plan of %s in %s: %s. Check the file system, or set another"
              + " results.root.",
          e, run, folder.getParent(), FileErrors.reason(e));
    }
  }

  private Path later(String run, Instant call) {
    return new Path(folder, run + "." + CALL.format(call) + ".json");
  }

  private static String settings(ObjectNode plan) {
    return plan.path("settings").toString();
  }

  /** Names of all runs, oldest first. */
  public List<String> runs() {
    return all().flatMap(file -> run(file).stream()).distinct().sorted().toList();
  }

  /** The newest plan of a run, if it has one: that of the latest call with other settings. */
  public Optional<ObjectNode> newest(String run) {
    return newestFirst(all().filter(file -> run(file).equals(Optional.of(run)))).findFirst();
  }

  /** Every plan, that of the latest call first; each is read lazily. */
  public Stream<ObjectNode> newestFirst() {
    return newestFirst(all());
  }

  /** The newest plan that contains a trial, if there is one. */
  public Optional<ObjectNode> newestWith(String trial) {
    return newestFirst()
        .filter(plan -> plan.path("trials").findValuesAsText("trial").contains(trial))
        .findFirst();
  }

  private Stream<ObjectNode> newestFirst(Stream<Path> files) {
    return files.sorted(BY_TIME.reversed()).flatMap(file -> read(file).stream());
  }

  private Optional<ObjectNode> read(Path file) {
    return RootFiles.ask(file, () -> JsonFile.read(fs, file));
  }

  private Stream<Path> all() {
    return RootFiles.ask(folder, () -> RootFiles.list(fs, folder)).stream()
        .map(FileStatus::getPath)
        .filter(file -> run(file).isPresent());
  }

  /**
   * When the plan's call began: a run's name begins with the time of its first call, in seconds.
   */
  private static String time(Path plan) {
    Matcher name = NAME.matcher(plan.getName());
    if (!name.matches()) {
      return "";
    }
    String run = name.group("run");
    return name.group("call") != null
        ? name.group("call")
        : run.substring(0, Math.max(0, run.lastIndexOf('-')));
  }
}
