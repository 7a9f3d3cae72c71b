package org.apga.trial;

import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.files.Patience;
import org.apga.plan.Trial;
import org.apga.store.AttemptName;
import org.apga.store.CheckpointDraft;
import org.apga.store.CheckpointName;
import org.apga.store.CheckpointStore;
import org.apga.store.ResultStore;
import org.apga.train.TrainingState;
import org.apga.trouble.Manners;
import org.apga.trouble.OpenFiles;
import org.apga.trouble.Refusals;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(OpenFiles.class)
class ResumptionTest {
  private static final Trial TRIAL = trial(Arm.BASELINE, 0);
  private static final CheckpointName OLDER = new CheckpointName(1, 5, new AttemptName(1, ""));
  private static final CheckpointName NEWER = new CheckpointName(1, 10, new AttemptName(1, ""));

  @TempDir private Path root;

  private final List<String> notes = new ArrayList<>();
  private final TrialLog log =
      new TrialLog(
          TRIAL,
          new ProgressSink() {
            @Override
            public void report(TrialProgress progress) {}

            @Override
            public void note(TrialNote note) {
              notes.add(note.text());
            }
          },
          "");
  private CheckpointStore store = in("/");

  @BeforeEach
  void openTheStore() {
    store = in(root.toString());
  }

  private static CheckpointStore in(String root) {
    return ResultStore.open(root, new Configuration(false)).checkpoints();
  }

  private static ObjectNode document(String images) {
    return new TrainingDocument(
            images, "dl4j on cpu", null, TrainingState.START, List.of(), List.of())
        .json();
  }

  private void write(CheckpointName name, ObjectNode document) throws IOException {
    NetworkState network =
        new NetworkState(Map.of("w", new Tensor.Floats(new int[0], new float[] {1})));
    try (CheckpointDraft draft = store.draft(TRIAL.id().value(), name)) {
      draft.write(ResultFiles.CLASSIFIER, network);
      draft.write(TrainingDocument.PART, document);
      draft.commit(1);
    }
  }

  private Optional<CheckpointName> newest() throws IOException {
    return Resumption.newest(store, TRIAL, "images", log).map(Resumption::name);
  }

  @Test
  void theNewestIsTaken() throws IOException {
    write(OLDER, document("images"));
    write(NEWER, document("images"));

    assertThat(newest()).contains(NEWER);
    assertThat(notes).isEmpty();
  }

  @Test
  void withoutACheckpointATrialBegins() throws IOException {
    assertThat(newest()).isEmpty();
  }

  @Test
  void whatWasMadeWithOtherImagesIsNotTaken() throws IOException {
    write(OLDER, document("images"));
    write(NEWER, document("others"));

    assertThat(newest()).contains(OLDER);
    assertThat(notes)
        .containsExactly(
            "Cannot continue from checkpoint epoch-0001-batch-000010-attempt-1: other images were"
                + " readable then. The one before it is used, if there is one.");
  }

  /** Of all that is asked of the file system, one request after the other is refused. */
  @Test
  void aCheckpointThatCannotBeReadForAMomentIsWaitedForAndNotPassedOver() throws Exception {
    write(OLDER, document("images"));
    write(NEWER, document("images"));
    Refusals refusals = new Refusals();
    store =
        ResultStore.open(
                TroubleFileSystem.SCHEME + ":" + root,
                TroubleFileSystem.configuration(TroubleFileSystem.SCHEME, Manners.ATOMIC, refusals))
            .checkpoints();
    Patience patience = new Patience(Duration.ofMinutes(10), notes::add, pause -> {});
    int refused = 0;
    do {
      refusals.begin(refused, 1);
      notes.clear();

      assertThat(patience.obtain("read what it starts from", this::newest)).contains(NEWER);
      assertThat(notes)
          .containsExactlyElementsOf(
              refusals.happened()
                  ? List.of(
                      "Cannot read what it starts from: Connection refused. Trying for 10 minutes.")
                  : List.of());
    } while (refusals.happened() && ++refused > 0);

    assertThat(refused).isGreaterThan(4);
  }

  @Test
  void aDamagedCheckpointIsPassedOver() throws Exception {
    write(OLDER, document("images"));
    write(NEWER, document("images"));
    Path part = root.resolve("checkpoints/" + TRIAL.id().value() + "/" + NEWER + "/training.json");
    Files.writeString(part, "x");

    assertThat(newest()).contains(OLDER);
    assertThat(notes).hasSize(1).first().asString().contains("training.json has 1 bytes instead");
  }

  @Test
  void whatAnotherVersionWroteIsNotTaken() throws IOException {
    write(NEWER, document("images").put("format", 1));

    assertThat(newest()).isEmpty();
    assertThat(notes)
        .containsExactly(
            "Cannot continue from checkpoint epoch-0001-batch-000010-attempt-1: another version of this"
                + " software wrote it. The one before it is used, if there is one.");
  }
}
