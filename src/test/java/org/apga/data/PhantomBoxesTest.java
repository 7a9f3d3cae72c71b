package org.apga.data;

import static org.apga.data.TestData.CONFIGURATION;
import static org.apga.data.TestData.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apga.data.image.Channel;
import org.apga.data.phantom.PhantomFormat;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.files.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Boxes in pixels of files that are there. */
class PhantomBoxesTest {
  private static final Decoding HOW =
      new Decoding(16, Reading.plain(Channel.LUMINANCE, 1 << 24), 1);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(PhantomFormat.class)
  void aListOfThePhantomsOwnPixelsSaysWhatTheFilesBesideThemSay(PhantomFormat format)
      throws Exception {
    PhantomWriter.write(new PhantomSpec(List.of("wrist"), 6, 3, 0.3, Set.of(), format), folder);
    Manifest manifest =
        MuraLists.read(new org.apache.hadoop.fs.Path(folder.toUri()), CONFIGURATION);
    StringBuilder csv = new StringBuilder("path,x,y,width,height\n");
    for (Example example : manifest.examples()) {
      Path beside = folder.resolve(example.path().replaceFirst("\\.[a-z]+$", ".lesion.json"));
      if (Files.exists(beside)) {
        csv.append(row(example.path(), new ObjectMapper().readTree(beside.toFile())));
      }
    }
    Path boxes = folder.resolve("boxes.csv");
    write(boxes, csv.toString());
    PartImages images =
        ImageSource.of(manifest).read(manifest.examples(), HOW, CONFIGURATION, Patience.none());

    List<List<LesionBox>> beside =
        Lesions.of(manifest, "", CONFIGURATION).boxes(images.examples(), images.sizes());
    List<List<LesionBox>> listed =
        Lesions.of(manifest, boxes.toString(), CONFIGURATION)
            .boxes(images.examples(), images.sizes());

    assertThat(images.unreadable()).isEmpty();
    assertThat(images.sizes()).anyMatch(size -> size.height() != size.width());
    assertThat(beside).anyMatch(List::isEmpty).anyMatch(one -> one.size() == 1);
    assertThat(listed).isEqualTo(beside);
  }

  private static String row(String path, JsonNode box) {
    return Csv.row(
            path,
            box.path("x").asText(),
            box.path("y").asText(),
            box.path("width").asText(),
            box.path("height").asText())
        + "\n";
  }

  @Test
  void pixelsOfAnImageThreeWideAndTwoHighAreSharesOfEach() throws Exception {
    Path png = folder.resolve("a.png");
    Files.write(png, TestData.greyPng(30, 20, 7));
    write(folder.resolve("boxes.csv"), "path,x,y,width,height\na.png,15,5,15,10\n");
    Example example = new Example("a.png", 1, "p", "s", "hip", Split.TEST);
    Manifest manifest = Manifest.of("hips", folder.toUri(), List.of(example));
    Lesions lesions = Lesions.of(manifest, folder + "/boxes.csv", CONFIGURATION);

    PartImages images =
        ImageSource.of(manifest).read(List.of(example), HOW, CONFIGURATION, Patience.none());

    assertThat(images.sizes()).containsExactly(new ImageSize(20, 30));
    assertThat(lesions.boxes(images.examples(), images.sizes(images.examples())))
        .containsExactly(List.of(new LesionBox(0.5, 0.25, 0.5, 0.5)));
  }

  @Test
  void anExecutorReadsTheFileAgainWithoutTheManifest() throws IOException {
    write(folder.resolve("boxes.csv"), "path,x,y,width,height\na.png,15,5,15,10\n");
    Example example = new Example("a.png", 1, "p", "s", "hip", Split.TEST);
    Manifest manifest = Manifest.of("hips", folder.toUri(), List.of(example));
    Lesions lesions = Lesions.of(manifest, folder + "/boxes.csv", CONFIGURATION);
    ImageSize size = new ImageSize(20, 30);

    ImageSource source = ImageSource.of(manifest).with(lesions);

    assertThat(source.boxes()).isEqualTo("file:" + folder + "/boxes.csv");
    assertThat(source.lesions(CONFIGURATION).boxes(List.of(example), List.of(size)))
        .isEqualTo(lesions.boxes(List.of(example), List.of(size)));
  }
}
