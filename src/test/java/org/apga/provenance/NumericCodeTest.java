package org.apga.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumericCodeTest {
  private static final Path PROJECT = Path.of("src/main/java");

  /** Packages whose code decides no number of a trial, and why. */
  private static final Map<String, String> DECIDE_NOTHING =
      Map.ofEntries(
          Map.entry("bench", "times steps; no trial runs through it"),
          Map.entry("bundle", "exports networks that are already trained"),
          Map.entry("cli", "starts the code that decides, and shows its results"),
          Map.entry("data/intake", "lists images; its output is read like any other list"),
          Map.entry("data/phantom", "draws images, whose content is part of an identity"),
          Map.entry("doctor", "checks a machine before a trial"),
          Map.entry("evaluation", "scores images with models that are already trained"),
          Map.entry("evaluation/spark", "distributes this scoring over a cluster"),
          Map.entry("files", "carries bytes; readers verify checksums"),
          Map.entry("masks", "shows where networks look, after training"),
          Map.entry("metrics/stats", "computes intervals and tests of existing figures"),
          Map.entry("plan", "makes identities; a change to it changes them"),
          Map.entry("provenance", "records the software"),
          Map.entry("report", "reads existing figures"),
          Map.entry("report/html", "draws them"),
          Map.entry("run", "decides when and where a trial runs, which changes no number"),
          Map.entry("run/spark", "runs it there"),
          Map.entry("secrets", "removes secrets from texts"),
          Map.entry("store", "keeps rows and checkpoints to the bit, under checksums"),
          Map.entry("store/onnx", "writes trained networks for other programs"),
          Map.entry("verify", "recomputes published numbers; no trial runs through it"));

  @TempDir private Path folder;

  private Path sources(String name, String method) throws IOException {
    return sources(folder.resolve(name), method);
  }

  private static Path sources(Path sources, String method) throws IOException {
    write(sources.resolve("org/apga/data/Some.java"), "class Some {}");
    write(sources.resolve("org/apga/method/Some.java"), method);
    return sources;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void anotherTokenIsAnotherVersionAndAnotherCommentIsNot() throws IOException {
    String one = NumericCode.hash(sources("a", "class Some { int a = 1; }"));

    assertThat(one).matches("[0-9a-f]{16}");
    assertThat(NumericCode.hash(sources("b", "/** New. */\nclass Some {\n  int a = 1; // b\n}")))
        .isEqualTo(one);
    assertThat(NumericCode.hash(sources("c", "class Some { int a = 2; }"))).isNotEqualTo(one);
  }

  @Test
  void aMovedClassIsAnotherVersion() throws IOException {
    Path sources = sources("a", "class Some {}");
    String before = NumericCode.hash(sources);
    Files.move(
        sources.resolve("org/apga/method/Some.java"),
        sources.resolve("org/apga/method/Other.java"));

    assertThat(NumericCode.hash(sources)).isNotEqualTo(before);
  }

  @Test
  void aJarHasTheVersionOfItsSources() throws IOException {
    String loose = NumericCode.hash(sources("a", "class Some {}"));

    URI jar = URI.create("jar:" + folder.resolve("apga.jar").toUri());
    try (FileSystem inside = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      assertThat(NumericCode.hash(sources(inside.getPath("META-INF/src"), "class Some {}")))
          .isEqualTo(loose);
    }
  }

  @Test
  void aBuildWithoutSourcesIsRefused() {
    assertThatThrownBy(() -> NumericCode.hash(folder.resolve("nothing")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot determine the version of the numeric code: the build omitted"
                + " META-INF/numeric-source. Build it with: mvn -DskipTests package");
  }

  @Test
  void everyPackageDecidesNumbersOrIsListedWithTheReasonWhyNot() throws Exception {
    SortedSet<String> deciding = packages(built());

    assertThat(deciding)
        .contains("config", "data", "engine/dl4j/onednn", "metrics", "store/weights", "trial")
        .contains("org/nd4j/nativeblas")
        .doesNotContainAnyElementsOf(DECIDE_NOTHING.keySet());
    SortedSet<String> decided = new TreeSet<>(deciding);
    decided.addAll(DECIDE_NOTHING.keySet());
    assertThat(packages(PROJECT))
        .as("pom.xml names the packages that decide, DECIDE_NOTHING the others")
        .isEqualTo(decided);
  }

  @Test
  void theBuildCarriesTheSourcesAsTheyAreAndNoneThatAreGone() throws Exception {
    SortedMap<String, String> deciding = files(PROJECT);
    SortedSet<String> packages = packages(built());
    deciding.keySet().removeIf(file -> !packages.contains(packageOf(file)));

    assertThat(files(built())).isEqualTo(deciding);
  }

  @Test
  void theSoftwareThatRunsHasOne() {
    assertThat(RunProvenance.current().codeHash())
        .isEqualTo(NumericCode.hash())
        .matches("[0-9a-f]{16}");
    assertThat(RunProvenance.current()).isSameAs(RunProvenance.current());
    assertThat(RunProvenance.current().version()).isNotEmpty();
  }

  private static Path built() throws URISyntaxException {
    return Path.of(NumericCode.class.getResource("/META-INF/numeric-source").toURI());
  }

  private static SortedSet<String> packages(Path sources) throws IOException {
    SortedSet<String> packages = new TreeSet<>();
    files(sources).keySet().forEach(file -> packages.add(packageOf(file)));
    return packages;
  }

  private static String packageOf(String file) {
    return file.substring(0, file.lastIndexOf('/')).replaceFirst("^org/apga/", "");
  }

  private static SortedMap<String, String> files(Path sources) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(sources)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(sources.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }
}
