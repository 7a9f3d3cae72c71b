package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apga.cli.CommandRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A result belongs to the images that it was trained and tested on, not to their names. */
class ImagesIT {
  private static final String ROOT = "results";
  private static final String[] BASELINES = {
    "grid.parts=[elbow, wrist]", "grid.arms=[baseline]", "train.epochs=1"
  };

  @TempDir private static Path folder;
  private static TinyGrid grid;
  private static int elbows;

  @BeforeAll
  static void train() throws IOException {
    grid = TinyGrid.in(folder, "elbow", "wrist");
    elbows = images(grid, "ELBOW").size();
    assertThat(grid.run(ROOT, BASELINES).exitCode()).isZero();
  }

  private static List<Path> images(TinyGrid grid, String part) throws IOException {
    try (Stream<Path> files = Files.walk(grid.data())) {
      return files
          .filter(file -> file.toString().contains("XR_" + part))
          .filter(file -> file.toString().endsWith(".png"))
          .sorted()
          .toList();
    }
  }

  private static List<String> decisions(CommandRun plan) {
    assertThat(plan.errors()).isEmpty();
    return plan.lines().stream().filter(line -> line.contains("baseline seed")).toList();
  }

  private static CommandRun plan(TinyGrid grid) {
    return grid.on("", "plan", ROOT, BASELINES);
  }

  private static void invert(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, ~image.getRGB(x, y));
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void otherPixelsUnderTheSameNamesAreTrainedAgainForThePartThatHoldsThem() throws IOException {
    TinyGrid changed = grid.copy("changed");
    for (Path image : images(changed, "ELBOW").subList(0, 3)) {
      invert(image);
    }

    assertThat(decisions(plan(changed)))
        .satisfiesExactly(
            elbow ->
                assertThat(elbow).endsWith("RERUN (images changed: 3 of " + elbows + " files)"),
            wrist -> assertThat(wrist).endsWith("SKIP (done)"));
  }

  @Test
  void anImageThatIsGoneIsAnotherDataSet() throws IOException {
    TinyGrid changed = grid.copy("gone");
    Files.delete(images(changed, "WRIST").get(0));

    assertThat(decisions(plan(changed)))
        .satisfiesExactly(
            elbow -> assertThat(elbow).endsWith("SKIP (done)"),
            wrist -> assertThat(wrist).contains("RERUN (images changed: 1 of "));
  }

  @Test
  void filesThatWereTouchedAndTheSameImagesElsewhereTrainNothing() throws IOException {
    TinyGrid copy = grid.copy("elsewhere");
    for (Path image : images(copy, "ELBOW")) {
      Files.setLastModifiedTime(image, FileTime.from(Instant.parse("2031-02-03T04:05:06Z")));
    }

    assertThat(decisions(plan(copy))).allSatisfy(line -> assertThat(line).endsWith("SKIP (done)"));
    assertThat(copy.run(ROOT, BASELINES).lines())
        .anyMatch(line -> line.startsWith("Nothing to train"));
  }

  @Test
  void phantomsThatWereDrawnOtherwiseAreRefusedInOneLineAndLeftAlone() throws IOException {
    TinyGrid drawn = grid.copy("drawn");
    byte[] before = Files.readAllBytes(images(drawn, "ELBOW").get(0));

    for (String command : List.of("run", "plan")) {
      CommandRun refused =
          drawn.on(
              "local[1]",
              command,
              ROOT,
              "data.phantoms={write-if-missing=true, patients=16, seed=1, difficulty=0.9}");

      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.errors())
          .singleElement()
          .asString()
          .isEqualTo(
              "Cannot use the phantoms in "
                  + drawn.data().resolve("MURA-v1.1")
                  + ": they were drawn with data.phantoms.difficulty = 0.0, not 0.9. Set data.root"
                  + " to another folder, or remove this one.");
    }
    assertThat(Files.readAllBytes(images(drawn, "ELBOW").get(0))).isEqualTo(before);
  }

  @Test
  void aManifestAsksForNoPhantoms() throws IOException {
    Path csv = folder.resolve("hips.csv");
    Files.writeString(csv, "path,label,patient,study,group,split\na.png,0,p,s,hip,train\n");

    CommandRun run =
        grid.run(
            ROOT,
            "grid.parts=[hip]",
            "data.manifest=" + csv,
            "data.root=" + folder.resolve("nowhere"),
            "data.phantoms.write-if-missing=true");

    assertThat(run.errors()).noneMatch(line -> line.contains("phantoms"));
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }
}
