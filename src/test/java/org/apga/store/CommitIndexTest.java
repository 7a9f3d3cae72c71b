package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.trouble.Manners;
import org.apga.trouble.OpenFiles;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble;
import org.apga.trouble.Trouble.Moment;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that is in the index, or wrong with it, changes what readers find. */
@ExtendWith(OpenFiles.class)
class CommitIndexTest {
  private static final int TRIALS = 120;

  @TempDir private Path root;
  private final List<String> opened = new CopyOnWriteArrayList<>();
  private ResultStore store = ResultStore.open("/", new Configuration(false));

  @BeforeEach
  void commitTrials() throws IOException {
    store = ResultStore.open(root.toString(), new Configuration(false));
    for (int seed = 0; seed < TRIALS; seed++) {
      commit(seed, 1);
    }
  }

  private static String trial(int seed) {
    return String.format("elbow-apga-full-s%03d", seed);
  }

  /** As a file whose time is the seed's, in seconds. */
  private void commit(int seed, int attempt) throws IOException {
    Map<String, String> identity =
        seed == 7
            ? Map.of("seed", "7", "arms.apga.action-weight", "50")
            : Map.of("seed", Integer.toString(seed), "train.epochs", "100");
    store.commit(
        new Commit(
            trial(seed),
            new AttemptName(attempt, "0badcafe"),
            "elbow",
            "apga",
            "full",
            seed,
            new TreeMap<>(identity),
            new TreeMap<>(Map.of("accuracy", seed / 120.0, "loss", Double.NaN)),
            new TreeMap<>(Map.of("trials.json", new StoredFile(seed, "00ff")))));
    Files.setLastModifiedTime(record(seed), FileTime.fromMillis(1000L * (seed + 1)));
  }

  private Path record(int seed) {
    return root.resolve("trials/" + trial(seed) + "/committed.json");
  }

  private List<Path> indexes() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("index"))) {
      return files.filter(file -> file.toString().endsWith(".gz")).toList();
    }
  }

  /** What is found, by a store that remembers which files it opened. */
  private List<Commit> found() {
    opened.clear();
    Trouble remembers =
        (moment, request) -> {
          if (moment == Moment.BEFORE && request.operation() == Operation.OPEN) {
            opened.add(request.path().getName());
          }
        };
    return ResultStore.open(
            TroubleFileSystem.SCHEME + ":" + root,
            TroubleFileSystem.configuration(TroubleFileSystem.SCHEME, Manners.ATOMIC, remembers))
        .commits();
  }

  private List<Commit> foundWithoutIndex() throws IOException {
    Path aside = root.resolve("aside");
    Files.move(root.resolve("index"), aside);
    List<Commit> found = store.commits();
    Files.move(aside, root.resolve("index"));
    return found;
  }

  @Test
  void withAnIndexNoCommitRecordIsOpened() throws IOException {
    List<Commit> before = store.commits();
    store.indexCommits();

    assertThat(found()).isEqualTo(before);
    assertThat(opened)
        .containsExactly(indexes().get(0).getFileName().toString())
        .noneMatch(name -> name.equals("committed.json"));
    assertThat(before).hasSize(TRIALS);
    assertThat(before.get(7).identity())
        .containsExactly(Map.entry("arms.apga.action-weight", "50"), Map.entry("seed", "7"));
  }

  @Test
  void theOldestCommitComesFirst() throws IOException {
    Files.setLastModifiedTime(record(0), FileTime.fromMillis(9_000_000));
    store.indexCommits();

    List<Commit> commits = found();

    assertThat(commits.get(0).seed()).isEqualTo(1);
    assertThat(commits.get(TRIALS - 1).seed()).isZero();
  }

  @Test
  void whatWasCommittedSinceIsReadAndWhatIsGoneIsGone() throws IOException {
    store.indexCommits();
    commit(TRIALS, 1);
    Files.delete(record(3));

    List<Commit> found = found();

    assertThat(found).isEqualTo(foundWithoutIndex());
    assertThat(found).hasSize(TRIALS).noneMatch(commit -> commit.seed() == 3);
    assertThat(opened).filteredOn(name -> name.equals("committed.json")).hasSize(1);
  }

  @Test
  void aRecordThatWasReplacedIsReadAnew() throws IOException {
    store.indexCommits();
    Files.delete(record(3));
    commit(3, 2);
    Files.setLastModifiedTime(record(3), FileTime.fromMillis(4001));

    assertThat(found())
        .filteredOn(commit -> commit.seed() == 3)
        .extracting(Commit::attempt)
        .containsExactly(new AttemptName(2, "0badcafe"));
  }

  @Test
  void anIndexThatIsCutOffOrDamagedIsPassedOver() throws IOException {
    store.indexCommits();
    List<Commit> before = found();
    Path index = indexes().get(0);
    byte[] whole = Files.readAllBytes(index);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 4;

    for (byte[] bytes :
        List.of(
            new byte[0],
            java.util.Arrays.copyOf(whole, whole.length / 2),
            java.util.Arrays.copyOf(whole, whole.length - 1),
            flipped,
            "not an archive".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
      Files.deleteIfExists(root.resolve("index/." + index.getFileName() + ".crc"));
      Files.write(index, bytes);

      assertThat(found()).isEqualTo(before);
      assertThat(opened).filteredOn(name -> name.equals("committed.json")).hasSize(TRIALS);
    }
  }

  @Test
  void aDamagedIndexIsReplacedAndASoundOneIsLeft() throws IOException {
    store.indexCommits();
    Path first = indexes().get(0);
    store.indexCommits();
    assertThat(indexes()).containsExactly(first);

    Files.write(first, new byte[] {1, 2, 3});
    store.indexCommits();

    assertThat(indexes()).hasSize(1).doesNotContain(first);
  }

  @Test
  void aFewTrialsAreNotIndexed() throws IOException {
    Path small = Files.createDirectory(root.resolve("small"));
    ResultStore other = ResultStore.open(small.toString(), new Configuration(false));
    other.commit(store.commits().get(0));

    other.indexCommits();

    assertThat(small.resolve("index")).doesNotExist();
  }

  @Test
  void aRootThatCanNotBeWrittenIsReadAllTheSame() throws IOException {
    Files.writeString(root.resolve("index"), "a file where the folder should be");

    store.indexCommits();

    assertThat(store.commits()).hasSize(TRIALS);
  }
}
