package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.files.JsonFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  private static final String TRIAL = "elbow-apga-full-s7-0123456789ab";
  private static final CheckpointName FIRST = name(3, 120, 2);
  private static final CheckpointName SECOND = name(4, 0, 2);
  private static final String SECOND_FOLDER = "epoch-0004-batch-000000-attempt-2";

  @TempDir private Path root;
  private CheckpointStore store = in("/");

  @BeforeEach
  void openTheStore() {
    store = in(root.toString());
  }

  private static CheckpointStore in(String root) {
    return ResultStore.open(root, new Configuration(false)).checkpoints();
  }

  private static CheckpointName name(int epoch, int batch, int attempt) {
    return new CheckpointName(epoch, batch, new AttemptName(attempt, ""));
  }

  private static double weight(NetworkState state, int element) {
    return Objects.requireNonNull(state.tensors().get("w")).at(element);
  }

  private static NetworkState state(float value) {
    Map<String, Tensor> moments =
        Map.of("w", new Tensor.Floats(new int[] {2}, new float[] {value, 1}));
    return new NetworkState(
        Map.of("w", new Tensor.Floats(new int[] {2}, new float[] {value, Float.MIN_VALUE})),
        Normalisation.NONE,
        new NetworkState.Optimiser(17, moments, moments, moments, moments));
  }

  private void write(CheckpointName name) throws IOException {
    try (CheckpointDraft draft = store.draft(TRIAL, name)) {
      draft.write("classifier", state(name.batch()));
      draft.write("training", JsonFile.object().put("epoch", name.epoch()));
      draft.commit(12.5);
    }
  }

  private Path folder() {
    return root.resolve("checkpoints").resolve(TRIAL);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder().relativize(file).toString())
          .filter(file -> !file.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  private void refused(String why) {
    assertThatThrownBy(() -> store.open(TRIAL, SECOND))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessage(why);
  }

  /** Hadoop's local file system has checksums of its own, which other file systems have not. */
  private void withoutHadoopsChecksum(String file) throws IOException {
    Path path = folder().resolve(file);
    Files.delete(path.resolveSibling("." + path.getFileName() + ".crc"));
  }

  @Test
  void aCheckpointIsReadAsItWasWritten() throws IOException {
    write(FIRST);
    write(SECOND);

    Checkpoint checkpoint = store.open(TRIAL, FIRST);

    assertThat(checkpoint.has("classifier")).isTrue();
    assertThat(checkpoint.has("policy")).isFalse();
    assertThat(checkpoint.document("training").path("epoch").asInt()).isEqualTo(3);
    NetworkState read = checkpoint.network("classifier");
    assertThat(weight(read, 0)).isEqualTo(120);
    assertThat(weight(read, 1)).isEqualTo(Float.MIN_VALUE);
    assertThat(Objects.requireNonNull(read.optimiser()).steps()).isEqualTo(17);
    assertThat(store.of(TRIAL)).containsExactly(SECOND, FIRST);
    assertThat(store.newest()).containsExactly(Map.entry(TRIAL, SECOND));
    assertThat(store.secondsSpent(TRIAL)).isEqualTo(12.5);
    assertThat(files())
        .containsExactly(
            "epoch-0003-batch-000120-attempt-2.json",
            "epoch-0003-batch-000120-attempt-2/classifier.npz",
            "epoch-0003-batch-000120-attempt-2/training.json",
            SECOND_FOLDER + ".json",
            SECOND_FOLDER + "/classifier.npz",
            SECOND_FOLDER + "/training.json");
  }

  @Test
  void whereNothingIsStoredThereIsNothing() throws IOException {
    assertThat(store.newest()).isEmpty();
    assertThat(store.of(TRIAL)).isEmpty();
    assertThat(store.secondsSpent(TRIAL)).isZero();
    store.delete(TRIAL);
  }

  @Test
  void aTruncatedPartIsTold() throws IOException {
    write(SECOND);
    Path part = folder().resolve(SECOND_FOLDER + "/classifier.npz");
    long length = Files.size(part);
    try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
      file.setLength(length - 1);
    }

    refused("classifier.npz has " + (length - 1) + " bytes instead of " + length);
  }

  @Test
  void everyFlippedBitIsTold() throws IOException {
    write(SECOND);
    withoutHadoopsChecksum(SECOND_FOLDER + "/training.json");
    Path part = folder().resolve(SECOND_FOLDER + "/training.json");
    byte[] whole = Files.readAllBytes(part);

    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(part, flipped);
      refused("the SHA-256 of training.json differs");
    }
  }

  @Test
  void aFlippedBitOfAManifestIsToldOrChangesNothing() throws IOException {
    write(SECOND);
    Path manifest = folder().resolve(SECOND_FOLDER + ".json");
    byte[] whole = Files.readAllBytes(manifest);
    int told = 0;

    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      Files.write(manifest, flipped);
      try {
        assertThat(weight(store.open(TRIAL, SECOND).network("classifier"), 0)).isZero();
      } catch (DamagedCheckpointException e) {
        told++;
      }
    }

    // All but blanks, and what tells the time that was spent.
    assertThat(told).isGreaterThan(whole.length * 2 / 3);
  }

  @Test
  void aFlippedBitThatTheFileSystemNoticesIsToldToo() throws IOException {
    write(SECOND);
    Path part = folder().resolve(SECOND_FOLDER + "/training.json");
    byte[] bytes = Files.readAllBytes(part);
    bytes[0] ^= 1;
    Files.write(part, bytes);

    assertThatThrownBy(() -> store.open(TRIAL, SECOND))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageStartingWith("training.json cannot be read (Checksum error: ");
  }

  @Test
  void aMissingPartIsTold() throws IOException {
    write(SECOND);
    Files.delete(folder().resolve(SECOND_FOLDER + "/training.json"));

    refused("training.json is gone");
  }

  @Test
  void anEmptyManifestIsTold() throws IOException {
    write(SECOND);
    Files.writeString(folder().resolve(SECOND_FOLDER + ".json"), "{}");

    refused("its manifest names no parts");
  }

  @Test
  void withoutItsManifestACheckpointDoesNotExist() throws IOException {
    write(FIRST);
    CheckpointDraft killed = store.draft(TRIAL, SECOND);
    killed.write("classifier", state(1));

    assertThat(store.of(TRIAL)).containsExactly(FIRST);
    assertThat(store.newest()).containsExactly(Map.entry(TRIAL, FIRST));
  }

  @Test
  void aDraftThatIsClosedTakesBackWhatItWrote() throws IOException {
    try (CheckpointDraft draft = store.draft(TRIAL, SECOND)) {
      draft.write("classifier", state(1));
    }

    assertThat(files()).isEmpty();
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    write(SECOND);
    List<String> before = files();

    assertThatThrownBy(() -> write(SECOND)).isInstanceOf(IOException.class);

    assertThat(files()).isEqualTo(before);
    assertThat(store.open(TRIAL, SECOND).has("classifier")).isTrue();
  }

  @Test
  void theTwoNewestOfAnAttemptStayAndWhatIsOlderGoes() throws IOException {
    write(name(1, 10, 1));
    write(name(1, 20, 1));
    write(name(1, 30, 2));
    store.prune(TRIAL, new AttemptName(2, ""));
    assertThat(store.of(TRIAL)).hasSize(3);
    write(name(1, 40, 2));
    write(name(1, 50, 2));
    store.prune(TRIAL, new AttemptName(2, ""));

    assertThat(store.of(TRIAL)).containsExactly(name(1, 50, 2), name(1, 40, 2));
    assertThat(files()).hasSize(6);
  }

  @Test
  void anAttemptThatIsBehindKeepsItsOwn() throws IOException {
    write(name(9, 0, 1));
    write(name(8, 0, 1));
    write(name(1, 10, 2));
    write(name(1, 20, 2));
    store.prune(TRIAL, new AttemptName(2, ""));

    assertThat(store.of(TRIAL)).hasSize(4);
  }

  @Test
  void aTrialsCheckpointsAreDeletedTogether() throws IOException {
    write(FIRST);
    write(SECOND);
    store.delete(TRIAL);

    assertThat(folder()).doesNotExist();
  }
}
