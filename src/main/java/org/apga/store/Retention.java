package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apga.files.Parallel;
import org.apga.store.Leftover.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Finds and removes files that no result of a results root needs:
 *
 * <ul>
 *   <li>attempts: for a committed trial all but the committed one, for other trials all;
 *   <li>checkpoints of committed trials, and those that no attempt has gone on from;
 *   <li>plans, tables, events and reports of all but the last runs;
 *   <li>drafts that killed processes left.
 * </ul>
 *
 * <p>Keeps everything modified since a given time, and attempts whose trial has checkpoints
 * modified since then: it may be training. Never removes a commit record or the attempt that it
 * names.
 */
public record Retention(ResultStore store, FileSystem fs, Instant before) {
  private static final List<String> DRAFTS = List.of("_tmp-", "_probe-", "_draft-");
  private static final String RUN = "run=";

  /**
   * The leftovers, in order of kind and path.
   *
   * @param runs the number of runs, those written last, whose plan, tables, events and report are
   *     kept
   * @throws IOException if the root cannot be listed
   */
  public List<Leftover> find(int runs) throws IOException {
    Map<String, AttemptName> counts = new HashMap<>();
    store.commits().forEach(commit -> counts.put(commit.trial(), commit.attempt()));
    List<Leftover> found = new ArrayList<>();
    Set<String> training = new HashSet<>();
    for (FileStatus trial : RootFiles.list(fs, new Path(store.root(), "checkpoints"))) {
      String name = trial.getPath().getName();
      String why =
          counts.containsKey(name) ? "its trial is committed" : "no attempt has gone on from them";
      leftover(Kind.CHECKPOINTS, trial, why).ifPresentOrElse(found::add, () -> training.add(name));
    }
    for (List<Leftover> some :
        Parallel.map(
            Parallel.sideBySide(fs),
            RootFiles.list(fs, new Path(store.root(), "trials")),
            trial -> ofTrial(trial.getPath(), counts.get(trial.getPath().getName()), training))) {
      found.addAll(some);
    }
    found.addAll(ofRuns(runs));
    found.addAll(drafts(store.root()));
    found.addAll(drafts(new Path(store.root(), "plans")));
    for (FileStatus run : RootFiles.list(fs, new Path(store.root(), "events"))) {
      found.addAll(drafts(run.getPath()));
    }
    found.sort(Comparator.comparing(Leftover::kind).thenComparing(Leftover::path));
    return found;
  }

  /**
   * @param counts the committed attempt, if there is one
   * @param training trials with recent checkpoints
   */
  private List<Leftover> ofTrial(Path trial, @Nullable AttemptName counts, Set<String> training)
      throws IOException {
    List<Leftover> found = new ArrayList<>();
    for (FileStatus one : RootFiles.list(fs, trial)) {
      Optional<AttemptName> attempt = AttemptName.of(one.getPath().getName());
      if (attempt.isPresent() && attempt.get().equals(counts)) {
        found.addAll(drafts(one.getPath()));
      } else if (attempt.isPresent() && !training.contains(trial.getName())) {
        String why = counts == null ? "its trial is not committed" : counts + " counts";
        leftover(Kind.ATTEMPT, one, why).ifPresent(found::add);
      }
    }
    found.addAll(drafts(trial));
    return found;
  }

  private List<Leftover> drafts(Path folder) throws IOException {
    List<Leftover> found = new ArrayList<>();
    for (FileStatus one : RootFiles.list(fs, folder)) {
      if (DRAFTS.stream().anyMatch(one.getPath().getName()::startsWith)) {
        leftover(Kind.DRAFT, one, "left by a process that ended early").ifPresent(found::add);
      }
    }
    return found;
  }

  private List<Leftover> ofRuns(int kept) throws IOException {
    Map<String, List<FileStatus>> places = new TreeMap<>();
    for (FileStatus plan : RootFiles.list(fs, new Path(store.root(), "plans"))) {
      PlanFiles.run(plan.getPath()).ifPresent(run -> add(places, run, plan));
    }
    for (FileStatus table : RootFiles.list(fs, new Path(store.root(), "tables"))) {
      addRuns(places, table.getPath());
    }
    addRuns(places, new Path(store.root(), "events"));
    for (FileStatus report : RootFiles.list(fs, new Path(store.root(), "report"))) {
      // A file there is about all runs.
      if (report.isDirectory()) {
        add(places, report.getPath().getName(), report);
      }
    }
    Map<String, Instant> written = new HashMap<>();
    for (Map.Entry<String, List<FileStatus>> run : places.entrySet()) {
      for (FileStatus place : run.getValue()) {
        written.merge(run.getKey(), Extent.of(fs, place).modified, (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    List<String> newestFirst =
        places.keySet().stream()
            .sorted(
                Comparator.comparing((String run) -> written.getOrDefault(run, Instant.MIN))
                    .thenComparing(Comparator.naturalOrder())
                    .reversed())
            .toList();
    List<Leftover> found = new ArrayList<>();
    for (String run : newestFirst.subList(Math.min(kept, newestFirst.size()), newestFirst.size())) {
      if (written.getOrDefault(run, Instant.MAX).isBefore(before)) {
        for (FileStatus place : places.getOrDefault(run, List.of())) {
          leftover(Kind.RUN, place, "the last " + kept + " runs are kept").ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private void addRuns(Map<String, List<FileStatus>> places, Path folder) throws IOException {
    for (FileStatus run : RootFiles.list(fs, folder)) {
      String name = run.getPath().getName();
      if (name.startsWith(RUN)) {
        add(places, name.substring(RUN.length()), run);
      }
    }
  }

  private static void add(Map<String, List<FileStatus>> places, String run, FileStatus place) {
    places.computeIfAbsent(run, name -> new ArrayList<>()).add(place);
  }

  private Optional<Leftover> leftover(Kind kind, FileStatus place, String why) throws IOException {
    Extent extent = Extent.of(fs, place);
    return extent.modified.isBefore(before)
        ? Optional.of(new Leftover(kind, place.getPath(), why, extent.bytes))
        : Optional.empty();
  }

  /**
   * Removes a leftover, unless it has been committed or written to meanwhile.
   *
   * @return whether it is gone
   * @throws IOException if it cannot be removed
   */
  public boolean remove(Leftover leftover) throws IOException {
    Path path = leftover.path();
    if (leftover.kind() == Kind.ATTEMPT) {
      Optional<Commit> commit = store.commit(path.getParent().getName());
      if (commit.isPresent()
          && AttemptName.of(path.getName()).equals(Optional.of(commit.get().attempt()))) {
        return false;
      }
    }
    FileStatus place;
    try {
      place = fs.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return true;
    }
    if (!Extent.of(fs, place).modified.isBefore(before)) {
      return false;
    }
    return fs.delete(path, true);
  }

  /** Bytes of a file or of all files in a folder, and when the newest of them was written. */
  private record Extent(long bytes, Instant modified) {
    static Extent of(FileSystem fs, FileStatus place) throws IOException {
      long bytes = 0;
      // An empty folder has its own time; object stores have no empty folders.
      long modified = place.getModificationTime();
      if (place.isFile()) {
        return new Extent(place.getLen(), Instant.ofEpochMilli(modified));
      }
      long newest = 0;
      RemoteIterator<LocatedFileStatus> files = fs.listFiles(place.getPath(), true);
      while (files.hasNext()) {
        LocatedFileStatus file = files.next();
        bytes += file.getLen();
        newest = Math.max(newest, file.getModificationTime());
      }
      return new Extent(bytes, Instant.ofEpochMilli(newest == 0 ? modified : newest));
    }
  }
}
