package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.ChecksumReader;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.files.Patience;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.Trial;
import org.apga.store.AttemptName;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The estimates of a plan if trials were measured before. */
class PlanCommandTest {
  @TempDir private Path folder;
  private File conf = new File("");

  @BeforeEach
  void writeAGrid() throws IOException, InterruptedException {
    PhantomWriter.write(
        new PhantomSpec(List.of("elbow"), 6, 1, 0, Set.of()), folder.resolve("data"));
    conf = folder.resolve("grid.conf").toFile();
    Files.writeString(
        conf.toPath(),
        """
        grid { parts = [elbow], seeds = [1, 2], arms = [cutout, apga] }
        data { root = "%s", selection-share = 0.3 }
        results.root = "%s"
        """
            .formatted(folder.resolve("data"), folder.resolve("results")));
  }

  private CommandRun plan(String... more) {
    String[] arguments = new String[2 + more.length];
    arguments[0] = "plan";
    arguments[1] = conf.toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    return CommandRun.of(Map.of(), arguments);
  }

  private GridSetup setup() throws IOException, InterruptedException {
    Configuration hadoop = new Configuration();
    return GridSetup.of(
        GridOptions.read(conf, List.of()),
        hadoop,
        ChecksumReader.here(hadoop, new Patience(Duration.ZERO, line -> {})),
        new PrintWriter(PrintWriter.nullWriter()));
  }

  /** Commits the trials of seed 1 with their durations. */
  private void commitSeedOne() throws IOException, InterruptedException {
    Map<String, Double> seconds = Map.of("baseline", 30.0, "cutout", 90.0, "apga", 4000.5);
    ResultStore store = setup().store();
    for (Planned planned : setup().plan().trials()) {
      Trial trial = planned.trial();
      String arm = trial.cell().arm().label();
      if (trial.seed() == 1) {
        store.commit(
            new Commit(
                trial.id().value(),
                new AttemptName(1, ""),
                "elbow",
                arm,
                "full",
                1,
                trial.identity(),
                new TreeMap<>(Map.of("seconds", seconds.getOrDefault(arm, 0.0))),
                new TreeMap<>()));
      }
    }
  }

  @Test
  void aReportOfColumnsThatNoTestImageHasIsRefusedBeforeTheRun() throws IOException {
    assertThat(plan("--set", "report.subgroups=[sex]").errors())
        .containsExactly(
            "Cannot show subgroups of sex: no image of the test split has that column. A manifest's"
                + " further columns are read (dataset-manifests/README.md); this one has none."
                + " Correct report.subgroups and report.match.");

    Path csv = folder.resolve("elbows.csv");
    CommandRun.of(
        Map.of(), "manifest", "--dataset", folder.resolve("data").toString(), "--out", "" + csv);
    List<String> rows = Files.readAllLines(csv);
    rows.replaceAll(
        row ->
            row
                + (row.startsWith("path,")
                    ? ",sex,view"
                    : row.endsWith(",test") ? ",F," : ",M,AP"));
    Files.write(csv, rows);
    String manifest = "data.manifest=" + csv;

    CommandRun refused =
        plan("--set", manifest, "--set", "report.subgroups=[sex]", "--set", "report.match=[view]");

    assertThat(refused.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(refused.errors())
        .containsExactly(
            "Cannot match images by view: no image of the test split has that column. The columns"
                + " are sex. Correct report.subgroups and report.match.");
    assertThat(plan("--set", manifest, "--set", "report.subgroups=[sex]").errors()).isEmpty();
  }

  @Test
  void aPlanTellsHowLongItTakesAndFromWhichTrialsItKnows()
      throws IOException, InterruptedException {
    commitSeedOne();

    CommandRun plan = plan("--slots", "1,2");

    assertThat(plan.errors()).isEmpty();
    assertThat(plan.exitCode()).isZero();
    // Whether this plan reads the images again depends on how old they are.
    List<String> lines = plan.lines().stream().filter(line -> !line.startsWith("Images")).toList();
    assertThat(lines.subList(3, 10))
        .containsExactly(
            "elbow baseline seed 1                    SKIP (done)",
            "elbow baseline seed 2                    RUN",
            "elbow cutout seed 1                      SKIP (done)",
            "elbow apga seed 1                        SKIP (done)",
            "elbow cutout seed 2                      RUN",
            "elbow apga seed 2                        RUN",
            "Plan      6 trials: 3 to train, 3 done");
    assertThat(lines.subList(10, 14))
        .containsExactly(
            "Estimate  1.14 GPU hours for 3 trials, from trials measured in file:"
                + folder.resolve("results"),
            "          elbow baseline: 1 of 30.0 s each, from 1 trial of elbow baseline",
            "          elbow cutout: 1 of 1 min 30 s each, from 1 trial of elbow cutout",
            "          elbow apga: 1 of 1 h 6 min each, from 1 trial of elbow apga");
    assertThat(lines.subList(14, lines.size()))
        .hasSize(2)
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .matches(
                        "Finish    in 1 h 8 min with 1 at once: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d"
                            + " UTC if it begins now"),
            two -> assertThat(two).startsWith("Finish    in 1 h 7 min with 2 at once: "));
  }

  @Test
  void aPlanWarnsOfShotsThatCannotBeDrawn() {
    CommandRun plan = plan("--set", "grid.shots=[full,4000]");

    assertThat(plan.exitCode()).isZero();
    assertThat(plan.lines())
        .filteredOn(line -> line.startsWith("Shots"))
        .singleElement()
        .asString()
        .matches(
            "Shots     these trials will fail: Cannot draw 4000 shots of class (normal|abnormal)"
                + " for elbow: the training set has \\d+ images of it\\. Set grid\\.shots to \\d+"
                + " or less, or to full\\.");
  }

  @Test
  void aPlanWarnsOfAPartThatLacksOneOfTwoClassesAndDoctorFails() throws IOException {
    Path csv = folder.resolve("elbows.csv");
    CommandRun.of(
        Map.of(), "manifest", "--dataset", folder.resolve("data").toString(), "--out", "" + csv);
    List<String> rows = new ArrayList<>(Files.readAllLines(csv));
    rows.removeIf(row -> row.contains(",1,") && row.endsWith(",test"));
    Files.write(csv, rows);
    String manifest = "data.manifest=" + csv;

    CommandRun plan = plan("--set", manifest);
    CommandRun doctor = CommandRun.of(Map.of(), "doctor", conf.toString(), "--set", manifest);

    String why =
        "Cannot train on elbow: its test images are \\d+ normal and 0 abnormal, and both classes are"
            + " needed\\. Add images, or leave elbow out of grid\\.parts\\.";
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.lines())
        .filteredOn(line -> line.startsWith("Classes"))
        .singleElement()
        .asString()
        .matches("Classes   these trials will fail: " + why);
    assertThat(doctor.exitCode()).isNotZero();
    assertThat(doctor.lines()).anyMatch(line -> line.matches("FAIL  data       " + why));
  }

  @Test
  void machinesReadAPlanAsJson() throws IOException, InterruptedException {
    commitSeedOne();

    CommandRun plan = plan("--json", "--slots", "2");

    assertThat(plan.errors()).isEmpty();
    assertThat(plan.lines()).hasSize(1);
    JsonNode json = new ObjectMapper().readTree(plan.lines().get(0));
    assertThat(json.path("plan").asText()).isEqualTo(setup().plan().hash());
    assertThat(json.path("root").asText()).isEqualTo("file:" + folder.resolve("results"));
    assertThat(json.path("totals").path("trials").asInt()).isEqualTo(6);
    assertThat(json.path("totals").path("run").asInt()).isEqualTo(3);
    assertThat(json.path("totals").path("skip").asInt()).isEqualTo(3);
    assertThat(json.path("totals").path("rerun").asInt()).isZero();
    JsonNode estimate = json.path("estimate");
    assertThat(estimate.path("gpu_hours").asDouble()).isEqualTo(1.1446);
    assertThat(estimate.path("without_estimate").asInt()).isZero();
    assertThat(estimate.path("cells").path(2).toString())
        .isEqualTo(
            "{\"part\":\"elbow\",\"arm\":\"apga\",\"shots\":\"full\",\"trials\":1,"
                + "\"seconds_each\":4000.5,\"from\":\"1 trial of elbow apga\"}");
    assertThat(estimate.path("finish").toString())
        .isEqualTo("[{\"slots\":2,\"hours\":1.1196,\"not_started\":[]}]");
    assertThat(json.path("trials")).hasSize(6);
    Trial last = setup().plan().trials().get(5).trial();
    assertThat(json.path("trials").path(5).toString())
        .isEqualTo(
            "{\"trial\":\""
                + last.id()
                + "\",\"part\":\"elbow\",\"arm\":\"apga\",\"shots\":\"full\",\"seed\":2,"
                + "\"baseline\":\""
                + last.baseline()
                + "\",\"decision\":\"RUN\",\"reason\":\"\",\"seconds\":4000.5}");
  }

  @Test
  void whereNothingWasMeasuredNothingIsEstimated() {
    CommandRun plan = plan();

    assertThat(plan.lines().get(plan.lines().size() - 1))
        .isEqualTo(
            "Estimate  none: no trial with these networks has been measured in file:"
                + folder.resolve("results"));
    assertThat(plan("--json").lines().get(0)).contains("\"seconds\":null");
  }

  @Test
  void numbersOfSlotsAreChecked() {
    CommandRun plan = plan("--slots", "8,0");

    assertThat(plan.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(plan.errors())
        .containsExactly("Cannot plan for --slots 8,0: a number is below 1. Use --slots 8.");
  }
}
