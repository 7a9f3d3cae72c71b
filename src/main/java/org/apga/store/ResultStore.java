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
 * plans/RUN.TIME.json                 that of a later call with other settings for the same trials
 * trials/TRIAL/attempt-N-ID/          rows and weights of one attempt, whether it counts or not
 * trials/TRIAL/committed.json         the last write: which attempt counts; readers believe only this
 * tables/TABLE/run=RUN/part-0.parquet published whole
 * checkpoints/TRIAL/                  where trials are that are not committed: {@link CheckpointStore}
 * report/RUN/                         what a report leaves beside the tables
 * events/run=RUN/TIME-ID-N.jsonl      what happened, line by line
 * images/                             checksums of the images that trials were planned with
 * index/commits-TIME-UUID.jsonl.gz    copies of commit records, to be quick; may be removed
 * </pre>
 *
 * <p>Nobody locks: an attempt writes under a name that is its own, and nothing in it changes once
 * it is offered. So of two runs that train the same trial either result is whole, the first to
 * commit wins, and the other's attempt is left aside. See docs/decisions.
 */
public final class ResultStore {
  private static final Logger LOG = LoggerFactory.getLogger(ResultStore.class);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** Fewer records are read one by one as fast as an index of them. */
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
      // Unchecked where the library of a scheme is missing, or a path is none.
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
   * Makes sure that results can be written, by writing and removing a file.
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

  /**
   * The time by the clock of the file system, which dates its files; by this machine's where
   * nothing can be written, and so nothing removed.
   */
  public Instant now() {
    try {
      return fs.exists(root) ? timeOfANewFile() : Instant.now();
    } catch (IOException e) {
      LOG.info("The clock of {} is not known: {}", root, e.toString());
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

  /** Every commit record, the oldest first; a trial without one does not count. */
  public List<Commit> commits() {
    return found().entries().stream().map(CommitIndex.Entry::commit).toList();
  }

  private CommitReader.Found found() {
    return RootFiles.ask(new Path(root, "trials"), () -> new CommitReader(fs, root).read());
  }

  /**
   * Copies the commit records into one file, if many are in none yet, so that the next {@link
   * #commits()} is quick. Nothing depends on it: where it fails, nothing has changed.
   */
  public void indexCommits() {
    CommitReader.Found found = found();
    if (found.read() < WORTH_AN_INDEX) {
      return;
    }
    try {
      new CommitIndex(fs, new Path(root, "index")).write(found.entries(), Instant.now());
    } catch (IOException e) {
      LOG.warn("Commit records of {} are not indexed: {}", root, e.toString());
    }
  }

  /** The commit record of a trial, if it was committed; what is no id was not. */
  public Optional<Commit> commit(String trial) {
    // An id is a folder's name: anything else would lead elsewhere.
    if (!ID.matcher(trial).matches()) {
      return Optional.empty();
    }
    Path file = new Path(folder(trial), CommitReader.COMMITTED);
    return RootFiles.ask(file, () -> JsonFile.read(fs, file).map(Commit::of));
  }

  /**
   * Opens a fresh attempt of a trial, under a name that nobody else has.
   *
   * @throws IOException if the root cannot be read or written
   */
  public Attempt begin(String trial) throws IOException {
    return Attempt.begin(fs, folder(trial));
  }

  /**
   * The last write of a trial: from now on this attempt counts, unless another already does. Where
   * it is not known what became of it the same commit is given again: its files are what they were.
   *
   * @return the commit that counts
   * @throws org.apga.files.UnknownOutcomeException if it may count already, or still come to count
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
   * The rows of a committed trial in one of its tables; of masks none if it stored none.
   *
   * @throws LostResultException if they are gone or not what was committed
   * @throws StoreException if they cannot be read
   */
  public List<Row> rows(Commit commit, TableSchema schema) {
    CommittedFiles files = files(commit);
    Path file = new Path(files.folder(), Attempt.file(schema));
    return RootFiles.ask(file, () -> files.rows(schema));
  }

  /**
   * Makes sure that a committed trial has all its files, each as long as it was.
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
   * @throws LostResultException if they are gone or not what was committed
   * @throws IOException if they cannot be read
   * @throws org.apga.engine.WeightsException if something of them is no number
   */
  public NetworkState weights(Commit commit, String network) throws IOException {
    return files(commit).weights(network);
  }

  private CommittedFiles files(Commit commit) {
    Path folder = new Path(folder(commit.trial()), commit.attempt().toString());
    return new CommittedFiles(fs, folder, commit);
  }

  /** Where trials are that were begun. */
  public CheckpointStore checkpoints() {
    return new CheckpointStore(fs, new Path(root, "checkpoints"));
  }

  private Path folder(String trial) {
    return new Path(new Path(root, "trials"), trial);
  }

  /**
   * Publishes a run's table whole: it is written aside, then moved to its place.
   *
   * @param publication the same in all tables that belong together
   * @throws IOException if it cannot be written; an earlier version is then still there or gone
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
   * Publishes tables of a run, each whole and one after the other, out of pieces that are made side
   * by side.
   *
   * @param publication the same in all tables that belong together
   * @param pieces rows of any of the tables; a table has those of the first piece first
   * @throws IOException if one cannot be written; earlier versions are then still there or gone
   */
  public void publish(
      String run, String publication, List<TableSchema> tables, List<? extends RowSource> pieces)
      throws IOException {
    new TablePublisher(fs, root).publish(run, publication, tables, pieces);
  }

  /**
   * Of which publication a run's table is. Tables that differ in it do not belong together: one was
   * published after the other, and its rows may be of other attempts.
   *
   * @return nothing where there is no such table, or an older version published it
   */
  public Optional<String> publication(String run, TableSchema schema) {
    Path file = TablePublisher.file(root, run, schema);
    return RootFiles.ask(file, () -> new RowReader(fs, schema).publication(file));
  }

  public List<Row> published(String run, TableSchema schema) {
    Path file = TablePublisher.file(root, run, schema);
    return RootFiles.ask(file, () -> RowReader.read(fs, file, schema));
  }

  /** Hands over the rows of a published table one by one: predictions need not fit in memory. */
  public void forEachPublished(String run, TableSchema schema, Consumer<Row> action) {
    Path file = TablePublisher.file(root, run, schema);
    try {
      new RowReader(fs, schema).forEach(file, action::accept);
    } catch (IOException e) {
      throw RootFiles.unreadable(file, e);
    }
  }

  /**
   * Writes any file of a run's report whole, in place of an earlier one.
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
      // What cannot be removed either is left for clean.
      IOUtils.cleanupWithLogger(LOG, () -> fs.delete(draft, false));
      throw new StoreException(
          "Cannot write %s: %s. See whether this user may write there.",
          e, file, FileErrors.reason(e));
    }
  }

  /** What all runs have published. */
  public PublishedRuns publishedRuns() {
    return new PublishedRuns(fs, root);
  }

  /**
   * The end of a log that a trial left in this root, from the beginning of a line.
   *
   * @param log as the table of trials names it
   * @param most bytes
   * @return nothing where it does not stand in this root, or cannot be read
   */
  public Optional<String> endOfLog(String log, int most) {
    try {
      Path file = new Path(fs.makeQualified(new Path(log)).toUri().normalize());
      // A table may come from anywhere; a page must not show any file of the machine it is made on.
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
      // Words instead of a path, a page of a cluster manager, or a log that was removed.
      return Optional.empty();
    }
  }

  public boolean isPublished(String run) {
    return isPublished(run, Tables.SUMMARY);
  }

  /** Whether a run has published that table, which one of an older version may not have. */
  public boolean isPublished(String run, TableSchema schema) {
    Path file = TablePublisher.file(root, run, schema);
    return RootFiles.ask(file, () -> fs.exists(file));
  }

  /** Where a process that begins now writes what happens in a run. */
  public EventFiles events(String run, Instant now) {
    return new EventFiles(fs, new Path(root, "events/run=" + run), now);
  }

  /** The last that each process wrote into the event log of a run. */
  public List<LastEvent> lastEvents() {
    Path events = new Path(root, "events");
    return RootFiles.ask(events, () -> EventFiles.last(fs, events));
  }

  /**
   * What no result needs.
   *
   * @param before what was modified later is needed
   */
  public Retention retention(Instant before) {
    return new Retention(this, fs, before);
  }

  public PlanFiles plans() {
    return new PlanFiles(fs, new Path(root, "plans"));
  }
}
