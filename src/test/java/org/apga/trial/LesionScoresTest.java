package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Example;
import org.apga.data.ImageSize;
import org.apga.data.Lesions;
import org.apga.data.Manifests;
import org.apga.data.Split;
import org.apga.engine.Masks;
import org.apga.metrics.MaskMetrics;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LesionScoresTest {
  private static final List<Example> EXAMPLES =
      List.of(example("a", 1), example("b", 0), example("c", 1));

  @TempDir private Path root;

  private static Example example(String name, int label) {
    return new Example(name + ".png", label, name, name, "elbow", Split.TEST);
  }

  @BeforeEach
  void writeTheLesions() throws IOException {
    // The upper left quarter of a, the whole right half of c.
    lesion("a", "\"x\": 0, \"y\": 0, \"width\": 10, \"height\": 10");
    lesion("c", "\"x\": 10, \"y\": 0, \"width\": 10, \"height\": 20");
    Files.createDirectories(root.resolve("MURA-v1.1"));
  }

  private void lesion(String name, String box) throws IOException {
    Files.writeString(
        root.resolve(name + ".lesion.json"),
        "{\"kind\": \"plate\", " + box + ", \"imageWidth\": 20, \"imageHeight\": 20}");
  }

  private LesionScores scores() {
    Lesions lesions = Lesions.of(Manifests.of(root, EXAMPLES), "", new Configuration(false));
    ImageSize unused = new ImageSize(1, 1);
    return new LesionScores(lesions.boxes(EXAMPLES, List.of(unused, unused, unused)));
  }

  private void markAsSynthetic() throws IOException {
    Files.writeString(root.resolve("MURA-v1.1/phantoms.json"), "{}");
  }

  private static void see(LesionScores scores) {
    scores.seen(
        0, Masks.of(2, 2, 2, new double[] {0.9, 0.6, 0.1, 0.1, /* b */ 0.1, 0.1, 0.1, 0.1}));
    scores.seen(2, Masks.of(1, 2, 2, new double[] {1.0, 0.9, 0.9, 0.9}));
  }

  @Test
  void masksAreHeldAgainstTheLesionsOfTheirImages() throws IOException {
    markAsSynthetic();
    LesionScores scores = scores();
    see(scores);

    // Two pixels marked, one in the box of one; four marked, two in the box of two.
    assertThat(scores.score(0)).contains(new MaskMetrics.Lesion(0.5, true, 0.25));
    assertThat(scores.score(1)).isEmpty();
    assertThat(scores.score(2)).contains(new MaskMetrics.Lesion(0.5, false, 0.5));
    assertThat(scores.score(3)).isEmpty();

    Row.Builder row = Row.builder(Tables.TRIALS);
    scores.set(row);
    Row built = row.build();
    assertThat(built.real("mask_share")).isEqualTo(0.5);
    assertThat(built.real("mask_empty")).isEqualTo(1 / 3.0);
    assertThat(built.real("mask_full")).isEqualTo(1 / 3.0);
    assertThat(built.whole("mask_lesions")).isEqualTo(2);
    assertThat(built.real("mask_iou")).isEqualTo(0.5);
    assertThat(built.real("mask_hit")).isEqualTo(0.5);
    assertThat(built.real("mask_chance")).isEqualTo(0.375);
  }

  @Test
  void realRadiographsHaveSharesButNoLesions() {
    LesionScores scores = scores();
    see(scores);

    Row.Builder row = Row.builder(Tables.TRIALS);
    scores.set(row);
    Row built = row.build();
    assertThat(scores.score(0)).isEmpty();
    assertThat(built.real("mask_share")).isEqualTo(0.5);
    assertThat(built.whole("mask_lesions")).isZero();
    assertThat(built.has("mask_iou")).isFalse();
    assertThat(built.has("mask_hit")).isFalse();
  }

  @Test
  void anArmWithoutAPolicySetsNothing() {
    LesionScores scores = scores();
    Row.Builder row = Row.builder(Tables.TRIALS);

    scores.set(row);

    assertThat(row.build()).isEqualTo(Row.builder(Tables.TRIALS).build());
    assertThat(scores.score(0)).isEmpty();
  }
}
