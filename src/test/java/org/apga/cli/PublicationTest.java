package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apga.files.StoreException;
import org.apga.metrics.stats.Resampling;
import org.apga.plan.Trial;
import org.apga.report.ReportSettings;
import org.apga.report.RunReports;
import org.apga.run.RunTables;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialOutcome;
import org.apga.trouble.Manners;
import org.apga.trouble.OpenFiles;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble;
import org.apga.trouble.Trouble.Moment;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** However earlier calls ended, a run's final tables are those of an undisturbed run. */
@ExtendWith(OpenFiles.class)
class PublicationTest {
  private static final Resampling RESAMPLING = new Resampling(100, 1);

  private static final Set<Operation> CHANGES =
      EnumSet.of(Operation.CREATE, Operation.RENAME, Operation.DELETE);

  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private static Path folder;
  private static CommittedGrid grid;
  private static Trial last;
  private static Map<String, List<Row>> undisturbed;

  /** A results root for each test. */
  private final String root = "results-" + TESTS.incrementAndGet();

  @BeforeAll
  static void runUndisturbed() throws IOException {
    grid = new CommittedGrid(folder);
    String run = grid.freeze("undisturbed");
    grid.commitAllBut("undisturbed");
    assertThat(grid.run("undisturbed").exitCode()).isZero();
    undisturbed = grid.tables("undisturbed", run);
    assertThat(undisturbed.get("trials")).hasSize(4);
    List<Trial> trials = grid.trials("undisturbed");
    last = trials.get(trials.size() - 1);
  }

  private Publication publication(ResultStore store, String run, TrialOutcome... outcomes) {
    return new Publication(
        store,
        run,
        Optional.of(new RunTables(store, grid.plan(root), List.of(outcomes))),
        results -> new ReportSettings(RESAMPLING),
        results -> Optional.empty());
  }

  private Publication publication(String run, TrialOutcome... outcomes) {
    return publication(grid.store(root), run, outcomes);
  }

  private static void publish(Publication publication) {
    publication.publish(publication.hold());
  }

  private TrialOutcome failed() {
    return new TrialOutcome.Failed(last.id(), FailureCause.INFRASTRUCTURE, "Lost.", "its log");
  }

  /** A run in which the last trial failed. */
  private String runWithAFailure() throws IOException {
    return runWithAFailure(grid.store(root));
  }

  private String runWithAFailure(ResultStore store) throws IOException {
    String run = grid.freeze(root);
    grid.commitAllBut(root, last);
    publish(publication(store, run, failed()));
    return run;
  }

  private Row lastRow(String run) {
    return grid.store(root).published(run, Tables.TRIALS).stream()
        .filter(row -> row.text("trial").equals(last.id().value()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatWasCommittedBeforeADriverWasKilledIsPublishedThoughNothingIsLeftToTrain()
      throws IOException {
    String run = runWithAFailure();
    assertThat(lastRow(run).text("message")).isEqualTo("Lost.");
    grid.commit(root, last);

    CommandRun again = grid.run(root);

    assertThat(again.errors()).isEmpty();
    assertThat(again.exitCode()).isZero();
    assertThat(again.lines())
        .anyMatch(line -> line.startsWith("Nothing to train: every trial is committed in "))
        .noneMatch(line -> line.contains("not done"));
    assertThat(grid.tables(root, run)).isEqualTo(undisturbed);
  }

  @Test
  void aTrialThatIsCommittedByAnotherAttemptIsPublishedAgain() throws IOException {
    String run = runWithAFailure();
    grid.commit(root, last);
    publish(publication(run));
    Files.delete(grid.root(root).resolve("trials/" + last.id() + "/committed.json"));
    grid.commit(root, last);
    grid.run(root);

    assertThat(grid.store(root).commit(last.id().value()).orElseThrow().attempt().number())
        .isEqualTo(2);
    assertThat(grid.store(root).publication(run, Tables.SUMMARY))
        .isEqualTo(grid.store(root).publication(run, Tables.TRIALS));
    assertThat(publication(run).tables().orElseThrow().areCurrent(run)).isTrue();
  }

  @Test
  void aDriverThatIsKilledBetweenAnyTwoPublishedFilesIsMendedByTheNext() throws IOException {
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    ResultStore store =
        ResultStore.open(
            TroubleFileSystem.SCHEME + ":" + grid.root(root),
            TroubleFileSystem.configuration(
                TroubleFileSystem.SCHEME, Manners.LAST_WINS, dying(left)));
    String run = runWithAFailure(store);
    grid.commit(root, last);
    int deaths = 0;
    for (boolean whole = false; !whole; deaths++) {
      left.set(deaths + 1);
      whole = survives(publication(store, run));
      left.set(Integer.MAX_VALUE);
      String when = "killed before change " + (deaths + 1);
      // At any moment, a reader can find out whether the tables are current.
      if (publication(store, run).tables().orElseThrow().areCurrent(run)) {
        assertThat(grid.tables(root, run)).as(when).isEqualTo(undisturbed);
      }

      publish(publication(store, run));

      assertThat(grid.tables(root, run)).as(when).isEqualTo(undisturbed);
      // The next call is killed while it publishes the change.
      Files.move(committed(), folder.resolve("aside.json"));
      publish(publication(store, run, failed()));
      Files.move(folder.resolve("aside.json"), committed());
    }
    assertThat(deaths).isGreaterThan(2 * Tables.ALL.size());
  }

  /** The process has ended. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /**
   * A process that is killed before its Nth change of a published file: neither that change nor any
   * later one happens.
   */
  private static Trouble dying(AtomicInteger left) {
    return (moment, request) -> {
      if (moment != Moment.BEFORE || !CHANGES.contains(request.operation())) {
        return;
      }
      boolean published =
          request.file().contains("/tables/") || request.file().contains("/report/");
      if (left.get() <= 0 || published && left.decrementAndGet() <= 0) {
        throw new Killed();
      }
    };
  }

  private Path committed() {
    return grid.root(root).resolve("trials/" + last.id() + "/committed.json");
  }

  private static boolean survives(Publication publication) {
    try {
      publish(publication);
      return true;
    } catch (BegunException | Killed killed) {
      return false;
    }
  }

  @Test
  void aTrialThatAnotherDriverCommitsMeanwhileIsPublished() throws IOException {
    String run = grid.freeze(root);
    grid.commitAllBut(root, last);
    Publication ours = publication(run, failed());
    Publication.Held held = ours.hold();
    grid.commit(root, last);

    Publication.Published published = ours.publish(held);

    assertThat(published.held().report().trials().done()).isEqualTo(4);
    assertThat(grid.tables(root, run)).isEqualTo(undisturbed);
  }

  @Test
  void ofTwoDriversTheSlowerDoesNotUndoTheOthersTables() throws IOException {
    String run = grid.freeze(root);
    grid.commitAllBut(root, last);
    Publication slow = publication(run, failed());
    Publication.Held old = slow.hold();
    grid.commit(root, last);
    publish(publication(run));

    slow.publish(old);

    assertThat(grid.tables(root, run)).isEqualTo(undisturbed);
  }

  @Test
  void twoDriversForWhichATrialFailedDifferentlyAgreeInTheEnd() throws IOException {
    String run = grid.freeze(root);
    grid.commitAllBut(root, last);
    Publication one = publication(run, failed());
    Publication other = publication(run, new TrialOutcome.Skipped(last.id(), "baseline failed"));
    Publication.Held first = one.hold();
    Publication.Held second = other.hold();
    one.publish(first);
    other.publish(second);

    assertThat(lastRow(run).text("status")).isEqualTo("skipped");
    assertThat(one.tables().orElseThrow().areCurrent(run)).isTrue();
  }

  @Test
  void aStoreThatIsAwayAtTheEndIsACodeOfItsOwnAndTheSameCommandPublishes() throws IOException {
    String run = runWithAFailure();
    grid.commit(root, last);
    Path tables = grid.root(root).resolve("tables");
    Files.move(tables, folder.resolve(root + "-away"));
    Files.createFile(tables);

    CommandRun away = grid.run(root);

    assertThat(away.exitCode()).isEqualTo(Main.UNPUBLISHED);
    assertThat(away.errors()).hasSize(1);
    assertThat(away.errors().get(0))
        .startsWith("Cannot publish the tables and the report in file:" + grid.root(root))
        .endsWith(" Every trial that is done is committed. The same command publishes them.");
    Files.delete(tables);
    Files.move(folder.resolve(root + "-away"), tables);

    CommandRun again = grid.run(root);

    assertThat(again.exitCode()).isZero();
    assertThat(grid.tables(root, run)).isEqualTo(undisturbed);
  }

  @Test
  void theReportOfARunPublishesWhatIsCommittedAndKeepsWhatFailed() throws IOException {
    String run = runWithAFailure();

    assertThat(grid.report(root).exitCode()).isZero();
    assertThat(lastRow(run).text("message")).isEqualTo("Lost.");
    assertThat(lastRow(run).text("log")).isEqualTo("its log");

    grid.commit(root, last);
    assertThat(grid.report(root).lines()).contains("Run " + run + " in file:" + grid.root(root));
    assertThat(grid.tables(root, run)).isEqualTo(undisturbed);
  }

  @Test
  void aRunThatWasNeverPublishedIsPublishedByItsReport() throws IOException {
    String run = grid.freeze(root);
    grid.commitAllBut(root);

    assertThat(grid.report(root).errors())
        .containsExactly(
            "Cannot report on "
                + grid.root(root)
                + ": no run has published its tables there. To publish one, pass --run "
                + run
                + ".");
    assertThat(grid.report(root, "--run", run).exitCode()).isZero();
    assertThat(grid.tables(root, run)).isEqualTo(undisturbed);
  }

  @Test
  void aReportThatCannotBeWrittenIsNoReportThatWasNotStarted() throws IOException {
    String run = runWithAFailure();
    Path metrics = grid.root(root).resolve("tables/metrics/run=" + run + "/part-0.parquet");
    Files.delete(metrics);
    Files.createDirectories(metrics.resolve("in the way"));

    CommandRun report = grid.report(root);

    assertThat(report.exitCode()).isEqualTo(Main.UNPUBLISHED);
    assertThat(report.errors()).hasSize(1);
    assertThat(report.errors().get(0))
        .startsWith("Cannot write the report of run " + run)
        .endsWith(
            " The tables, report and page of run "
                + run
                + " may be inconsistent. The same command publishes them again.");
  }

  @Test
  void tablesThatWerePublishedAtDifferentTimesAreNotReadTogether() throws IOException {
    String run = runWithAFailure();
    ResultStore store = grid.store(root);
    store.publish(run, "another", Tables.PREDICTIONS, List.of());

    assertThatThrownBy(() -> RunReports.results(store, run))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "Cannot read run "
                + run
                + " in "
                + store.root()
                + ": its trials and predictions were not published together. To publish it again:"
                + " submit/apga report "
                + store.root()
                + " --run "
                + run);
    assertThat(grid.report(root).exitCode()).isZero();
    assertThat(store.published(run, Tables.PREDICTIONS)).isNotEmpty();
  }

  @Test
  void allTablesOfAPublicationSayWhichItIs() throws IOException {
    String run = runWithAFailure();
    ResultStore store = grid.store(root);
    String before = store.publication(run, Tables.TRIALS).orElseThrow();
    for (TableSchema table : Tables.ALL) {
      assertThat(store.publication(run, table)).as(table.table()).contains(before);
    }
    grid.commit(root, last);
    grid.run(root);

    for (TableSchema table : Tables.ALL) {
      assertThat(store.publication(run, table))
          .as(table.table())
          .isPresent()
          .isNotEqualTo(Optional.of(before));
    }
  }
}
