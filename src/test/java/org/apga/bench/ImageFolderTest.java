package org.apga.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apga.data.DataException;
import org.apga.data.Example;
import org.apga.data.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFolderTest {
  @TempDir private Path folder;

  @Test
  void phantomsAreGreyAndAsLargeAsRadiographs() throws IOException {
    Path drawn = folder.resolve("drawn");
    ImageFolder.draw(drawn, ImageFolder.Kind.PNG, 3);

    for (Example example : ImageFolder.manifest(drawn, 10).examples()) {
      BufferedImage image = ImageIO.read(drawn.resolve(example.path()).toFile());
      assertThat(Math.max(image.getWidth(), image.getHeight())).isEqualTo(512);
      assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
      int middle = image.getRaster().getSample(image.getWidth() / 2, image.getHeight() / 2, 0);
      assertThat(middle).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"PNG16, 16, png", "JPEG, 8, jpg"})
  void theyMayHave16BitsOrBeJpeg(ImageFolder.Kind kind, int bits, String ending)
      throws IOException {
    ImageFolder.draw(folder, kind, 1);

    BufferedImage image = ImageIO.read(folder.resolve("phantom-0." + ending).toFile());
    assertThat(image.getColorModel().getPixelSize()).isEqualTo(bits);
    assertThat(ImageFolder.manifest(folder, 9).examples()).hasSize(1);
  }

  @Test
  void theSamePhantomsAreDrawnEachTime() throws IOException {
    ImageFolder.draw(folder.resolve("one"), ImageFolder.Kind.PNG, 2);
    ImageFolder.draw(folder.resolve("two"), ImageFolder.Kind.PNG, 2);

    for (String name : new String[] {"phantom-0.png", "phantom-1.png"}) {
      assertThat(folder.resolve("one").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("two").resolve(name));
    }
  }

  @Test
  void theFirstFilesByPathAreTakenOfAllSubfolders() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    for (String name : new String[] {"z.png", "a/b/1.PNG", "a/2.png", "a/notes.txt"}) {
      Files.createFile(folder.resolve(name));
    }

    Manifest manifest = ImageFolder.manifest(folder, 2);

    assertThat(manifest.examples())
        .extracting(Example::path)
        .containsExactly("a/2.png", "a/b/1.PNG");
    assertThat(manifest.examples()).extracting(Example::label).containsExactly(0, 1);
  }

  @Test
  void aFolderWithoutImagesIsRefused() {
    assertThatThrownBy(() -> ImageFolder.manifest(folder, 2))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot time the decoding of "
                + folder
                + ": it contains no PNG or JPEG file. Name a folder of radiographs, or one that"
                + " does not exist yet, which gets phantoms.");
  }

  @Test
  void aFileIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("x.png"));

    assertThatThrownBy(() -> ImageFolder.manifest(file, 2))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot time the decoding of "
                + file
                + ": it is not a folder. Name a folder of radiographs, or one that does not exist"
                + " yet, which gets phantoms.");
  }
}
