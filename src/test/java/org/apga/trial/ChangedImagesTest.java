package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial trains on the images that it was planned with, or not at all. */
class ChangedImagesTest {
  @TempDir private Path folder;

  @Test
  void imagesThatChangedAfterPlanningFailTheTrialAsData() throws Exception {
    Path data = folder.resolve("data");
    TinyTrial.phantoms(data);
    TinyTrial tiny = new TinyTrial(data, folder.resolve("results").toString());
    TrialRequest planned = tiny.request(Arm.BASELINE);

    addAByteTo(anImage(data));
    TrialOutcome outcome = tiny.attempt(planned, progress -> {});

    assertThat(outcome)
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> {
              assertThat(failed.cause()).isEqualTo(FailureCause.DATA);
              assertThat(failed.message())
                  .isEqualTo(
                      "Cannot train on elbow: its image files have changed since the run was"
                          + " planned. Start the run again to plan it anew.");
            });
    assertThat(tiny.store().commits()).isEmpty();
    assertThat(tiny.attempt(Arm.BASELINE)).isInstanceOf(TrialOutcome.Completed.class);
  }

  private static Path anImage(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith(".png")).sorted().findFirst().get();
    }
  }

  /** Behind the image's end, where no decoder looks. */
  private static void addAByteTo(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
  }
}
