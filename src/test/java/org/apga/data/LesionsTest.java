package org.apga.data;

import static org.apga.data.TestData.CONFIGURATION;
import static org.apga.data.TestData.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LesionsTest {
  private static final Example EXAMPLE =
      new Example("a.b/image1.png", 1, "p", "s", "elbow", Split.TRAIN);

  @TempDir Path root;

  private Lesions lesions() {
    return Lesions.of(Manifest.of("phantoms", root.toUri(), List.of(EXAMPLE)), "", CONFIGURATION);
  }

  private List<LesionBox> box() {
    return lesions().boxes(List.of(EXAMPLE), List.of(new ImageSize(1, 1))).get(0);
  }

  private Path beside(String json) {
    write(root.resolve("MURA-v1.1/phantoms.json"), "{}");
    Path file = root.resolve("a.b/image1.lesion.json");
    write(file, json);
    return file;
  }

  @Test
  void theBoxIsInSharesOfTheImage() {
    beside(
        """
        {"kind": "plate", "x": 50, "y": 10, "width": 100, "height": 20,
         "imageWidth": 200, "imageHeight": 40}
        """);

    assertThat(box()).containsExactly(new LesionBox(0.25, 0.25, 0.5, 0.5));
  }

  @Test
  void whatElseTheFileSaysIsPassedOver() {
    beside(
        """
        {"kind": "plate", "x": 0, "y": 0, "width": 1, "height": 1, "imageWidth": 2,
         "imageHeight": 2, "angle": 30}
        """);

    assertThat(box()).containsExactly(new LesionBox(0, 0, 0.5, 0.5));
  }

  @Test
  void aNormalImageHasNone() {
    write(root.resolve("MURA-v1.1/phantoms.json"), "{}");

    assertThat(box()).isEmpty();
  }

  @Test
  void nothingIsLookedForBesideRealImages() {
    write(root.resolve("a.b/image1.lesion.json"), "no JSON at all");

    assertThat(box()).isEmpty();
  }

  @Test
  void aBoxOutsideItsImageIsRefused() {
    Path file =
        beside(
            """
            {"kind": "plate", "x": 150, "y": 10, "width": 100, "height": 20,
             "imageWidth": 200, "imageHeight": 40}
            """);

    assertThatThrownBy(() -> box())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read file:%s: the box is not inside the image. Write the phantoms again with"
                + " submit/apga phantoms.",
            file);
  }

  @Test
  void aFileThatLacksSomethingIsRefused() {
    Path file = beside("{\"kind\": \"plate\", \"x\": 1}");

    assertThatThrownBy(() -> box())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot read file:" + file + ": Missing required creator property")
        .hasMessageEndingWith(". Write the phantoms again with submit/apga phantoms.");
  }
}
