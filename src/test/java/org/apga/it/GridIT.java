package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apga.cli.CommandRun;
import org.apga.store.Column;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One grid of all arms: trained, asked for again, and with a seed more. */
class GridIT {
  private static final String ALL_ARMS =
      "grid.arms=[baseline,continue,continue3,cutout,gradcam,end2end,apga]";
  private static final Set<String> WITH_POLICY = Set.of("end2end", "apga");
  private static final String ROOT = "results";

  @TempDir private static Path folder;

  private static TinyGrid grid;
  private static CommandRun first;
  private static CommandRun again;
  private static CommandRun changed;
  private static CommandRun oneMoreSeed;
  private static CommandRun report;
  private static CommandRun gate;
  private static Set<String> attemptsOfFirst;
  private static Set<String> attemptsOfAgain;
  private static String firstRun;
  private static String secondRun;
  private static CommandRun narrower;
  private static CommandRun narrowerAgain;
  private static SparkSession spark;

  @BeforeAll
  static void train() throws IOException {
    grid = TinyGrid.in(folder, "elbow");
    first = grid.run(ROOT, ALL_ARMS);
    attemptsOfFirst = grid.attempts(ROOT);
    firstRun = grid.store(ROOT).plans().runs().get(0);
    again = grid.run(ROOT, ALL_ARMS);
    attemptsOfAgain = grid.attempts(ROOT);
    changed = grid.on("", "plan", ROOT, ALL_ARMS, "train.epochs=3");
    report = CommandRun.of(Map.of(), "report", grid.root(ROOT).toString());
    oneMoreSeed = grid.run(ROOT, ALL_ARMS, "grid.seeds=[0,1]");
    secondRun = grid.store(ROOT).plans().runs().get(1);
    gate =
        CommandRun.of(
            Map.of(), "report", grid.root(ROOT).toString(), "--run", secondRun, "--gate", firstRun);
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate();
    for (var schema : Tables.ALL) {
      spark
          .read()
          .parquet(grid.root(ROOT).resolve("tables/" + schema.table()).toString())
          .createOrReplaceTempView(schema.table());
    }
    narrower = grid.run(ROOT, ALL_ARMS, "grid.seeds=[1]");
    narrowerAgain = grid.run(ROOT, ALL_ARMS, "grid.seeds=[1]");
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  @Test
  void everyArmTrainsAndTheCommandSaysSo() {
    Row trial = grid.store(ROOT).published(firstRun, Tables.TRIALS).get(0);
    assertThat(first.errors()).isEmpty();
    assertThat(first.exitCode()).isZero();
    assertThat(first.lines())
        .contains(
            "Data      phantoms in "
                + grid.data()
                + String.format(
                    ": %d images for training, %d for selection, %d for the test",
                    trial.whole("train_images"),
                    trial.whole("selection_images"),
                    trial.whole("test_images")),
            "Leakage   no patient is in two splits",
            "Plan      7 trials: 7 to train, 0 done",
            "Run       " + firstRun + ", results in file:" + grid.root(ROOT),
            "Tables are in file:" + grid.root(ROOT) + "/tables, run=" + firstRun + ".",
            "Page      file:" + grid.root(ROOT) + "/report/" + firstRun + "/index.html",
            "All runs  file:" + grid.root(ROOT) + "/report/index.html",
            "The rest  submit/apga report file:" + grid.root(ROOT) + " --run " + firstRun)
        .filteredOn(line -> line.contains("done      elbow"))
        .hasSize(7);
  }

  @Test
  void aRunEndsWithAPageThatShowsItsMasksAndALaterOneItsDrift() throws IOException {
    String page = Files.readString(grid.root(ROOT).resolve("report/" + firstRun + "/index.html"));
    String later = Files.readString(grid.root(ROOT).resolve("report/" + secondRun + "/index.html"));

    assertThat(page)
        .contains(
            "Run " + firstRun,
            "Complete: all 7 trials done",
            "Mask sheet: elbow, all training images")
        .contains("This results root has no recent run with the same cells");
    assertThat(later).contains("Accuracy now and in run " + firstRun);
  }

  @Test
  void aRunIsAPartitionThatSqlReads() {
    assertThat(sql("select run, count(*) from trials group by run order by run"))
        .containsExactly(firstRun + " 7", secondRun + " 14");
    assertThat(sql("select arm, expected, done, failed from summary where " + ofFirst()))
        .containsExactly(
            "baseline 1 1 0",
            "continue 1 1 0",
            "continue3 1 1 0",
            "cutout 1 1 0",
            "gradcam 1 1 0",
            "end2end 1 1 0",
            "apga 1 1 0");
    assertThat(
            sql(
                "select arm, epochs, stop_reason like 'All 2 epochs are done; the best was %'"
                    + " from trials where status = 'completed' and seed = 1"))
        .allMatch(row -> row.endsWith(" 2 true"))
        .hasSize(7);
  }

  @Test
  void epochsAndPredictionsHaveARowEach() {
    assertThat(
            sql(
                "select trial, count(*), min(epoch), max(epoch), count_if(best) >= 1 from epochs"
                    + " where "
                    + ofFirst()
                    + " group by trial"))
        .hasSize(7)
        .allMatch(row -> row.endsWith(" 2 1 2 true"));
    assertThat(
            sql(
                """
                select t.trial from trials t join predictions p on t.trial = p.trial and t.run = p.run
                group by t.trial, t.run, test_images, selection_images
                having count_if(split = 'test') = test_images
                  and count_if(split = 'selection') = selection_images
                  and count(distinct path) = test_images + selection_images\
                """))
        .hasSize(21);
  }

  @Test
  void accuracyFollowsFromThePredictions() {
    assertThat(
            sql(
                """
                select t.trial from trials t join (
                  select trial, run, avg(if((probability > 0.5) = (label = 1), 1, 0)) accuracy
                  from predictions where split = 'test' group by trial, run) p
                on t.trial = p.trial and t.run = p.run
                where abs(t.accuracy - p.accuracy) < 1e-12\
                """))
        .hasSize(21);
  }

  @Test
  void metricsAreThoseOfTheTrialsWithTtaBeside() {
    assertThat(
            sql(
                "select split, level, scores, count(*) from metrics where "
                    + ofFirst()
                    + " group by all order by all"))
        .containsExactly(
            "selection image plain 7",
            "selection image tta 2",
            "selection study plain 7",
            "selection study tta 2",
            "test image plain 7",
            "test image tta 2",
            "test study plain 7",
            "test study tta 2");
    assertThat(
            sql(
                """
                select i.trial from trials t
                join metrics i on t.trial = i.trial and t.run = i.run
                  and i.split = 'test' and i.level = 'image' and i.scores = 'plain'
                join metrics s on t.trial = s.trial and t.run = s.run
                  and s.split = 'test' and s.level = 'study' and s.scores = 'plain'
                left join metrics a on t.trial = a.trial and t.run = a.run
                  and a.split = 'test' and a.level = 'study' and a.scores = 'tta'
                where abs(t.accuracy - i.accuracy) < 1e-12 and abs(t.brier - i.brier) < 1e-12
                  and abs(t.study_accuracy - s.accuracy) < 1e-12
                  and t.true_positives = i.true_positives
                  and t.tta_study_accuracy <=> a.accuracy\
                """))
        .hasSize(21);
  }

  @Test
  void armsAreComparedWithBaselineContinueAndTheirControlSeedBySeed() {
    assertThat(
            sql(
                "select against, status, count(*) from pairs where "
                    + ofFirst()
                    + " group by against, status order by all"))
        .containsExactly("baseline completed 6", "continue completed 5", "continue3 completed 1");
    assertThat(
            sql(
                "select against, measure, min(done), max(p_least), count(*) from comparisons where"
                    + " measure in ('accuracy', 'study_kappa') and run = '"
                    + secondRun
                    + "' group by against, measure order by all"))
        .containsExactly(
            "baseline accuracy 2 0.5 6",
            "baseline study_kappa 2 0.5 6",
            "continue accuracy 2 0.5 5",
            "continue study_kappa 2 0.5 5",
            "continue3 accuracy 2 0.5 1",
            "continue3 study_kappa 2 0.5 1");
  }

  @Test
  void everyComparisonNamesTheControlAndTellsItFromOtherRivals() {
    for (String table : List.of("pairs", "comparisons")) {
      assertThat(
              sql(
                  "select distinct arm, against, control from "
                      + table
                      + " where against_control order by all"))
          .as(table)
          .containsExactly(
              "apga continue continue",
              "cutout continue continue",
              "end2end continue3 continue3",
              "gradcam continue continue");
      assertThat(
              sql(
                  "select distinct arm, against from "
                      + table
                      + " where not against_control and against <> 'baseline' order by all"))
          .as(table)
          .containsExactly("continue3 continue", "end2end continue");
    }
  }

  @Test
  void aRunHoldsAgainstOneOfTheSameTrials() {
    assertThat(gate.errors()).isEmpty();
    assertThat(gate.exitCode()).isZero();
    assertThat(gate.lines()).contains("Gate held against run " + firstRun + ": of 7 cells 7 same.");
    assertThat(grid.root(ROOT).resolve("report/" + secondRun + "/gate-" + firstRun + ".json"))
        .isRegularFile();
  }

  @Test
  void everyColumnOfProvenanceIsFilled() {
    List<String> columns = Tables.TRIALS.columns().stream().map(Column::name).toList();
    int ofClasses = columns.indexOf("classes");
    for (String column : columns.subList(columns.indexOf("profile"), columns.size())) {
      boolean ofMoreClasses = columns.indexOf(column) >= ofClasses && !column.equals("synthetic");
      assertThat(sql("select count(*) from trials where " + column + " is not null"))
          .as(column)
          // A CPU has no memory of its own, and these are two classes.
          .containsExactly(column.startsWith("gpu_") || ofMoreClasses ? "0" : "21");
    }
    assertThat(sql("select distinct versions from trials").get(0))
        .contains("spark=3.5.9", "hadoop=3.3.4", "deeplearning4j=1.0.0-M2.1", "java=");
    assertThat(sql("select distinct engine, precision, threads, deterministic from trials"))
        .containsExactly("dl4j float 1 true");
  }

  @Test
  void anArmTellsTheChoicesThatDecideItsNumbers() {
    assertThat(
            sql(
                "select distinct arm, evaluation_norms, masked_steps, fill, reward_norms, reward_of,"
                    + " sampling from trials where arm in ('baseline', 'cutout', 'apga') order by 1"))
        .containsExactly(
            "apga running shared zero mixed batch threshold",
            "baseline running null null null null null",
            "cutout running shared zero null null null");
  }

  @Test
  void onlyABaselineStartsFromNothing() {
    assertThat(
            sql(
                "select b.arm, count(*) from trials t join trials b on t.baseline = b.trial and"
                    + " t.run = b.run and t.seed = b.seed group by b.arm"))
        .containsExactly("baseline 18");
    assertThat(sql("select distinct arm from trials where baseline is null"))
        .containsExactly("baseline");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tta_accuracy",
        "tta_study_kappa",
        "mask_share",
        "mask_empty",
        "mask_full",
        "mask_lesions",
        "mask_iou",
        "mask_hit",
        "mask_chance",
        "policy_deletion_area",
        "policy_insertion_area",
        "policy_centre",
        "policy_scale"
      })
  void onlyArmsWithAPolicyHaveItsColumns(String column) {
    assertThat(sql("select distinct arm from trials where " + column + " is not null"))
        .containsExactlyInAnyOrderElementsOf(WITH_POLICY);
  }

  @Test
  void everyArmShowsTheSameImagesAndWhereItLooks() {
    assertThat(
            sql(
                "select arm, count(*), count(policy), count(cam), count(thumbnail), count(mask_iou),"
                    + " count(cam_iou) from masks where "
                    + ofFirst()
                    + " group by arm order by arm"))
        .containsExactly(
            "apga 8 8 8 8 6 6",
            "baseline 8 0 8 8 0 6",
            "continue 8 0 8 8 0 6",
            "continue3 8 0 8 8 0 6",
            "cutout 8 0 8 8 0 6",
            "end2end 8 8 8 8 6 6",
            "gradcam 8 0 8 8 0 6");
    assertThat(sql("select place, count(distinct path), count(*) from masks group by place"))
        .hasSize(8)
        .allMatch(row -> row.endsWith(" 1 21"));
    assertThat(
            sql(
                "select arm, collect_set(epoch), count(*) from mask_history where "
                    + ofFirst()
                    + " group by arm order by arm"))
        .hasSize(2)
        .allMatch(row -> row.endsWith(" 9"));
  }

  @Test
  void areasFollowFromTheCurves() {
    assertThat(
            sql(
                """
                select t.trial from trials t join (
                  select trial, run, count(*) points,
                    sum(probability) - sum(if(fraction in (0, 1), probability, 0)) / 2 area
                  from curves where saliency = 'gradcam' and kind = 'deletion' group by trial, run) c
                on t.trial = c.trial and t.run = c.run
                where points = 11 and abs(t.gradcam_deletion_area - area / 10) < 1e-12\
                """))
        .hasSize(21);
    assertThat(
            sql(
                "select arm, count(*) from curves where saliency = 'policy' and "
                    + ofFirst()
                    + " group by arm order by arm"))
        .containsExactly("apga 22", "end2end 22");
  }

  @Test
  void predictionsHaveMasksOnlyWhereThereIsAPolicy() {
    assertThat(
            sql(
                "select distinct arm from predictions where tta_probability is not null and"
                    + " mask_share is not null"))
        .containsExactlyInAnyOrderElementsOf(WITH_POLICY);
    assertThat(
            sql(
                "select distinct arm, split, label from predictions where mask_iou is not null and"
                    + " mask_hit is not null order by arm"))
        .containsExactly("apga test 1", "end2end test 1");
  }

  @ParameterizedTest
  @CsvSource({
    "clean_loss, baseline continue continue3 cutout gradcam end2end apga",
    "second_loss, continue continue3",
    "third_loss, continue3",
    "cutout_loss, cutout",
    "cam_masked_loss, gradcam",
    "soft_mask_loss, end2end",
    "masked_out_loss, apga",
    "masked_in_loss, end2end apga",
    "reward, apga",
    "reward_baseline, apga",
    "advantage, apga",
    "policy_loss, end2end apga",
    "mask_share, gradcam",
    "mask_full, gradcam",
    "mask_share_before, apga",
    "mask_empty_before, apga",
    "mask_share_after, end2end apga",
    "mask_full_after, end2end apga",
    "tta_accuracy, end2end apga",
    "evaluated_mask_share, end2end apga"
  })
  void anEpochHasTheMeasuresOfItsArm(String column, String arms) {
    assertThat(sql("select distinct arm from epochs where " + column + " is not null"))
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(arms.split(" ")));
  }

  @Test
  void imagesAreDecodedOnceForAChain() {
    assertThat(sql("select arm from trials where decode_seconds > 0 and " + ofFirst()))
        .containsExactly("baseline");
  }

  @Test
  void theSameCommandAgainTrainsNothing() {
    assertThat(again.exitCode()).isZero();
    assertThat(again.lines())
        .contains(
            "Plan      7 trials: 0 to train, 7 done",
            "Nothing to train: every trial is committed in file:" + grid.root(ROOT) + ".")
        .noneMatch(line -> line.contains("started"));
    assertThat(attemptsOfAgain).isEqualTo(attemptsOfFirst).hasSize(7);
    assertThat(summary(again)).isEqualTo(summary(first)).hasSizeGreaterThan(8);
  }

  @Test
  void aReportShowsTheSummaryOfTheRun() {
    assertThat(report.exitCode()).isZero();
    assertThat(report.lines().get(0)).isEqualTo("Run " + firstRun + " in file:" + grid.root(ROOT));
    assertThat(report.lines()).containsAll(summary(first));
  }

  @Test
  void oneMoreSeedTrainsOnlyThat() throws IOException {
    assertThat(oneMoreSeed.exitCode()).isZero();
    assertThat(oneMoreSeed.lines())
        .contains("Plan      14 trials: 7 to train, 7 done", "7 trials to train, 7 done before.")
        .filteredOn(line -> line.contains("started   "))
        .hasSize(7)
        .allMatch(line -> line.endsWith("seed 1"));
    assertThat(grid.attempts(ROOT))
        .containsAll(attemptsOfFirst)
        .hasSize(14)
        .allMatch(attempt -> attempt.contains("/attempt-1-"));
  }

  @Test
  void aPlanOfTrialsThatAreAllDoneIsARunOfItsOwnAndStaysOne() {
    assertThat(List.of(narrower.exitCode(), narrowerAgain.exitCode())).containsOnly(0);
    assertThat(narrower.lines()).contains("Plan      7 trials: 0 to train, 7 done");
    assertThat(grid.store(ROOT).plans().runs()).hasSize(3);
    String run = grid.store(ROOT).plans().runs().get(2);
    assertThat(grid.store(ROOT).published(run, Tables.TRIALS)).hasSize(7);
    assertThat(narrowerAgain.lines()).endsWith(narrower.lines().get(narrower.lines().size() - 1));
  }

  @Test
  void aPlanNamesTheSettingThatChanged() throws IOException {
    assertThat(changed.exitCode()).isZero();
    assertThat(changed.lines())
        .contains(
            "elbow baseline seed 0                    RERUN (train.epochs changed from 2 to 3)",
            "elbow apga seed 0                        RERUN (train.epochs changed from 2 to 3)",
            "Plan      7 trials: 0 to train, 7 to train again because something changed, 0 done");
  }

  @Test
  void figuresInTheCommitAreThoseOfTheTable() {
    for (Row row : grid.store(ROOT).published(firstRun, Tables.TRIALS)) {
      var commit = grid.store(ROOT).commit(row.text("trial")).orElseThrow();
      assertThat(commit.figures()).containsEntry("accuracy", row.real("accuracy"));
    }
  }

  private static List<String> summary(CommandRun run) {
    int start = run.lines().indexOf("elbow, all training images: test split, mean ± sd over seeds");
    // After it come the places of the tables, the page, the page of all runs and the rest.
    return start < 0 ? List.of() : run.lines().subList(start, run.lines().size() - 4);
  }

  private static String ofFirst() {
    return "run = '" + firstRun + "'";
  }

  private static List<String> sql(String query) {
    return Stream.of((org.apache.spark.sql.Row[]) spark.sql(query).collect())
        .map(row -> row.mkString(" "))
        .toList();
  }
}
