package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apga.config.Arm;
import org.apga.data.TwelveBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial of images that use few grey levels. */
class NarrowImagesTest {
  @TempDir private Path folder;

  private static List<TrialNote> notes(TinyTrial trial) throws Exception {
    List<TrialNote> notes = new ArrayList<>();
    ProgressSink sink =
        new ProgressSink() {
          @Override
          public void report(TrialProgress progress) {}

          @Override
          public void note(TrialNote note) {
            notes.add(note);
          }
        };
    assertThat(trial.attempt(Arm.BASELINE, sink)).isInstanceOf(TrialOutcome.Completed.class);
    return notes;
  }

  @Test
  void whoeverDecodesThemTellsOfTheirPart() throws Exception {
    Path data = folder.resolve("phantoms");
    TinyTrial.phantoms(data);
    TwelveBits.rewrite(data);

    List<TrialNote> notes = notes(new TinyTrial(data, folder + "/first", "train.epochs=1"));

    assertThat(notes).extracting(TrialNote::about).containsExactly(TrialNote.About.PART);
    assertThat(notes.get(0).text())
        .matches(
            "The images of elbow use grey levels \\d to 1[0-5] of 0 to 255 \\(0.5 and 99.5"
                + " percentile, median of \\d+ images\\), so networks see little contrast. Try"
                + " data.levels = percentile, or for all images alike data.levels = \"0\\.\\d{4}, 0\\.\\d{4}\".");
    assertThat(notes(new TinyTrial(data, folder + "/second", "train.epochs=1"))).isEmpty();
    assertThat(
            notes(
                new TinyTrial(
                    data, folder + "/third", "train.epochs=1", "data.levels=\"0, 0.0625\"")))
        .isEmpty();
  }
}
