package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apga.masks.GreyImage;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskSheetsTest {
  private static final int SKY_BLUE = 0xFF56B4E9;
  private static final int ORANGE = 0xFFE69F00;

  @TempDir private Path root;
  private ResultStore store = ResultStore.open("/", new Configuration(false));

  @BeforeEach
  void openTheStore() {
    store = ResultStore.open(root.toString(), new Configuration(false));
  }

  /** An image whose right half is at {@code share}. */
  private static byte[] half(double share) {
    double[] shares = new double[64];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = i % 8 < 4 ? 0 : share;
    }
    return GreyImage.of(shares, 8, 8).png();
  }

  private static Row.Builder row(String arm, String shots, long seed, int place) {
    return Row.builder(Tables.MASKS)
        .set("trial", "elbow-" + arm + "-s" + seed)
        .set("part", "elbow")
        .set("arm", arm)
        .set("shots", shots)
        .set("seed", seed)
        .set("place", place)
        .set("path", "image" + place + ".png")
        .set("label", 1)
        .set("probability", 0.75)
        .set("cam_share", 0.5)
        .set("cam", half(1));
  }

  private static Row withAll(int place) {
    return row("apga", "full", 0, place)
        .set("thumbnail", half(0.25))
        .set("policy", half(1))
        .set("mask_share", 0.5)
        .set("mask_iou", 0.25)
        .set("mask_hit", true)
        .set("cam_iou", 0.25)
        .set("cam_hit", false)
        .set("lesion_x", 0.25)
        .set("lesion_y", 0.25)
        .set("lesion_width", 0.5)
        .set("lesion_height", 0.5)
        .build();
  }

  /** Publishes masks and their trials. */
  private void publish(List<Row> masks) throws IOException {
    store.publish("r1", "", Tables.MASKS, masks);
    Map<String, Row> trials = new LinkedHashMap<>();
    for (Row row : masks) {
      Row.Builder trial = Row.builder(Tables.TRIALS).set("seed", row.whole("seed"));
      for (String column : List.of("trial", "part", "arm", "shots")) {
        trial.set(column, row.text(column));
      }
      trials.put(row.text("trial"), trial.build());
    }
    store.publish("r1", "", Tables.TRIALS, List.copyOf(trials.values()));
  }

  private BufferedImage picture(String name) throws IOException {
    BufferedImage image = ImageIO.read(new File(root + "/report/r1/" + name));
    assertThat(image).as(name).isNotNull();
    return image;
  }

  @Test
  void theLowestSeedOfEachCellIsShownWhateverTheOrder() throws IOException {
    publish(
        List.of(
            row("apga", "full", 3, 1).build(),
            row("apga", "full", 1, 2).build(),
            row("apga", "full", 1, 1).build(),
            row("apga", "full", 2, 1).build(),
            row("apga", "10", 4, 1).build(),
            row("baseline", "full", 0, 1).build()));

    List<MaskSheets.Sheet> sheets = MaskSheets.read(store, "r1");

    assertThat(sheets)
        .extracting(MaskSheets.Sheet::file)
        .containsExactly(
            "masks-elbow-apga.png", "masks-elbow-apga-10.png", "masks-elbow-baseline.png");
    assertThat(sheets).extracting(MaskSheets.Sheet::seed).containsExactly(1L, 4L, 0L);
    assertThat(sheets.get(0).rows())
        .extracting(row -> row.text("path"))
        .containsExactly("image1.png", "image2.png");
  }

  @Test
  void aPictureShowsEveryBoxOfAnImage() throws IOException {
    String more = "[[0.0, 0.75, 0.125, 0.25], [0.875, 0.0, 0.125, 0.125]]";
    publish(List.of(withAll(1).toBuilder().set("more_lesions", more).build()));

    MaskSheets.publish(store, "r1", TrialsOf.CLASSES);

    assertThat(SheetBox.of(MaskSheets.read(store, "r1").get(0).rows().get(0)))
        .containsExactly(
            new SheetBox(0.25, 0.25, 0.5, 0.5),
            new SheetBox(0, 0.75, 0.125, 0.25),
            new SheetBox(0.875, 0, 0.125, 0.125));
    BufferedImage picture = picture("masks-elbow-apga.png");
    // A left edge of each box, in the second panel.
    for (int[] edge : new int[][] {{48, 96}, {0, 160}, {168, 10}}) {
      assertThat(picture.getRGB(20 + 196 + edge[0], 86 + edge[1])).isEqualTo(SKY_BLUE);
    }
  }

  @Test
  void aPictureHasImageMaskAndGradCamBesideEachOtherWithTheLesionsBox() throws IOException {
    publish(List.of(withAll(1), withAll(2), withAll(3)));

    MaskSheets.publish(store, "r1", TrialsOf.CLASSES);

    BufferedImage picture = picture("masks-elbow-apga.png");
    // Two strips of three panels of 192 with gaps of 4, and three margins of 20.
    assertThat(picture.getWidth()).isEqualTo(2 * (3 * 192 + 2 * 4) + 3 * 20);
    // The lesion's left edge is a quarter of 192 from the left edge of each panel.
    for (int panel = 0; panel < 3; panel++) {
      assertThat(picture.getRGB(20 + panel * 196 + 48, 86 + 96)).isEqualTo(SKY_BLUE);
    }
    // The mask's line runs down the middle of the second panel, outside the box.
    assertThat(picture.getRGB(20 + 196 + 96, 86 + 20)).isEqualTo(ORANGE);
    // Pixels that the policy does not mark are unchanged.
    assertThat(picture.getRGB(20 + 196 + 10, 86 + 10) & 0xffffff).isZero();
    // The first panel is the image alone, a quarter of white in its right half.
    assertThat(picture.getRGB(20 + 180, 86 + 10) & 0xff).isEqualTo(64);
  }

  @Test
  void withoutThumbnailsMasksStandOnBlack() throws IOException {
    publish(List.of(row("gradcam", "full", 0, 1).build(), row("gradcam", "full", 0, 2).build()));

    MaskSheets.publish(store, "r1", TrialsOf.CLASSES);

    BufferedImage picture = picture("masks-elbow-gradcam.png");
    assertThat(picture.getRGB(20 + 10, 86 + 10) & 0xffffff).isZero();
    assertThat(picture.getRGB(20 + 180, 86 + 10) & 0xffffff).isNotZero();
  }

  @Test
  void aRunWithoutThatTableHasNoSheets() throws IOException {
    assertThat(MaskSheets.read(store, "r1")).isEmpty();

    MaskSheets.publish(store, "r1", TrialsOf.CLASSES);

    assertThat(root.resolve("report")).doesNotExist();
  }

  @Test
  void coloursOfHeatGetBrighterAllTheWay() {
    List<Integer> brightness = new ArrayList<>();
    for (int step = 0; step <= 20; step++) {
      int colour = SheetPicture.viridis(step / 20.0);
      brightness.add(
          Arrays.stream(new int[] {2 * (colour >> 16 & 255), 7 * (colour >> 8 & 255), colour & 255})
              .sum());
    }

    assertThat(brightness).isSorted();
  }
}
