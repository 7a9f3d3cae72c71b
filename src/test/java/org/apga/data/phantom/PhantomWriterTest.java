package org.apga.data.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Csv;
import org.apga.data.MuraLists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomWriterTest {
  private static final PhantomSpec SMALL =
      new PhantomSpec(List.of("elbow", "finger"), 4, 3, 0.3, Set.of());

  private static final PhantomSpec KINDS = Specs.ofKinds(List.of("elbow"), 10, 3);

  @TempDir Path out;

  @Test
  void foldersAndListsAreThoseOfTheOriginal() throws IOException {
    PhantomReport report = PhantomWriter.write(SMALL, out);

    Set<String> listed = new HashSet<>();
    for (String split : List.of("train", "valid")) {
      List<String> studies = lines(split + "_labeled_studies.csv");
      for (String image : lines(split + "_image_paths.csv")) {
        assertThat(image)
            .matches(
                "MURA-v1\\.1/%s/XR_(ELBOW|FINGER)/patient\\d{5}/study\\d_(positive|negative)/image\\d+\\.png"
                    .formatted(split));
        String study = image.substring(0, image.lastIndexOf('/') + 1);
        assertThat(studies).contains(study + (study.contains("positive") ? ",1" : ",0"));
        listed.add(image);
      }
    }
    assertThat(files(out).keySet().stream().filter(name -> name.endsWith(".png")))
        .containsExactlyInAnyOrderElementsOf(listed);
    assertThat(report.images()).isEqualTo(listed.size());
    assertThat(report.root()).isEqualTo(out.resolve("MURA-v1.1"));
  }

  @Test
  void exactlyTheAbnormalImagesHaveALesionBesideThem() throws IOException {
    PhantomWriter.write(SMALL, out);

    for (Path image : pngs()) {
      Path beside = image.resolveSibling(Lesion.fileNameFor(image.getFileName().toString()));
      assertThat(Files.exists(beside)).isEqualTo(image.toString().contains("positive"));
      if (Files.exists(beside)) {
        JsonNode lesion = new ObjectMapper().readTree(Files.readString(beside));
        byte[] png = Files.readAllBytes(image);
        assertThat(lesion.path("imageWidth").asInt()).isEqualTo(number(png, 16));
        assertThat(lesion.path("imageHeight").asInt()).isEqualTo(number(png, 20));
      }
    }
  }

  @Test
  void theSameSpecificationGivesTheSameBytes() throws IOException {
    PhantomWriter.write(SMALL, out.resolve("one"));
    PhantomWriter.write(SMALL, out.resolve("two"));
    PhantomWriter.write(Specs.of(SMALL.parts(), 4, 4), out.resolve("three"));

    Map<String, Integer> one = files(out.resolve("one"));
    assertThat(files(out.resolve("two"))).isEqualTo(one);
    assertThat(files(out.resolve("three"))).isNotEqualTo(one);
  }

  @Test
  void sizesAndFormatsVaryWithinTheOriginals() throws IOException {
    PhantomWriter.write(
        Specs.of(List.of("elbow", "forearm", "hand", "shoulder", "wrist"), 9, 5), out);

    Set<String> formats = new HashSet<>();
    Set<Integer> heights = new HashSet<>();
    for (Path image : pngs()) {
      byte[] png = Files.readAllBytes(image);
      assertThat(number(png, 16)).isBetween(89, 512);
      assertThat(number(png, 20)).isBetween(132, 512);
      heights.add(number(png, 20));
      formats.add(png[24] + " bit, colour type " + png[25]);
    }
    assertThat(heights).hasSizeGreaterThan(30);
    assertThat(formats)
        .containsExactlyInAnyOrder(
            "8 bit, colour type 0",
            "8 bit, colour type 2",
            "8 bit, colour type 3",
            "8 bit, colour type 6",
            "16 bit, colour type 0");
  }

  @Test
  void oddFilesAreWhatTheyClaimToBe() throws IOException {
    PhantomReport report =
        PhantomWriter.write(
            new PhantomSpec(List.of("finger"), 4, 3, 0.3, Set.of(OddFile.values())), out);

    List<String> listed = lines("train_image_paths.csv");
    List<Path> unreadable = new ArrayList<>();
    for (String image : listed) {
      byte[] bytes = Files.readAllBytes(out.resolve(image));
      String end =
          new String(bytes, Math.max(0, bytes.length - 8), Math.min(8, bytes.length), "ISO-8859-1");
      if (!end.startsWith("IEND")) {
        unreadable.add(out.resolve(image));
      }
    }
    assertThat(report.oddFiles()).isEqualTo(4);
    assertThat(unreadable).hasSize(3);
    assertThat(unreadable).anyMatch(path -> path.toFile().length() == 0);
    assertThat(unreadable).anyMatch(path -> path.toFile().length() > 1000);
    assertThat(unreadable).anyMatch(path -> path.toFile().length() == 22);
    assertThat(files(out).keySet()).anyMatch(name -> name.endsWith("/._image1.png"));
    assertThat(listed).noneMatch(name -> name.contains("._"));
    assertThat(marker().get("oddFiles").getAsInt()).isEqualTo(4);
  }

  @Test
  void theMarkerTellsWhatWasAskedForAndWhatThereIs() throws IOException {
    PhantomReport report = PhantomWriter.write(SMALL, out);

    JsonObject marker = marker();
    assertThat(marker.get("what").getAsString())
        .isEqualTo("Synthetic radiographs drawn by a program: no patients, not MURA.");
    assertThat(marker.get("generatorVersion").getAsInt()).isPositive();
    assertThat(marker.get("spec").toString())
        .isEqualTo(
            "{\"parts\":[\"elbow\",\"finger\"],\"patients\":4,\"seed\":3,\"difficulty\":0.3,\"odd\":[]}");
    assertThat(marker.get("images").getAsInt()).isEqualTo(report.images());
    assertThat(marker.get("counts").getAsJsonArray()).hasSize(4);
  }

  @Test
  void kindsStandInAManifestBesideTheFolderAndTheListsKeepTwoClasses() throws IOException {
    PhantomReport report = PhantomWriter.write(KINDS, out);

    Csv.Problems problems = new Csv.Problems();
    List<Csv.Row> rows =
        Csv.parse(Files.readString(out.resolve("manifest.csv")), "manifest.csv", problems);
    assertThat(rows.get(0).cells())
        .containsExactly("path", "label", "patient", "study", "group", "split");
    List<String> listed = new ArrayList<>();
    for (Csv.Row row : rows.subList(1, rows.size())) {
      String path = row.cells().get(0);
      String[] names = path.split("/");
      assertThat(row.cells())
          .containsExactly(
              path,
              kind(path),
              names[3],
              "elbow/" + names[3] + "/" + names[4],
              "elbow",
              names[1].equals("train") ? "train" : "test");
      listed.add(path);
    }
    List<String> inLists = new ArrayList<>(lines("train_image_paths.csv"));
    inLists.addAll(lines("valid_image_paths.csv"));
    assertThat(listed).isEqualTo(inLists).hasSize(report.images());
    assertThat(lines("train_labeled_studies.csv")).allMatch(line -> line.matches(".*/,[01]"));
    assertThat(MuraLists.read(new org.apache.hadoop.fs.Path(out.toUri()), new Configuration()))
        .satisfies(manifest -> assertThat(manifest.examples()).hasSize(report.images()));
    try (Stream<Path> left = Files.list(out)) {
      assertThat(left)
          .containsExactlyInAnyOrder(out.resolve("MURA-v1.1"), out.resolve("manifest.csv"));
    }
  }

  /** The kind in the file beside an image, or normal. */
  private String kind(String path) throws IOException {
    Path image = out.resolve(path);
    Path beside = image.resolveSibling(Lesion.fileNameFor(image.getFileName().toString()));
    return Files.exists(beside)
        ? new ObjectMapper().readTree(beside.toFile()).path("kind").asText()
        : "normal";
  }

  @Test
  void theMarkerOfKindsCountsEachClass() throws IOException {
    PhantomReport report = PhantomWriter.write(KINDS, out);

    assertThat(marker().get("spec").toString())
        .isEqualTo(
            "{\"parts\":[\"elbow\"],\"patients\":10,\"seed\":3,\"difficulty\":0.3,\"odd\":[],"
                + "\"classes\":\"kinds\"}");
    JsonObject train = marker().get("counts").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(train.keySet())
        .containsExactly(
            "split",
            "part",
            "patients",
            "negativeStudies",
            "fractureStudies",
            "stepOffStudies",
            "plateStudies",
            "negativeImages",
            "fractureImages",
            "stepOffImages",
            "plateImages");
    PhantomReport.OfClass stepOff = report.cells().get(0).classes().get(2);
    assertThat(stepOff.name()).isEqualTo("step-off");
    assertThat(train.get("stepOffStudies").getAsInt()).isEqualTo(stepOff.studies());
    assertThat(train.get("stepOffImages").getAsInt()).isEqualTo(stepOff.images());
  }

  @Test
  void theMarkerOfTwoClassesCountsNegativeAndPositive() throws IOException {
    PhantomWriter.write(SMALL, out);

    assertThat(marker().get("counts").getAsJsonArray().get(0).getAsJsonObject().keySet())
        .containsExactly(
            "split",
            "part",
            "patients",
            "negativeStudies",
            "positiveStudies",
            "negativeImages",
            "positiveImages");
  }

  @Test
  void aManifestThatIsThereIsKeptAndNothingIsWritten() throws IOException {
    Path manifest = Files.writeString(out.resolve("manifest.csv"), "mine");

    assertThatThrownBy(() -> PhantomWriter.write(KINDS, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot write the manifest of phantoms to %s: the file exists. Give another --out or"
                + " remove it.",
            manifest);
    assertThat(manifest).hasContent("mine");
    assertThat(files(out).keySet()).containsExactly("manifest.csv");
  }

  @Test
  void aFolderThatIsNotEmptyIsRefusedAndKept() throws IOException {
    Path root = Files.createDirectories(out.resolve("MURA-v1.1"));
    Files.writeString(root.resolve("mine.txt"), "mine");

    assertThatThrownBy(() -> PhantomWriter.write(SMALL, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot write phantoms to %s: the folder is not empty. Give another --out or remove it."
                .formatted(root));
    assertThat(files(out).keySet()).containsExactly("MURA-v1.1/mine.txt");
  }

  @Test
  void anEmptyFolderIsFilledAndNothingElseIsLeft() throws IOException {
    Files.createDirectories(out.resolve("MURA-v1.1"));

    PhantomWriter.write(Specs.of(List.of("finger"), 2, 3), out);

    try (Stream<Path> left = Files.list(out)) {
      assertThat(left).containsExactly(out.resolve("MURA-v1.1"));
    }
  }

  private JsonObject marker() throws IOException {
    return JsonParser.parseString(Files.readString(out.resolve("MURA-v1.1/phantoms.json")))
        .getAsJsonObject();
  }

  private List<String> lines(String list) throws IOException {
    return Files.readAllLines(out.resolve("MURA-v1.1").resolve(list));
  }

  private List<Path> pngs() throws IOException {
    try (Stream<Path> tree = Files.walk(out)) {
      return tree.filter(path -> path.toString().endsWith(".png")).toList();
    }
  }

  /** Every file's path below {@code folder} with a hash of its bytes. */
  private static Map<String, Integer> files(Path folder) throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Arrays.hashCode(Files.readAllBytes(path)));
      }
    }
    return files;
  }

  private static int number(byte[] png, int at) {
    return (png[at] & 0xff) << 24
        | (png[at + 1] & 0xff) << 16
        | (png[at + 2] & 0xff) << 8
        | (png[at + 3] & 0xff);
  }
}
