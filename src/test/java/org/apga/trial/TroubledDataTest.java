package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.store.Row;
import org.apga.trouble.Manners;
import org.apga.trouble.OpenFiles;
import org.apga.trouble.Refusals;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A data set that does not answer, and one that is not whole. */
@ExtendWith(OpenFiles.class)
class TroubledDataTest {
  /** The lists are read by then, and not all of the images. */
  private static final int AMID_THE_IMAGES = 150;

  @TempDir private Path folder;

  private final List<String> notes = new ArrayList<>();
  private final Refusals refusals = new Refusals();

  @BeforeEach
  void writePhantoms() throws IOException {
    TinyTrial.phantoms(folder.resolve("data"));
  }

  private TinyTrial trial(String... more) {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add("data.root=\"" + TroubleFileSystem.SCHEME + ":" + folder.resolve("data") + "\"");
    return new TinyTrial(
        TroubleFileSystem.configuration(TroubleFileSystem.SCHEME, Manners.ATOMIC, refusals),
        folder.resolve("data"),
        folder.resolve("results").toString(),
        settings.toArray(String[]::new));
  }

  private ProgressSink sink() {
    return new ProgressSink() {
      @Override
      public void report(TrialProgress progress) {}

      @Override
      public void note(TrialNote note) {
        notes.add(note.text());
      }
    };
  }

  private Path image(String split) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data/MURA-v1.1/" + split))) {
      return files.filter(f -> f.toString().endsWith(".png")).sorted().findFirst().orElseThrow();
    }
  }

  @Test
  void aTrialThatCannotReachItsImagesIsLostAndCommitsNothing() throws Exception {
    TinyTrial trial = trial();
    trial.trial(Arm.BASELINE);
    refusals.begin(AMID_THE_IMAGES, Integer.MAX_VALUE);

    assertThatThrownBy(() -> trial.attempt(Arm.BASELINE))
        .hasMessageMatching(
            "Cannot read the image MURA-v1.1/\\S+\\.png: Connection refused\\. Check the file system"
                + " and run the same command again\\.")
        .satisfies(e -> assertThat(FailureCause.of(e)).isEqualTo(FailureCause.INFRASTRUCTURE));
    assertThat(trial.store().commits()).isEmpty();
    refusals.end();

    assertThat(trial.attempt(Arm.BASELINE)).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(trial.row(Arm.BASELINE).whole("unreadable_images")).isZero();
  }

  @Test
  void aDataSetThatDoesNotAnswerForAMomentIsWaitedForAndCostsNoImage() throws Exception {
    TinyTrial trial = trial("results.patience-minutes=0.5");
    trial.trial(Arm.BASELINE);
    refusals.begin(AMID_THE_IMAGES, 1);

    trial.attempt(Arm.BASELINE, sink());

    assertThat(notes)
        .hasSize(1)
        .first()
        .asString()
        .matches("Cannot read the image \\S+: Connection refused\\. Trying for 0\\.5 minutes\\.");
    assertThat(trial.row(Arm.BASELINE).whole("unreadable_images")).isZero();
  }

  @Test
  void anImageThatTheTestLacksFailsTheTrialUnlessItMayBeLeftOut() throws Exception {
    Path lost = image("valid");
    Files.delete(lost);
    String path = folder.resolve("data").relativize(lost).toString();

    assertThat(trial().attempt(Arm.BASELINE))
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> {
              assertThat(failed.cause()).isEqualTo(FailureCause.DATA);
              assertThat(failed.message())
                  .matches(
                      "Cannot test on elbow: 1 of \\d+ images of the test split are unreadable, first "
                          + path
                          + ": not there\\. Restore the files, or set"
                          + " data\\.unreadable-test-images to drop\\.");
            });
    assertThat(trial().store().commits()).isEmpty();

    TinyTrial allowed = trial("data.unreadable-test-images=drop");
    allowed.attempt(Arm.BASELINE);

    Row row = allowed.row(Arm.BASELINE);
    assertThat(row.whole("unreadable_test_images")).isEqualTo(1);
    assertThat(row.text("unreadable_paths")).isEqualTo(path + ": not there");
  }
}
