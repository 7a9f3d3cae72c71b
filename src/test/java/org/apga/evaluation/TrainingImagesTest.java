package org.apga.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigReader;
import org.apga.config.Variant;
import org.apga.data.Classes;
import org.apga.data.Example;
import org.apga.data.ManifestCsv;
import org.apga.data.ShotDraw;
import org.apga.data.Split;
import org.apga.files.JsonFile;
import org.apga.store.Attempt;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.trial.DataSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of twelve training images, four of selection and four of the test split. */
class TrainingImagesTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final String TRIAL = "hip-baseline";

  @TempDir private Path folder;
  private final Map<String, String> settings = new HashMap<>();

  /** Paths whose pixels are those of another path. */
  private final Map<String, String> copies = new HashMap<>();

  private final Set<String> unreadableNow = new HashSet<>();
  private String unreadableThen = "";
  private String shots = "full";

  @BeforeEach
  void writeTheManifest() throws IOException {
    StringBuilder csv = new StringBuilder("path,label,patient,study,group,split\n");
    for (Split split : Split.values()) {
      for (int i = 0; i < (split == Split.TRAIN ? 12 : 4); i++) {
        String of = split.name().toLowerCase(java.util.Locale.ROOT);
        String name = String.format("%s%02d", of, i);
        csv.append(String.format("%s.png,%d,%s,%s/1,hip,%s%n", name, i % 2, name, name, of));
      }
    }
    Files.writeString(folder.resolve("hips.csv"), csv);
    settings.put("data.root", folder.toString());
    settings.put("data.manifest", folder.resolve("hips.csv").toString());
    settings.put("grid.parts", "[hip]");
  }

  private List<Example> manifest() {
    return ManifestCsv.read(
            new org.apache.hadoop.fs.Path(folder.resolve("hips.csv").toString()),
            new org.apache.hadoop.fs.Path(folder.toString()),
            Classes.TWO,
            HADOOP)
        .examples();
  }

  /** What is found of a trial that counted so many images. */
  private TrainingImages found(int train, int selection) throws IOException {
    ResultStore store = ResultStore.open(folder.resolve("results").toString(), HADOOP);
    Attempt attempt = store.begin(TRIAL);
    Row.Builder row = Row.builder(Tables.TRIALS).set("trial", TRIAL);
    row.set("train_images", train).set("selection_images", selection);
    attempt.write(Tables.TRIALS, List.of(row.set("unreadable_paths", unreadableThen).build()));
    TreeMap<String, String> identity = new TreeMap<>();
    identity.put(
        "manifest",
        DataSet.open(ConfigReader.read(settings), HADOOP).scheme().of(0, 0).hash("hip"));
    Commit commit =
        new Commit(
            TRIAL,
            attempt.name(),
            "hip",
            "baseline",
            shots,
            7,
            identity,
            new TreeMap<>(),
            new TreeMap<>());
    store.commit(commit);
    var plan = JsonFile.object().put("planned", "2026-01-01T00:00:00Z");
    settings.forEach(plan.putObject("settings")::put);
    plan.putArray("trials").addObject().put("trial", TRIAL);
    store.plans().freeze("20260101-000000-run", plan);
    return TrainingImages.of(TrainedModel.of(commit, Variant.NONE), store, HADOOP, look());
  }

  private Function<TrainingImages.Listed, List<ImageReading>> look() {
    return listed -> {
      List<ImageReading> readings = new ArrayList<>();
      for (int i = listed.examples().size() - 1; i >= 0; i--) {
        String path = listed.examples().get(i).path();
        readings.add(
            new ImageReading(
                i,
                copies.getOrDefault(path, path),
                unreadableNow.contains(path) ? "it is empty" : ""));
      }
      return readings;
    };
  }

  private static Set<String> names(String split, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format("%s%02d.png", split, i))
        .collect(Collectors.toSet());
  }

  private static Set<String> of(TrainingImages images, Split split) {
    return images.splits().entrySet().stream()
        .filter(e -> e.getValue() == split)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Test
  void aTrialOnAllImagesSawItsTrainingAndSelectionSplits() throws IOException {
    TrainingImages images = found(12, 4);

    assertThat(images.missing()).isEmpty();
    assertThat(of(images, Split.TRAIN)).isEqualTo(names("train", 12));
    assertThat(of(images, Split.SELECTION)).isEqualTo(names("selection", 4));
    assertThat(images.count()).isEqualTo(16);
  }

  @Test
  void aTrialOfFewShotsSawThoseThatItDrewAlone() throws IOException {
    shots = "2";
    settings.put("data.shots-by", "patient");

    TrainingImages images = found(4, 4);

    List<Example> train = manifest().stream().filter(e -> e.split() == Split.TRAIN).toList();
    assertThat(of(images, Split.TRAIN))
        .hasSize(4)
        .isEqualTo(
            ShotDraw.draw(train, Classes.TWO, 2, ShotDraw.Unit.PATIENT, 7).stream()
                .map(Example::path)
                .collect(Collectors.toSet()));
    assertThat(images.count()).isEqualTo(8);
  }

  @Test
  void whatWasDroppedForBeingIdenticalWasNotSeen() throws IOException {
    settings.put("data.identical-images", "drop");
    copies.put("train03.png", "test01.png");
    copies.put("train04.png", "selection02.png");

    TrainingImages images = found(10, 4);

    assertThat(images.splits()).doesNotContainKey("test01.png");
    assertThat(images.splits()).containsEntry("selection02.png", Split.SELECTION);
    assertThat(of(images, Split.TRAIN)).hasSize(10);
  }

  @Test
  void identicalImagesThatMayStayWereSeenInTraining() throws IOException {
    settings.put("data.identical-images", "allow");
    copies.put("train03.png", "test01.png");
    copies.put("train04.png", "selection02.png");

    TrainingImages images = found(12, 4);

    assertThat(images.splits())
        .containsEntry("test01.png", Split.TRAIN)
        .containsEntry("selection02.png", Split.TRAIN);
  }

  @Test
  void whatTheTrialCouldNotReadWasNotSeenThoughItIsReadableNow() throws IOException {
    unreadableThen = "train05.png: it is empty\ntrain06.png: it ends early";

    TrainingImages images = found(10, 4);

    assertThat(of(images, Split.TRAIN))
        .hasSize(10)
        .doesNotContain("train05.png", "train06.png")
        .contains("train07.png");
  }

  @Test
  void aTestSplitThatChoseTheWeightsWasSeen() throws IOException {
    settings.put("selection.split", "test");

    // The published code holds nothing out: what the manifest lists for selection stays unused.
    TrainingImages images = found(12, 4);

    assertThat(of(images, Split.SELECTION)).isEqualTo(names("test", 4));
    assertThat(of(images, Split.TRAIN)).isEqualTo(names("train", 12));
    assertThat(images.splits()).hasSize(16);
  }

  @Test
  void imagesThatAreNotThoseOfThenAreNotKnown() throws IOException {
    unreadableNow.add("train00.png");

    TrainingImages images = found(12, 4);

    assertThat(images.isKnown()).isFalse();
    assertThat(images.missing()).isEqualTo("its images are not those that it was trained on");
    assertThat(images.splits()).isEmpty();
  }
}
