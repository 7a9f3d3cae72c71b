package org.apga.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.engine.NetworkState;

/**
 * A results root on any Hadoop file system.
 *
 * <pre>
 * plans/RUN.json                      the frozen plan, written before the first trial
 * trials/TRIAL/attempt-N/             rows and weights of one attempt, whether it counts or not
 * trials/TRIAL/committed.json         the last write: which attempt counts; readers believe only this
 * tables/TABLE/run=RUN/part-0.parquet published whole
 * checkpoints/TRIAL/                  where trials are that are not committed: {@link CheckpointStore}
 * report/RUN/                         what a report leaves beside the tables
 * </pre>
 *
 * <p>Nobody locks: a trial's bits depend on its id alone, so of two runs that train the same trial
 * the first to commit wins and the other's attempt is left aside. See docs/decisions.
 */
public final class ResultStore {
  private static final String COMMITTED = "committed.json";
  private static final String ATTEMPT = "attempt-";
  private static final int MOST_REPLACEMENTS = 10;

  private final Path root;
  private final FileSystem fs;

  private ResultStore(Path root, FileSystem fs) {
    this.root = root;
    this.fs = fs;
  }

  /**
   * Opens a results root, which need not exist yet.
   *
   * @throws StoreException if its file system can not be reached
   */
  public static ResultStore open(String root, Configuration configuration) {
    try {
      Path path = new Path(root);
      FileSystem fs = path.getFileSystem(configuration);
      return new ResultStore(fs.makeQualified(path), fs);
    } catch (IOException | RuntimeException e) {
      // Unchecked where the library of a scheme is missing, or a path is none.
      throw new StoreException(
          "Cannot open results root "
              + (root.isEmpty() ? "\"\"" : root)
              + ": "
              + reason(e)
              + ". Set results.root to a folder on a file system that this machine reaches.",
          e);
    }
  }

  /** The root, qualified. */
  public Path root() {
    return root;
  }

  /**
   * Makes sure that results can be written, by writing and removing a file.
   *
   * @throws StoreException if they can not
   */
  public void requireWritable() {
    Path probe = new Path(root, "_probe-" + UUID.randomUUID());
    try {
      fs.mkdirs(root);
      fs.create(probe, false).close();
      fs.delete(probe, false);
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write results to "
              + root
              + ": "
              + reason(e)
              + ". Set results.root to a folder that this user may write.",
          e);
    }
  }

  /** Every commit record; a trial without one does not count. */
  public List<Commit> commits() {
    List<Commit> commits = new ArrayList<>();
    Path trials = new Path(root, "trials");
    try {
      if (fs.exists(trials)) {
        for (FileStatus trial : fs.listStatus(trials)) {
          commit(trial.getPath().getName()).ifPresent(commits::add);
        }
      }
    } catch (IOException e) {
      throw unreadable(trials, e);
    }
    return commits;
  }

  /** The commit record of a trial, if it was committed. */
  public Optional<Commit> commit(String trial) {
    Path file = new Path(folder(trial), COMMITTED);
    try {
      return JsonFile.read(fs, file).map(Commit::of);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Opens a fresh attempt of a trial: the next number nobody has.
   *
   * @throws IOException if the root can not be written
   */
  public Attempt begin(String trial) throws IOException {
    for (int number = 1; ; number++) {
      Path folder = new Path(folder(trial), ATTEMPT + number);
      ObjectNode started = JsonFile.object().put("started", java.time.Instant.now().toString());
      if (JsonFile.writeOnce(fs, new Path(folder, "started.json"), started)
          == JsonFile.Outcome.WRITTEN) {
        return new Attempt(fs, folder, number);
      }
    }
  }

  /**
   * The last write of a trial: from now on this attempt counts, unless another already does.
   *
   * @return the commit that counts
   * @throws IOException if it can not be written
   */
  public Commit commit(Commit commit) throws IOException {
    Path file = new Path(folder(commit.trial()), COMMITTED);
    if (JsonFile.writeOnce(fs, file, commit.json()) == JsonFile.Outcome.WRITTEN) {
      return commit;
    }
    return commit(commit.trial()).orElse(commit);
  }

  /** The rows of a committed trial in one of its tables; none if it has no such file. */
  public List<Row> rows(Commit commit, TableSchema schema) {
    Path file = attempt(commit).table(schema);
    try {
      return fs.exists(file) ? RowFile.read(fs, file, schema) : List.of();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The weights of a committed trial.
   *
   * @param network {@code classifier} or {@code policy}
   * @throws IOException if they are not there or damaged
   */
  public NetworkState weights(Commit commit, String network) throws IOException {
    try (InputStream in = fs.open(attempt(commit).weights(network))) {
      return NetworkFile.read(in);
    }
  }

  private Attempt attempt(Commit commit) {
    Path folder = new Path(folder(commit.trial()), ATTEMPT + commit.attempt());
    return new Attempt(fs, folder, commit.attempt());
  }

  /** Where trials are that were begun. */
  public CheckpointStore checkpoints() {
    return new CheckpointStore(fs, new Path(root, "checkpoints"));
  }

  /**
   * The newest checkpoint of each trial that has one, as their names tell.
   *
   * @throws StoreException if they can not be listed
   */
  public Map<String, CheckpointName> begun() {
    try {
      return checkpoints().newest();
    } catch (IOException e) {
      throw unreadable(new Path(root, "checkpoints"), e);
    }
  }

  private Path folder(String trial) {
    return new Path(new Path(root, "trials"), trial);
  }

  /**
   * Publishes a run's table whole: it is written aside, then moved to its place.
   *
   * @throws IOException if it can not be written; an earlier version is then still there or gone
   */
  public Path publish(String run, TableSchema schema, List<Row> rows) throws IOException {
    Path folder = new Path(root, "tables/" + schema.table() + "/run=" + run);
    Path file = new Path(folder, "part-0.parquet");
    Path draft = new Path(root, "_tmp-" + UUID.randomUUID());
    Path aside = new Path(draft, schema.table() + ".parquet");
    try {
      RowFile.write(fs, aside, schema, rows);
      fs.mkdirs(folder);
      boolean moved = false;
      for (int attempt = 0; !moved && attempt < MOST_REPLACEMENTS; attempt++) {
        fs.delete(file, false);
        // Refused where another run of the same plan has put its own there meanwhile.
        moved = fs.rename(aside, file);
      }
      if (!moved) {
        throw new IOException(
            "Cannot publish " + file + ": the file system refused to move " + aside + " there.");
      }
      return file;
    } finally {
      fs.delete(draft, true);
    }
  }

  /** The rows of a published table. */
  public List<Row> published(String run, TableSchema schema) {
    List<Row> rows = new ArrayList<>();
    forEachPublished(run, schema, rows::add);
    return rows;
  }

  /** Hands over the rows of a published table one by one: predictions need not fit in memory. */
  public void forEachPublished(String run, TableSchema schema, Consumer<Row> action) {
    Path file = new Path(root, "tables/" + schema.table() + "/run=" + run + "/part-0.parquet");
    try {
      RowFile.forEach(fs, file, schema, action);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Writes a document of a run's report, in place of an earlier one.
   *
   * @return where it is
   * @throws StoreException if it can not be written
   */
  public Path writeReport(String run, String name, ObjectNode document) {
    Path file = new Path(root, "report/" + run + "/" + name);
    try (OutputStream out = fs.create(file, true)) {
      out.write(JsonFile.bytes(document));
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write " + file + ": " + reason(e) + ". See whether this user may write there.",
          e);
    }
    return file;
  }

  /** Whether a run has published its tables. */
  public boolean isPublished(String run) {
    Path file =
        new Path(root, "tables/" + Tables.SUMMARY.table() + "/run=" + run + "/part-0.parquet");
    try {
      return fs.exists(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Stores a run's plan before its first trial.
   *
   * @throws IOException if it can not be written
   */
  public void freeze(String run, ObjectNode plan) throws IOException {
    JsonFile.writeOnce(fs, new Path(root, "plans/" + run + ".json"), plan);
  }

  /** Names of all runs, oldest first. */
  public List<String> runs() {
    Path plans = new Path(root, "plans");
    List<String> runs = new ArrayList<>();
    try {
      if (fs.exists(plans)) {
        for (FileStatus plan : fs.listStatus(plans)) {
          String name = plan.getPath().getName();
          if (name.endsWith(".json") && !name.startsWith("_")) {
            runs.add(name.substring(0, name.length() - ".json".length()));
          }
        }
      }
    } catch (IOException e) {
      throw unreadable(plans, e);
    }
    runs.sort(null);
    return runs;
  }

  /** A run's frozen plan. */
  public Optional<ObjectNode> plan(String run) {
    Path file = new Path(root, "plans/" + run + ".json");
    try {
      return JsonFile.read(fs, file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static StoreException unreadable(Path file, IOException e) {
    String reason = e instanceof FileNotFoundException ? "there is no such file" : reason(e);
    // What reads a format knows best what is wrong with a file of it.
    return new StoreException(
        reason.startsWith("Cannot read ")
            ? reason
            : "Cannot read " + file + ": " + reason + ". Look at it, or set another results.root.",
        e);
  }

  /** What an exception of a Hadoop file system says, in a line without a full stop. */
  public static String reason(Exception e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").replaceFirst("; For more details see: .*", "");
  }
}
