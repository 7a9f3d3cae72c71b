package org.apga.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumericCodeTest {
  @TempDir private Path folder;

  private static Path classes(Path packages, String method) throws IOException {
    for (String name : NumericCode.PACKAGES) {
      Files.createDirectories(packages.resolve(name));
      Files.writeString(packages.resolve(name + "/Some.class"), name);
    }
    Files.writeString(packages.resolve("method/Some.class"), method);
    return packages;
  }

  @Test
  void anotherClassFileIsAnotherVersion() throws IOException {
    String one = NumericCode.hash(classes(folder.resolve("a"), "one"));

    assertThat(one).matches("[0-9a-f]{16}");
    assertThat(NumericCode.hash(classes(folder.resolve("b"), "one"))).isEqualTo(one);
    assertThat(NumericCode.hash(classes(folder.resolve("c"), "two"))).isNotEqualTo(one);
  }

  @Test
  void phantomsStatisticsAndOtherPackagesAndFilesDoNotCount() throws IOException {
    Path packages = classes(folder.resolve("a"), "one");
    String before = NumericCode.hash(packages);
    Files.createDirectories(packages.resolve("data/phantom"));
    Files.writeString(packages.resolve("data/phantom/Bone.class"), "bone");
    Files.createDirectories(packages.resolve("metrics/stats"));
    Files.writeString(packages.resolve("metrics/stats/Holm.class"), "holm");
    Files.createDirectories(packages.resolve("cli"));
    Files.writeString(packages.resolve("cli/Main.class"), "main");
    Files.writeString(packages.resolve("data/notes.txt"), "notes");
    // What reads and computes for others than trials.
    Files.writeString(packages.resolve("data/ImageSource.class"), "source");
    Files.createDirectories(packages.resolve("engine/dl4j"));
    Files.writeString(packages.resolve("engine/dl4j/ServedGraphs$Ending.class"), "ending");

    assertThat(NumericCode.hash(packages)).isEqualTo(before);
  }

  @Test
  void aCheckoutBelowAFolderCalledPhantomHasAVersionToo() throws IOException {
    String one = NumericCode.hash(classes(folder.resolve("phantom/a"), "one"));
    String two = NumericCode.hash(classes(folder.resolve("phantom/b"), "two"));

    assertThat(one).isNotEqualTo(two);
    assertThat(NumericCode.hash(classes(folder.resolve("elsewhere"), "one"))).isEqualTo(one);
  }

  @Test
  void aJarHasTheVersionOfItsClasses() throws IOException {
    String loose = NumericCode.hash(classes(folder.resolve("a"), "one"));

    URI jar = URI.create("jar:" + folder.resolve("apga.jar").toUri());
    try (FileSystem inside = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      assertThat(NumericCode.hash(classes(inside.getPath("org/apga"), "one"))).isEqualTo(loose);
    }
  }

  @Test
  void theSoftwareThatRunsHasOne() {
    assertThat(RunProvenance.current().codeHash())
        .isEqualTo(NumericCode.hash())
        .matches("[0-9a-f]{16}");
    assertThat(RunProvenance.current()).isSameAs(RunProvenance.current());
    assertThat(RunProvenance.current().version()).isNotEmpty();
  }
}
