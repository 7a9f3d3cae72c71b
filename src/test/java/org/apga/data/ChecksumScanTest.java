package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apga.files.Patience;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumScanTest {
  private static final Configuration HADOOP = new Configuration(false);

  @TempDir private Path folder;
  private final List<String> read = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void writeImages() throws IOException {
    write("data", "a.png", "one");
    write("data", "b.png", "two");
  }

  private void write(String root, String name, String content) throws IOException {
    Files.createDirectories(folder.resolve(root));
    Files.writeString(folder.resolve(root).resolve(name), content);
  }

  /** A scan that begins so long after everything that is there was written. */
  private ImageChecksums scan(String root, Duration later)
      throws IOException, InterruptedException {
    List<Example> examples =
        List.of(
            new Example("a.png", 0, "p1", "s1", "elbow", Split.TRAIN),
            new Example("b.png", 1, "p2", "s2", "elbow", Split.TEST),
            new Example("c.png", 1, "p3", "s3", "elbow", Split.TEST));
    Manifest manifest = Manifest.of("some", folder.resolve(root).toUri(), examples);
    ChecksumReader here = ChecksumReader.here(HADOOP, new Patience(Duration.ZERO, told::add));
    read.clear();
    ChecksumReader counting =
        (source, paths, done) -> {
          read.addAll(paths);
          return here.read(source, paths, done);
        };
    return new ChecksumScan(
            new org.apache.hadoop.fs.Path(folder.resolve("kept").toUri()),
            counting,
            told::add,
            () -> Instant.now().plus(later))
        .of(manifest, examples, HADOOP);
  }

  private ImageChecksums scan() throws IOException, InterruptedException {
    return scan("data", Duration.ofMinutes(1));
  }

  @Test
  void aFileIsReadOnceAndOneThatIsNotThereHasNoChecksum() throws Exception {
    ImageChecksums first = scan();

    assertThat(read).containsExactly("a.png", "b.png");
    assertThat(first.byPath()).containsEntry("c.png", ImageChecksums.MISSING);
    assertThat(scan()).isEqualTo(first);
    assertThat(read).isEmpty();
  }

  @Test
  void otherPixelsUnderTheSameNameAreSeenEvenWithTheSameLength() throws Exception {
    ImageChecksums first = scan();

    write("data", "b.png", "TWO");
    ImageChecksums second = scan();

    assertThat(read).containsExactly("b.png");
    assertThat(second.differencesFrom(first)).isEqualTo(1);
    assertThat(second.hash()).isNotEqualTo(first.hash());
  }

  @Test
  void aChangeIsSeenThoughACopyingToolSetTheTimeOfModificationBack() throws Exception {
    Path file = folder.resolve("data/a.png");
    var modified = Files.getLastModifiedTime(file);
    ImageChecksums first = scan();

    Files.writeString(file, "ONE");
    Files.setLastModifiedTime(file, modified);

    assertThat(scan().differencesFrom(first)).isEqualTo(1);
  }

  @Test
  void aFileThatWasTouchedIsReadAgainAndIsTheSame() throws Exception {
    ImageChecksums first = scan();

    Files.setLastModifiedTime(
        folder.resolve("data/a.png"),
        java.nio.file.attribute.FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
    ImageChecksums second = scan();

    assertThat(read).containsExactly("a.png");
    assertThat(second.hash()).isEqualTo(first.hash());
  }

  @Test
  void theSameImagesInAnotherFolderAreTheSameImages() throws Exception {
    ImageChecksums first = scan();
    write("elsewhere", "a.png", "one");
    write("elsewhere", "b.png", "two");

    assertThat(scan("elsewhere", Duration.ofMinutes(1)).hash()).isEqualTo(first.hash());
    assertThat(read).containsExactly("a.png", "b.png");
  }

  @Test
  void aFileThatWasWrittenJustNowIsNotBelievedNextTime() throws Exception {
    scan("data", Duration.ZERO);
    scan("data", Duration.ZERO);

    assertThat(read).containsExactly("a.png", "b.png");
  }

  @Test
  void aDamagedIndexIsLeftAside() throws Exception {
    ImageChecksums first = scan();
    try (var kept = Files.list(folder.resolve("kept"))) {
      for (Path index : kept.filter(f -> f.toString().endsWith(".gz")).toList()) {
        byte[] bytes = Files.readAllBytes(index);
        Files.write(index, java.util.Arrays.copyOf(bytes, bytes.length / 2));
      }
    }

    assertThat(scan()).isEqualTo(first);
    assertThat(read).containsExactly("a.png", "b.png");
  }

  @Test
  void oneLineTellsWhatWasRead() throws Exception {
    scan();

    assertThat(told)
        .singleElement()
        .asString()
        .matches(
            "2 files, 0 MB, read in \\d+\\.\\d s: their checksums are part of each trial's id");
  }
}
