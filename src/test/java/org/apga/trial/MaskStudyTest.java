package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.masks.GreyImage;
import org.apga.store.Column;
import org.apga.store.Commit;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What trials of small networks show of where they look. */
class MaskStudyTest {
  @TempDir private static Path folder;

  private static Path phantoms;
  private static Path unmarked;
  private static TinyTrial shown;

  @BeforeAll
  static void train() throws Exception {
    phantoms = folder.resolve("phantoms");
    TinyTrial.phantoms(phantoms);
    unmarked = folder.resolve("unmarked");
    TinyTrial.phantoms(unmarked);
    // What says that it is synthetic; without it a data set counts as licensed.
    Files.delete(unmarked.resolve("MURA-v1.1/phantoms.json"));
    shown = at(phantoms, "shown");
    shown.attempt(Arm.BASELINE);
    shown.attempt(Arm.APGA);
  }

  private static TinyTrial at(Path data, String root, String... more) {
    return new TinyTrial(data, folder.resolve(root).toString(), more);
  }

  private static List<Row> rows(TinyTrial trial, Arm arm, TableSchema schema) {
    Commit commit = trial.store().commit(trial.trial(arm).id().value()).orElseThrow();
    return trial.store().rows(commit, schema);
  }

  @Test
  void aSheetShowsMaskGradCamLesionAndImage() throws IOException {
    List<Row> sheet = rows(shown, Arm.APGA, Tables.MASKS);

    assertThat(sheet)
        .extracting(row -> row.whole("place"))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(sheet)
        .extracting(row -> row.whole("label"))
        .containsExactly(1L, 1L, 1L, 1L, 1L, 1L, 0L, 0L);
    for (Row row : sheet) {
      for (String png : List.of("policy", "cam", "thumbnail")) {
        GreyImage image = GreyImage.read(row.bytes(png));
        assertThat(List.of((long) image.height(), (long) image.width()))
            .as(png)
            .containsExactly(row.whole("height"), row.whole("width"));
      }
      boolean lesion = row.whole("label") == 1;
      for (String column :
          List.of(
              "lesion_x",
              "lesion_y",
              "lesion_width",
              "lesion_height",
              "mask_iou",
              "mask_hit",
              "cam_iou",
              "cam_hit")) {
        assertThat(row.has(column)).as(column).isEqualTo(lesion);
      }
    }
  }

  @Test
  void figuresOfAnImageAreThoseOfItsPrediction() {
    List<Row> predictions = rows(shown, Arm.APGA, Tables.PREDICTIONS);

    for (Row row : rows(shown, Arm.APGA, Tables.MASKS)) {
      Row prediction =
          predictions.stream()
              .filter(p -> p.text("path").equals(row.text("path")))
              .findFirst()
              .orElseThrow();
      assertThat(row.real("probability")).isEqualTo(prediction.real("probability"));
      assertThat(row.real("mask_share")).isEqualTo(prediction.real("mask_share"));
      assertThat(row.value(row.schema().indexOf("mask_iou")))
          .isEqualTo(prediction.value(prediction.schema().indexOf("mask_iou")));
      assertThat(row.has("mask_hit")).isEqualTo(prediction.has("mask_hit"));
    }
  }

  @Test
  void anArmWithoutAPolicyShowsGradCamOfTheSameImages() {
    List<Row> baseline = rows(shown, Arm.BASELINE, Tables.MASKS);

    assertThat(baseline)
        .extracting(row -> row.text("path"))
        .isEqualTo(
            rows(shown, Arm.APGA, Tables.MASKS).stream().map(row -> row.text("path")).toList());
    assertThat(baseline).allMatch(row -> row.has("cam") && !row.has("policy"));
    assertThat(rows(shown, Arm.BASELINE, Tables.MASK_HISTORY)).isEmpty();
    assertThat(shown.row(Arm.BASELINE).real("cam_hit")).isBetween(0.0, 1.0);
    assertThat(shown.row(Arm.BASELINE).has("mask_hit")).isFalse();
  }

  @Test
  void aHistoryGoesFromBeforeTheFirstBatchToTheLastEpoch() throws IOException {
    List<Row> history = rows(shown, Arm.APGA, Tables.MASK_HISTORY);

    assertThat(history)
        .extracting(row -> row.whole("epoch"))
        .containsExactly(0L, 0L, 0L, 1L, 1L, 1L, 2L, 2L, 2L);
    assertThat(history.stream().map(row -> row.text("path")).distinct()).hasSize(3);
    for (Row row : history) {
      assertThat(GreyImage.read(row.bytes("policy")).width()).isEqualTo((int) row.whole("width"));
    }
  }

  @Test
  void curvesOfASaliencyBeginAndEndAlikeAndHaveTheAreasOfTheTrial() {
    List<Row> curves = rows(shown, Arm.APGA, Tables.CURVES);
    Row trial = shown.row(Arm.APGA);

    assertThat(curves).hasSize(3 * 2 * 11);
    for (String saliency : List.of("policy", "gradcam", "random")) {
      List<Double> deletion = curve(curves, saliency, "deletion");
      List<Double> insertion = curve(curves, saliency, "insertion");
      assertThat(deletion.get(0)).isEqualTo(insertion.get(10));
      assertThat(deletion.get(10)).isEqualTo(insertion.get(0));
      double inner = deletion.subList(1, 10).stream().mapToDouble(p -> p).sum();
      assertThat((inner + deletion.get(0) / 2 + deletion.get(10) / 2) / 10)
          .isCloseTo(
              trial.real(saliency + "_deletion_area"), org.assertj.core.data.Offset.offset(1e-12));
    }
    assertThat(trial.whole("curve_images")).isEqualTo(curves.get(0).whole("images"));
    List<Row> images =
        rows(shown, Arm.APGA, Tables.PREDICTIONS).stream()
            .filter(row -> row.has("policy_deletion_area"))
            .toList();
    assertThat(images).hasSize((int) trial.whole("curve_images"));
    assertThat(images).allMatch(row -> row.text("split").equals("test"));
    assertThat(images.stream().mapToDouble(row -> row.real("gradcam_insertion_area")).average())
        .hasValueCloseTo(
            trial.real("gradcam_insertion_area"), org.assertj.core.data.Offset.offset(1e-12));
    assertThat(shown.row(Arm.BASELINE).has("policy_deletion_area")).isFalse();
    assertThat(shown.row(Arm.BASELINE).has("gradcam_insertion_area")).isTrue();
  }

  private static List<Double> curve(List<Row> curves, String saliency, String kind) {
    return curves.stream()
        .filter(row -> row.text("saliency").equals(saliency) && row.text("kind").equals(kind))
        .map(row -> row.real("probability"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "phantoms, phantoms, true",
    "phantoms, always, true",
    "phantoms, never, false",
    "unmarked, phantoms, false",
    "unmarked, always, true",
    "unmarked, never, false"
  })
  void pixelsOfLicensedDataStayWhereTheyAre(String data, String setting, boolean stored)
      throws Exception {
    TinyTrial trial =
        at(
            folder.resolve(data),
            data + " " + setting,
            "masks.thumbnails=" + setting,
            "masks.images=2");
    trial.attempt(Arm.BASELINE);

    assertThat(rows(trial, Arm.BASELINE, Tables.MASKS))
        .hasSize(2)
        .allMatch(row -> row.has("thumbnail") == stored);
  }

  @Test
  void withoutAPhantomsMarkerNothingIsSaidOfLesions() throws Exception {
    TinyTrial trial = at(unmarked, "no lesions");
    trial.attempt(Arm.BASELINE);

    assertThat(trial.row(Arm.BASELINE).has("cam_hit")).isFalse();
    assertThat(rows(trial, Arm.BASELINE, Tables.MASKS))
        .hasSize(8)
        .noneMatch(row -> row.has("lesion_x") || row.has("cam_iou"));
  }

  @Test
  void boxesOfAListSayOfRealImagesWhatPhantomsSayOfThemselves() throws Exception {
    TinyTrial listed = at(unmarked, "listed", "data.boxes=\"" + boxes("") + "\"");
    listed.attempt(Arm.BASELINE);
    listed.attempt(Arm.APGA);

    assertThat(listed.trial(Arm.APGA).id()).isNotEqualTo(shown.trial(Arm.APGA).id());
    Map<String, String> identity = new TreeMap<>(listed.trial(Arm.APGA).identity());
    assertThat(identity.remove("boxes")).matches("[0-9a-f]{64}");
    assertThat(identity).isEqualTo(shown.trial(Arm.APGA).identity());
    for (Arm arm : List.of(Arm.BASELINE, Arm.APGA)) {
      for (String figure : FIGURES) {
        Row row = listed.row(arm);
        assertThat(row.value(row.schema().indexOf(figure)))
            .as(figure)
            .isEqualTo(shown.row(arm).value(row.schema().indexOf(figure)));
      }
      for (TableSchema table : List.of(Tables.PREDICTIONS, Tables.MASKS, Tables.MASK_HISTORY)) {
        assertThat(figures(listed, arm, table)).isEqualTo(figures(shown, arm, table));
      }
    }
    assertThat(shown.row(Arm.APGA).has("mask_iou")).isTrue();
  }

  @Test
  void aBoxOutsideItsImageFailsTheTrialBeforeItTrains() throws Exception {
    Row abnormal = rows(shown, Arm.BASELINE, Tables.MASKS).get(0);
    Path csv = boxes("\"" + abnormal.text("path") + "\",0,0,9000,5\n");
    TinyTrial wrong = at(unmarked, "wrong", "data.boxes=\"" + csv + "\"");

    TrialOutcome.Failed failed = (TrialOutcome.Failed) wrong.attempt(Arm.BASELINE);

    assertThat(failed.cause()).isEqualTo(FailureCause.DATA);
    assertThat(failed.message())
        .matches(
            "Cannot use the boxes boxes.csv: 1 of them is not in its image: line \\d+ reaches to x ="
                + " 9000.0, y = 5.0, but "
                + abnormal.text("path")
                + " has \\d+ x \\d+ pixels. Give boxes in pixels of the image's file, from its"
                + " upper left corner.");
  }

  @Test
  void boxesThatChangedSinceThePlanAreRefused() throws Exception {
    Path csv = boxes("");
    TinyTrial trial = at(unmarked, "changed", "data.boxes=\"" + csv + "\"");
    TrialRequest request = trial.request(Arm.BASELINE);
    String path = rows(shown, Arm.BASELINE, Tables.MASKS).get(0).text("path");
    Files.writeString(csv, "\"" + path + "\",1,1,2,2\n", StandardOpenOption.APPEND);

    TrialOutcome.Failed failed = (TrialOutcome.Failed) trial.attempt(request, progress -> {});

    assertThat(failed.message())
        .isEqualTo(
            String.format(
                "Cannot train on %s: the boxes in %s have changed since the run was planned. Start the"
                    + " run again.",
                unmarked, csv));
  }

  private static final List<String> FIGURES =
      List.of(
          "mask_lesions",
          "mask_iou",
          "mask_hit",
          "mask_chance",
          "cam_lesions",
          "cam_iou",
          "cam_hit",
          "cam_chance");

  /** All of a table but whose rows they are, and images that licensed data keeps to itself. */
  private static List<List<@Nullable Object>> figures(TinyTrial trial, Arm arm, TableSchema table) {
    List<List<@Nullable Object>> figures = new ArrayList<>();
    for (Row row : rows(trial, arm, table)) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Column column : table.columns()) {
        if (!List.of("trial", "thumbnail").contains(column.name())) {
          values.add(row.value(row.schema().indexOf(column.name())));
        }
      }
      figures.add(values);
    }
    return figures;
  }

  /** The phantoms' own lesions as a list, and more rows. */
  private static Path boxes(String more) throws IOException {
    Path csv = Files.createTempDirectory(folder, "boxes").resolve("boxes.csv");
    StringBuilder rows = new StringBuilder("path,x,y,width,height\n");
    try (Stream<Path> files = Files.walk(unmarked)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".lesion.json")).sorted().toList()) {
        JsonNode box = new ObjectMapper().readTree(file.toFile());
        rows.append(unmarked.relativize(file).toString().replace(".lesion.json", ".png"));
        for (String number : List.of("x", "y", "width", "height")) {
          rows.append(',').append(box.path(number).asInt());
        }
        rows.append('\n');
      }
    }
    return Files.writeString(csv, rows + more);
  }

  @Test
  void lookingOnChangesNoTrainedBitAndCanBeSwitchedOff() throws Exception {
    TinyTrial blind = at(phantoms, "blind", "masks.images=0", "masks.curve-images=0");
    blind.attempt(Arm.BASELINE);
    blind.attempt(Arm.APGA);

    for (TableSchema schema : Tables.OF_MASKS) {
      assertThat(rows(blind, Arm.APGA, schema)).isEmpty();
    }
    assertThat(files(blind))
        .noneMatch(name -> name.startsWith("mask") || name.startsWith("curves"));
    for (String network : List.of("classifier.npz", "policy.npz")) {
      assertThat(Files.mismatch(attempt(blind).resolve(network), attempt(shown).resolve(network)))
          .as(network)
          .isEqualTo(-1);
    }
    assertThat(rows(blind, Arm.APGA, Tables.PREDICTIONS))
        .isEqualTo(
            rows(shown, Arm.APGA, Tables.PREDICTIONS).stream()
                .map(MaskStudyTest::withoutAreas)
                .toList());
  }

  private static Row withoutAreas(Row prediction) {
    Row.Builder row = prediction.toBuilder();
    prediction.schema().columns().stream()
        .filter(column -> column.name().endsWith("_area"))
        .forEach(column -> row.set(column.name(), null));
    return row.build();
  }

  private static Path attempt(TinyTrial trial) {
    return Path.of(
        trial.store().root().toUri().getPath(),
        "trials",
        trial.trial(Arm.APGA).id().value(),
        trial
            .store()
            .commit(trial.trial(Arm.APGA).id().value())
            .orElseThrow()
            .attempt()
            .toString());
  }

  private static List<String> files(TinyTrial trial) throws IOException {
    try (Stream<Path> files = Files.list(attempt(trial))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
