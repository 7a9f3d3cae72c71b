package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apga.engine.NetworkState;
import org.apga.files.FileErrors;
import org.apga.files.JsonFile;
import org.apga.files.StoreException;
import org.apga.store.EventFiles.LastEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A results root on any Hadoop file system.
 *
 * <pre>
 * plans/RUN.json                      the frozen plan, written before the first trial
 * plans/RUN.TIME.json                 plan of a later call with other settings
 * trials/TRIAL/attempt-N-ID/          rows and weights of one attempt, committed or not
 * trials/TRIAL/committed.json         the last write: names the attempt that is the result
 * tables/TABLE/run=RUN/part-0.parquet published whole
 * checkpoints/TRIAL/                  of trials not committed: {@link CheckpointStore}
 * report/RUN/                         files of a report besides the tables
 * events/run=RUN/TIME-ID-N.jsonl      events, one per line
 * images/                             checksums of the images that trials were planned with
 * index/commits-TIME-UUID.jsonl.gz    copies of commit records, for speed; may be removed
 * </pre>
 *
 * <p>There are no locks: an attempt writes under a unique name, and nothing in it changes once it
 * is offered. If two runs train the same trial, both results are complete, the first to commit
 * wins, and the other attempt is ignored. See docs/decisions.
 */
public final class ResultStore {
  private static final Logger LOG = LoggerFactory.getLogger(ResultStore.class);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** Fewer new records than this are read one by one as fast as from an index. */
  private static final int WORTH_AN_INDEX = 100;

  private final Path root;
  private final FileSystem fs;

  private ResultStore(Path root, FileSystem fs) {
    this.root = root;
    this.fs = fs;
  }

  /**
   * Opens a results root, which need not exist yet.
   *
   * @throws StoreException if its file system cannot be reached
   */
  public static ResultStore open(String root, Configuration configuration) {
    try {
      Path path = new Path(root);
      FileSystem fs = path.getFileSystem(configuration);
      return new ResultStore(fs.makeQualified(path), fs);
    } catch (IOException | RuntimeException e) {
      // Unchecked if the library of a scheme is missing or the path is invalid.
      throw new StoreException(
          "Cannot open results root %s: %s. Set results.root to a folder on a file system that this machine reaches.",
          e, root.isEmpty() ? "\"\"" : root, FileErrors.reason(e));
    }
  }

  /** Where checksums of images are kept. */
  public Path images() {
    return new Path(root, "images");
  }

  /** The root, qualified. */
  public Path root() {
    return root;
  }

  /**
   * Checks that results can be written, by writing and removing a file.
   *
   * @throws StoreException if they cannot
   */
  public void requireWritable() {
    try {
      fs.mkdirs(root);
      timeOfANewFile();
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write results to %s: %s. Set results.root to a folder that this user may write.",
          e, root, FileErrors.reason(e));
    }
  }

  /** The file system's clock, which dates its files; this machine's if nothing can be written. */
  public Instant now() {
    try {
      return fs.exists(root) ? timeOfANewFile() : Instant.now();
    } catch (IOException e) {
      LOG.info("Cannot read the clock of {}: {}", root, e.toString());
      return Instant.now();
    }
  }

  private Instant timeOfANewFile() throws IOException {
    Path probe = new Path(root, "_probe-" + UUID.randomUUID());
    fs.create(probe, false).close();
    long written = fs.getFileStatus(probe).getModificationTime();
    fs.delete(probe, false);
    return Instant.ofEpochMilli(written);
  }

  /** Every commit record, the oldest first. */
  public List<Commit> commits() {
    return found().entries().stream().map(CommitIndex.Entry::commit).toList();
  }

  private CommitReader.Found found() {
    return RootFiles.ask(new Path(root, "trials"), () -> new CommitReader(fs, root).read());
  }

  /**
   * Copies the commit records into one file if many are not in it yet, so that the next {@link
   * #commits()} is quick. Nothing depends on it: a failure is only logged.
   */
  public void indexCommits() {
    CommitReader.Found found = found();
    if (found.read() < WORTH_AN_INDEX) {
      return;
    }
    try {
      new CommitIndex(fs, new Path(root, "index")).write(found.entries(), Instant.now());
    } catch (IOException e) {
      LOG.warn("Cannot index the commit records of {}: {}", root, e.toString());
    }
  }

  /** The commit record of a trial, if it is committed; empty if {@code trial} is not a valid id. */
  public Optional<Commit> commit(String trial) {
    // An id is a folder's name: anything else could lead to another path.
    if (!ID.matcher(trial).matches()) {
      return Optional.empty();
    }
    Path file = new Path(folder(trial), CommitReader.COMMITTED);
    return RootFiles.ask(file, () -> JsonFile.read(fs, file).map(Commit::of));
  }

  /**
   * Opens a new attempt at a trial, under a unique name.
   *
   * @throws IOException if the root cannot be read or written
   */
  public Attempt begin(String trial) throws IOException {
    return Attempt.begin(fs, folder(trial));
  }

  /**
   * The last write of a trial: from now on this attempt is the result, unless another already is.
   * If the outcome is unknown, pass the same commit again: its files are unchanged.
   *
   * @return the commit in effect
   * @throws org.apga.files.UnknownOutcomeException if the commit may be in effect already, or may
   *     yet take effect
   * @throws IOException if it cannot be written
   */
  public Commit commit(Commit commit) throws IOException {
    Path file = new Path(folder(commit.trial()), CommitReader.COMMITTED);
    if (JsonFile.writeOnce(fs, file, commit.json()) == JsonFile.Outcome.WRITTEN) {
      return commit;
    }
    return commit(commit.trial())
        .orElseThrow(() -> new FileNotFoundException(file + " was there and is gone."));
  }

  /**
   * The rows of a committed trial in one of its tables; empty for a table of masks that it did not
   * store.
   *
   * @throws LostResultException if they are gone or differ from what was committed
   * @throws StoreException if they cannot be read
   */
  public List<Row> rows(Commit commit, TableSchema schema) {
    CommittedFiles files = files(commit);
    Path file = new Path(files.folder(), Attempt.file(schema));
    return RootFiles.ask(file, () -> files.rows(schema));
  }

  /**
   * Checks that a committed trial has all its files, each with its committed length.
   *
   * @throws LostResultException if not
   * @throws StoreException if they cannot be listed
   */
  public void requireFiles(Commit commit) {
    CommittedFiles files = files(commit);
    try {
      files.requireAll();
    } catch (IOException e) {
      throw RootFiles.unreadable(files.folder(), e);
    }
  }

  /**
   * The weights of a committed trial.
   *
   * @param network {@code classifier} or {@code policy}
   * @throws FileNotFoundException if it stored none
   * @throws LostResultException if they are gone or differ from what was committed
   * @throws IOException if they cannot be read
   * @throws org.apga.engine.WeightsException if a value in them is not finite
   */
  public NetworkState weights(Commit commit, String network) throws IOException {
    return files(commit).weights(network);
  }

  private CommittedFiles files(Commit commit) {
    Path folder = new Path(folder(commit.trial()), commit.attempt().toString());
    return new CommittedFiles(fs, folder, commit);
  }

  /** The checkpoints of trials that have begun. */
  public CheckpointStore checkpoints() {
    return new CheckpointStore(fs, new Path(root, "checkpoints"));
  }

  private Path folder(String trial) {
    return new Path(new Path(root, "trials"), trial);
  }

  /**
   * Publishes a run's table whole: writes it elsewhere, then moves it to its place.
   *
   * @param publication the same in all tables that belong together
   * @throws IOException if it cannot be written; an earlier version then still exists or is gone
   */
  public void publish(String run, String publication, TableSchema schema, List<Row> rows)
      throws IOException {
    publish(
        run,
        publication,
        List.of(schema),
        List.of(
            sink -> {
              for (Row row : rows) {
                sink.accept(row);
              }
            }));
  }

  /**
   * Publishes tables of a run, each whole and one after the other, from pieces that are made in
   * parallel.
   *
   * @param publication the same in all tables that belong together
   * @param pieces rows of any of the tables; a table has those of the first piece first
   * @throws IOException if one cannot be written; earlier versions then still exist or are gone
   */
  public void publish(
      String run, String publication, List<TableSchema> tables, List<? extends RowSource> pieces)
      throws IOException {
    new TablePublisher(fs, root).publish(run, publication, tables, pieces);
  }

  /**
   * The publication that a run's table belongs to. Tables that differ in it do not belong together:
   * one was published after the other, and its rows may be from other attempts.
   *
   * @return empty if there is no such table, or an older version published it
   */
  public Optional<String> publication(String run, TableSchema schema) {
    Path file = TablePublisher.file(root, run, schema);
    return RootFiles.ask(file, () -> new RowReader(fs, schema).publication(file));
  }

  public List<Row> published(String run, TableSchema schema) {
    Path file = TablePublisher.file(root, run, schema);
    return RootFiles.ask(file, () -> RowReader.read(fs, file, schema));
  }

  /**
   * Passes the rows of a published table to {@code action} one by one: predictions need not fit in
   * memory.
   *
   * @param schema the table; with {@link TableSchema#only some of its columns} no others are read
   */
  public void forEachPublished(String run, TableSchema schema, Consumer<Row> action) {
    Path file = TablePublisher.file(root, run, schema);
    try {
      new RowReader(fs, schema).forEach(file, action::accept);
    } catch (IOException e) {
      throw RootFiles.unreadable(file, e);
    }
  }

  /**
   * Writes a file of a run's report completely, replacing an earlier one.
   *
   * @return where it is
   * @throws StoreException if it cannot be written
   */
  public Path writeReport(String run, String name, byte[] content) {
    return writeReport(run + "/" + name, content);
  }

  /** The same for a file about all runs. */
  public Path writeReport(String name, byte[] content) {
    Path file = new Path(root, "report/" + name);
    Path draft = new Path(root, "_tmp-" + UUID.randomUUID());
    try {
      try (OutputStream out = fs.create(draft, false)) {
        out.write(content);
      }
      new TablePublisher(fs, root).move(draft, file);
      return file;
    } catch (IOException e) {
      // If this cannot be removed either, it is left for clean.
      IOUtils.cleanupWithLogger(LOG, () -> fs.delete(draft, false));
      throw new StoreException(
          "Cannot write %s: %s. Check whether this user may write there.",
          e, file, FileErrors.reason(e));
    }
  }

  /** The published tables of all runs. */
  public PublishedRuns publishedRuns() {
    return new PublishedRuns(fs, root);
  }

  /**
   * The end of a log that a trial left in this root, starting at the beginning of a line.
   *
   * @param log the path in the table of trials
   * @param most most bytes to read
   * @return empty if the log is not in this root or cannot be read
   */
  public Optional<String> endOfLog(String log, int most) {
    try {
      Path file = new Path(fs.makeQualified(new Path(log)).toUri().normalize());
      // A table may come from anywhere; a page must not show arbitrary files of this machine.
      if (!file.toString().startsWith(new Path(root, "trials") + "/")) {
        return Optional.empty();
      }
      long length = fs.getFileStatus(file).getLen();
      int size = (int) Math.min(most, length);
      byte[] bytes = new byte[size];
      try (FSDataInputStream in = fs.open(file)) {
        in.readFully(length - size, bytes);
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      return Optional.of(size < length ? text.substring(text.indexOf('\n') + 1) : text);
    } catch (IOException | RuntimeException e) {
      // The text is not a path, the URL of a cluster manager's page, or a log that was removed.
      return Optional.empty();
    }
  }

  public boolean isPublished(String run) {
    return isPublished(run, Tables.SUMMARY);
  }

  /** Whether a run has published that table; a run of an older version may lack it. */
  public boolean isPublished(String run, TableSchema schema) {
    Path file = TablePublisher.file(root, run, schema);
    return RootFiles.ask(file, () -> fs.exists(file));
  }

  /** The event log of a process that begins now, for a run. */
  public EventFiles events(String run, Instant now) {
    return new EventFiles(fs, new Path(root, "events/run=" + run), now);
  }

  /** The last event of each process in each run's event log. */
  public List<LastEvent> lastEvents() {
    Path events = new Path(root, "events");
    return RootFiles.ask(events, () -> EventFiles.last(fs, events));
  }

  /**
   * Finds and removes files that no result needs.
   *
   * @param before files modified at this time or later are kept
   */
  public Retention retention(Instant before) {
    return new Retention(this, fs, before);
  }

  public PlanFiles plans() {
    return new PlanFiles(fs, new Path(root, "plans"));
  }
}
