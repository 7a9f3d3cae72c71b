package org.apga.run;

import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.provenance.Machine;
import org.apga.provenance.RunProvenance;
import org.apga.store.ResultStore;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final Instant NOON = Instant.parse("2026-02-03T12:00:05Z");
  private static final GridPlan PLAN = Grids.plan(1, Arm.CUTOUT, Arm.APGA);
  private static final Trial BASELINE = trial(Arm.BASELINE, 0);
  private static final Trial CUTOUT = trial(Arm.CUTOUT, 0);
  private static final Trial APGA = trial(Arm.APGA, 0);
  private static final String ELBOW =
      "\"part\":\"elbow\",\"arm\":\"%s\",\"shots\":\"full\",\"seed\":0";

  @TempDir private Path root;

  private EventLog open() {
    ResultStore store = ResultStore.open(root.toString(), new Configuration(false));
    return new EventLog(store.events("r1", NOON), "r1", () -> NOON);
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(root.resolve("events/run=r1"))) {
      for (Path file : files.sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private static String line(String event, String rest) {
    return "{\"time\":\"2026-02-03T12:00:05Z\",\"event\":\""
        + event
        + "\",\"run\":\"r1\","
        + rest
        + "}";
  }

  private static String line(String event, Trial trial, String rest) {
    return line(
        event,
        "\"trial\":\""
            + trial.id()
            + "\","
            + String.format(ELBOW, trial.cell().arm().label())
            + rest);
  }

  private static TrialProgress progress(int epoch, int step, double accuracy, double loss) {
    return new TrialProgress(BASELINE.id(), BASELINE.title(), epoch, 9, step, 4, accuracy, loss);
  }

  @Test
  void everythingThatHappensIsALine() throws IOException {
    try (EventLog log = open()) {
      log.planned(PLAN);
      log.started(BASELINE);
      log.progress(progress(1, 1, Double.NaN, Double.NaN));
      log.progress(progress(1, 4, Double.NaN, Double.NaN));
      log.progress(progress(1, 4, 0.5, 0.75));
      log.progress(progress(2, 1, 0.5, 0.75));
      log.progress(progress(2, 4, 0.625, Double.NaN));
      log.finished(
          BASELINE,
          new TrialOutcome.Completed(
              BASELINE.id(),
              new TreeMap<>(Map.of("accuracy", 0.625, "auroc", Double.NaN)),
              12.5,
              "All 2 epochs are done."));
      log.started(CUTOUT);
      log.note(CUTOUT, "It continues from epoch 3.");
      log.finished(
          CUTOUT,
          new TrialOutcome.Failed(
              CUTOUT.id(), FailureCause.DIVERGED, "The \"loss\" is NaN.", "r/failure.log"));
      log.finished(APGA, new TrialOutcome.Skipped(APGA.id(), "stopped"));
      log.ended();
    }

    RunProvenance software = RunProvenance.current();
    assertThat(lines())
        .containsExactly(
            line(
                "run_started",
                "\"plan\":\"hash\",\"trials\":3,\"to_train\":3,\"done_before\":0,\"version\":\""
                    + software.version()
                    + "\",\"git_commit\":\""
                    + software.gitCommit()
                    + "\",\"host\":\""
                    + Machine.host()
                    + "\""),
            line("trial_started", BASELINE, ""),
            line(
                "trial_epoch",
                BASELINE,
                ",\"epoch\":1,\"epochs\":9,\"accuracy\":0.5,\"loss\":0.75"),
            line("trial_epoch", BASELINE, ",\"epoch\":2,\"epochs\":9,\"accuracy\":0.625"),
            line(
                "trial_finished",
                BASELINE,
                ",\"seconds\":12.5,\"stop_reason\":\"All 2 epochs are"
                    + " done.\",\"figures\":{\"accuracy\":0.625}"),
            line("trial_started", CUTOUT, ""),
            line("trial_note", CUTOUT, ",\"text\":\"It continues from epoch 3.\""),
            line(
                "trial_failed",
                CUTOUT,
                ",\"cause\":\"DIVERGED\",\"message\":\"The \\\"loss\\\" is"
                    + " NaN.\",\"log\":\"r/failure.log\""),
            line("trial_skipped", APGA, ",\"reason\":\"stopped\""),
            line(
                "run_finished",
                "\"running\":0,\"done\":1,\"failed\":1,\"skipped\":1,\"dropped\":0"));
  }

  @Test
  void theEpochsOfATrialThatWaitsAtARungAreToldOnce() throws IOException {
    try (EventLog log = open()) {
      log.planned(PLAN);
      log.started(BASELINE);
      log.progress(progress(1, 4, 0.5, 0.75));
      log.paused(BASELINE, 1);
      log.started(BASELINE);
      // It tells where it continues from.
      log.progress(progress(1, 4, 0.5, 0.75));
      log.progress(progress(2, 4, 0.5, 0.75));
      log.paused(BASELINE, 2);
      log.finished(BASELINE, new TrialOutcome.Halted(BASELINE.id(), 2));
      log.ended();
    }

    String epoch = ",\"epoch\":%s,\"epochs\":9,\"accuracy\":0.5,\"loss\":0.75";
    List<String> lines = lines();
    assertThat(lines.subList(1, lines.size()))
        .containsExactly(
            line("trial_started", BASELINE, ""),
            line("trial_paused", BASELINE, ",\"epoch\":1"),
            line("trial_started", BASELINE, ""),
            line("trial_epoch", BASELINE, epoch.formatted(1)),
            line("trial_paused", BASELINE, ",\"epoch\":2"),
            line("trial_epoch", BASELINE, epoch.formatted(2)),
            line("trial_dropped", BASELINE, ",\"epoch\":2"),
            line(
                "run_finished",
                "\"running\":0,\"done\":0,\"failed\":0,\"skipped\":0,\"dropped\":1"));
  }

  @Test
  void everyLineIsAJsonObject() throws IOException {
    try (EventLog log = open()) {
      log.planned(PLAN);
      log.finished(
          CUTOUT,
          new TrialOutcome.Failed(CUTOUT.id(), FailureCause.BUG, "two\nlines \u0001 ü", ""));
    }

    ObjectMapper json = new ObjectMapper();
    assertThat(lines()).hasSize(2);
    JsonNode failure = json.readTree(lines().get(1));
    assertThat(failure.path("message").asText()).isEqualTo("two\nlines \u0001 ü");
  }

  @Test
  void whatCanNotBeWrittenWaitsAndIsTriedAgain() throws IOException {
    Path blocked = Files.writeString(root.resolve("events"), "a file where the folder should be");
    try (EventLog log = open()) {
      log.started(BASELINE);
      log.write();
      log.started(CUTOUT);
      log.write();
      Files.delete(blocked);
      log.started(APGA);
    }

    assertThat(lines())
        .containsExactly(
            line("trial_started", BASELINE, ""),
            line("trial_started", CUTOUT, ""),
            line("trial_started", APGA, ""));
  }

  @Test
  void aTrialThatIsTriedAgainTellsOfItsEpochsAnew() throws IOException {
    try (EventLog log = open()) {
      log.planned(PLAN);
      log.started(BASELINE);
      log.progress(progress(5, 1, 0.5, 0.75));
      log.started(BASELINE);
      log.progress(progress(3, 1, 0.25, 0.5));
      log.progress(progress(4, 1, 0.25, 0.5));
    }

    assertThat(lines().subList(1, 4))
        .containsExactly(
            line("trial_started", BASELINE, ""),
            line("trial_started", BASELINE, ""),
            line(
                "trial_epoch",
                BASELINE,
                ",\"epoch\":3,\"epochs\":9,\"accuracy\":0.25,\"loss\":0.5"));
  }
}
