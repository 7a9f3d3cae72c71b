package org.apga.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Classes;
import org.apga.data.Example;
import org.apga.data.Manifest;
import org.apga.data.ManifestCsv;
import org.apga.data.phantom.PhantomFormat;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestCommandTest {
  /** What a phantom's file contains about its patient. */
  private static final List<String> PLANTED =
      List.of("nobody", "nohospital", "nodoctor", "nostreet", "accession", "2001", "2.25.");

  @TempDir private Path folder;

  private CommandRun manifest(Object... arguments) {
    List<String> words = new ArrayList<>(List.of("manifest"));
    Arrays.stream(arguments).map(Object::toString).forEach(words::add);
    return CommandRun.of(Map.of(), words.toArray(String[]::new));
  }

  /** Labels of phantoms, by path. */
  private static Path labels(Path set) throws IOException {
    StringBuilder csv = new StringBuilder("path,label,split\n");
    for (String split : List.of("train", "valid")) {
      for (String path : Files.readAllLines(set.resolve(split + "_image_paths.csv"))) {
        csv.append(path.replace("MURA-v1.1/", ""))
            .append(path.contains("_positive/") ? ",1," : ",0,")
            .append(split.equals("train") ? "train\n" : "test\n");
      }
    }
    return Files.writeString(set.resolveSibling("labels.csv"), csv);
  }

  @Test
  void dicomPhantomsAreListedWithoutAWordOfTheirPatients() throws IOException {
    PhantomSpec spec =
        new PhantomSpec(List.of("elbow", "wrist"), 8, 1, 0, Set.of(), PhantomFormat.DICOM);
    int phantoms = PhantomWriter.write(spec, folder).images();
    Path set = folder.resolve("MURA-v1.1");
    List<Path> images;
    try (Stream<Path> files = Files.walk(set)) {
      images = files.filter(file -> file.toString().endsWith(".dcm")).sorted().toList();
    }
    Path damaged = images.get(0);
    Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 500));
    Files.copy(images.get(1), set.resolve("IM0001"));
    Path salt = folder.resolve("salt");
    Path out = folder.resolve("manifest.csv");

    CommandRun run =
        manifest("--dicom", set, "--label-from", labels(set), "--salt-file", salt, "--out", out);

    long others;
    try (Stream<Path> files = Files.walk(set)) {
      others = files.filter(Files::isRegularFile).count() - phantoms - 1;
    }
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(Main.SOME_FAILED);
    assertThat(run.lines())
        .containsExactly(
            "A new salt is in "
                + salt
                + ": keep it with the data, not with the manifest. It gives the same identifiers next"
                + " time.",
            others + " files are not DICOM and are left out.",
            "1 image has no row and is left out.",
            "1 row names no image.",
            "Cannot read " + set.relativize(damaged) + ": it is truncated. It is left out.",
            (phantoms - 1)
                + " images of 2 groups are listed in "
                + out
                + "; 1 damaged file is left out.");
    String written = new String(Files.readAllBytes(out), ISO_8859_1);
    assertThat(written).startsWith("path,label,patient,study,group,split,age_band,manufacturer,");
    assertThat((written + run.lines()).toLowerCase(java.util.Locale.ROOT))
        .doesNotContain(PLANTED)
        .doesNotContain(new String(Files.readAllBytes(salt), ISO_8859_1));
    Manifest read =
        ManifestCsv.read(
            new org.apache.hadoop.fs.Path(out.toUri()),
            new org.apache.hadoop.fs.Path(set.toUri()),
            Classes.TWO,
            new Configuration());
    assertThat(read.groups()).containsExactly("elbow", "wrist");
    assertThat(read.examples())
        .extracting(Example::attributes)
        .allSatisfy(
            attributes ->
                assertThat(attributes)
                    .containsOnlyKeys("age_band", "manufacturer", "sex", "side", "view"));
  }

  @Test
  void theSameSaltGivesTheSameFile() throws IOException {
    PhantomWriter.write(
        new PhantomSpec(List.of("wrist"), 4, 1, 0, Set.of(), PhantomFormat.DICOM), folder);
    Path set = folder.resolve("MURA-v1.1");
    Path labels = labels(set);
    Path salt = folder.resolve("salt");

    for (String name : List.of("a.csv", "b.csv")) {
      manifest(
          "--dicom",
          set,
          "--label-from",
          labels,
          "--salt-file",
          salt,
          "--out",
          folder.resolve(name));
    }
    CommandRun other =
        manifest("--dicom", set, "--label-from", labels, "--out", folder.resolve("c.csv"));

    assertThat(folder.resolve("b.csv")).hasSameBinaryContentAs(folder.resolve("a.csv"));
    assertThat(Files.mismatch(folder.resolve("c.csv"), folder.resolve("a.csv"))).isPositive();
    assertThat(other.exitCode()).isZero();
    assertThat(other.lines().get(0))
        .isEqualTo(
            "Identifiers are made with a salt that is not stored: with --salt-file they are the"
                + " same next time.");
  }

  @Test
  void optionsThatDoNotFitAreRefused() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.csv"), "path,label\nx,1\n");

    assertThat(manifest("--out", "m.csv").errors())
        .containsExactly(
            "Cannot run apga manifest: Missing required argument (specify one of these):"
                + " (--dataset=DIR | --dicom=DIR). See apga manifest --help.");
    assertThat(manifest("--dataset", folder, "--dicom", folder, "--out", "m.csv").errors())
        .containsExactly(
            "Cannot run apga manifest: --dataset=DIR, --dicom=DIR are mutually exclusive (specify"
                + " only one). See apga manifest --help.");
    assertThat(manifest("--dicom", folder, "--out", "m.csv").errors())
        .containsExactly(
            "Cannot list the DICOM files in "
                + folder
                + ": they have no labels. Give --label-from FILE.");
    assertThat(manifest("--dataset", folder, "--group", "hand", "--out", "m.csv").errors())
        .containsExactly(
            "Cannot list "
                + folder
                + " with --label-from, --classes, --salt-file or --group: these options are for"
                + " DICOM files. Name their folder with --dicom.");
    CommandRun empty =
        manifest("--dicom", folder, "--label-from", labels, "--out", folder.resolve("m.csv"));
    assertThat(empty.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(empty.errors())
        .containsExactly(
            "Cannot write "
                + folder.resolve("m.csv")
                + ": no image in "
                + folder
                + " is left. See the lines above.");
    assertThat(folder.resolve("m.csv")).doesNotExist();
  }
}
