package org.apga.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Variant;
import org.apga.data.Example;
import org.apga.data.Split;
import org.apga.metrics.MaskMetrics;
import org.apga.store.AttemptName;
import org.apga.store.Commit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionFileTest {
  private static final TrainedModel MODEL =
      TrainedModel.of(
          new Commit(
              "T",
              new AttemptName(1, ""),
              "elbow",
              "apga",
              "full",
              3,
              new TreeMap<>(Map.of()),
              new TreeMap<>(),
              new TreeMap<>()),
          Variant.NONE);

  @TempDir private Path folder;

  private static Example image(String path) {
    return new Example(path, 0, path, path, "images", Split.TEST);
  }

  private PredictionFile open() {
    return PredictionFile.in(folder.resolve("out").toString(), new Configuration(false));
  }

  @Test
  void aRowSaysWhatAModelSawOrWhyItDidNot() throws IOException {
    PredictionFile file = open();

    file.add(
        MODEL,
        List.of(image("a,\"b\".png"), image("c.png")),
        List.of(new ImageReading(0, "h", ""), new ImageReading(1, "", "it is empty")),
        List.of(
            new ImageScore(
                0,
                new double[] {0.75, 0.25},
                new double[] {0.5, 0.5},
                new MaskMetrics(0.125, false, false, null))),
        PredictionFile.Masks.WRITTEN);

    assertThat(file.write()).isEqualTo(2);
    assertThat(folder.resolve("out/predictions.csv"))
        .hasContent(
            """
            path,trial,part,arm,seed,probability,tta_probability,mask_share,mask,problem
            "a,""b"".png",T,elbow,apga,3,0.25,0.5,0.125,masks/T/000000-a-b-.png,
            c.png,T,elbow,apga,3,,,,,it is empty
            """);
    assertThat(file.masks(MODEL)).isEqualTo("file:" + folder.resolve("out/masks/T"));
  }

  @Test
  void nothingThatIsThereIsOverwritten() throws IOException {
    Files.createDirectory(folder.resolve("out"));
    Files.writeString(folder.resolve("out/predictions.csv"), "mine");

    assertThatThrownBy(this::open)
        .isInstanceOf(EvaluationException.class)
        .hasMessage(
            "Cannot write to "
                + folder.resolve("out")
                + ": it already has a predictions.csv. Name another --out.");
  }

  @Test
  void aMasksNameSaysWhichImageAndIsSafe() {
    assertThat(PredictionFile.maskName(12, "hips/p17/left/1.png"))
        .isEqualTo("000012-hips-p17-left-1.png");
    assertThat(PredictionFile.maskName(0, "../a b/ü\n$(x);..jpg"))
        .isEqualTo("000000-.-a-b-x-..png");
    assertThat(PredictionFile.maskName(0, "-".repeat(300) + ".png"))
        .matches("[A-Za-z0-9._-]{1,100}");
  }

  @Test
  void masksOfImagesOfOneNameHaveTwo() {
    assertThat(PredictionFile.maskName(1, "a/b.png"))
        .isNotEqualTo(PredictionFile.maskName(2, "a-b.jpg"));
  }
}
