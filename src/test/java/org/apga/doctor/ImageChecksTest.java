package org.apga.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.TwelveBits;
import org.apga.data.phantom.PhantomFormat;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.trial.DataSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageChecksTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  private final List<String> rows = new ArrayList<>();

  private Finding look() {
    return look("m.csv", "false");
  }

  private Finding look(String manifest, String phantoms, String... sets) {
    GridConfig config =
        ConfigReader.read(
            Map.of(
                "grid.parts",
                "[elbow]",
                "data.root",
                "\"" + folder + "\"",
                "data.manifest",
                manifest.isEmpty() ? "\"\"" : "\"" + folder + "/" + manifest + "\"",
                "data.phantoms.write-if-missing",
                phantoms,
                "results.root",
                "\"" + folder + "/results\"",
                "train.image-size",
                "32"),
            List.of(sets));
    return ImageChecks.images(config, HADOOP, () -> DataSet.open(config, HADOOP));
  }

  /** Lists an image, of a patient of its own. */
  private void list(String path, int label) {
    rows.add("%s,%d,p%d,s%d,elbow,test".formatted(path, label, rows.size(), rows.size()));
  }

  private void writeList() throws IOException {
    Files.writeString(
        folder.resolve("m.csv"),
        "path,label,patient,study,group,split\n" + String.join("\n", rows) + "\n");
  }

  private void ramp(String name, int label) throws IOException {
    grey(name, label, x -> 10 * x);
  }

  private void grey(String name, int label, IntUnaryOperator level) throws IOException {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 200; i++) {
      image.getRaster().setSample(i % 20, i / 20, 0, level.applyAsInt(i % 20));
    }
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), folder.resolve(name).toFile());
    list(name, label);
  }

  /** Lists the first images of a set of phantoms, whatever they show, with that label. */
  private void phantoms(PhantomFormat format, int label, int images) throws IOException {
    Path set = folder.resolve(format.name());
    PhantomWriter.write(new PhantomSpec(List.of("elbow"), 12, 1, 0, Set.of(), format), set);
    try (Stream<Path> files = Files.walk(set)) {
      files
          .filter(file -> file.toString().matches(".*\\.(jpg|dcm)"))
          .sorted()
          .limit(images)
          .forEach(file -> list(folder.relativize(file).toString(), label));
    }
  }

  @Test
  void kindsAreCountedTheMostFirst() throws IOException {
    ramp("a.png", 1);
    ramp("b.png", 0);
    ramp("c.jpg", 1);
    ramp("d.bmp", 0);
    phantoms(PhantomFormat.DICOM, 1, 12);
    writeList();

    assertThat(look().line())
        .isEqualTo(
            "ok    images     all 16 images: 3 DICOM (PALETTE COLOR 8 bits, explicit little endian), 2"
                + " DICOM (MONOCHROME2 16 bits, explicit big endian), 2 DICOM (MONOCHROME2 8 bits,"
                + " explicit little endian), 2 PNG of 8 bits, 1 BMP, 1 DICOM (MONOCHROME1 12 bits,"
                + " explicit little endian), 1 DICOM (MONOCHROME2 12 bits, JPEG lossless), 1 DICOM"
                + " (MONOCHROME2 12 bits, RLE), 1 DICOM (MONOCHROME2 12 bits, explicit little"
                + " endian), 1 DICOM (RGB 8 bits, explicit little endian), 1 JPEG of 8 bits");
  }

  @Test
  void imagesWithoutContentAndFewWithoutFilesAreWarnedOf() throws IOException {
    ramp("a.png", 1);
    grey("black.png", 1, x -> 5);
    grey("dark.png", 0, x -> x == 0 ? 200 : 6);
    grey("white.png", 0, x -> 250);
    list("none.png", 0);
    Files.write(folder.resolve("cut.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    list("cut.png", 1);
    writeList();

    Finding found = look("m.csv", "false", "data.unreadable-test-images=drop");
    Finding refused = look();

    assertThat(refused.line())
        .isEqualTo(
            "FAIL  images     Cannot test on elbow: 2 of 6 images of the test split are unreadable,"
                + " first cut.png: it is truncated. Restore the files, or set"
                + " data.unreadable-test-images to drop.");
    assertThat(found.ok()).isTrue();
    assertThat(found.line())
        .isEqualTo(
            "warn  images     all 6 images: 4 PNG of 8 bits. 2 cannot be read, first cut.png: it is"
                + " truncated. 2 are nearly black or white, first black.png: look at them.");
  }

  @Test
  void aPartOfFewGreyLevelsIsWarnedOf() throws IOException {
    ramp("a.png", 1);
    ramp("b.png", 0);
    TwelveBits.rewrite(folder);
    writeList();

    assertThat(look().line())
        .isEqualTo(
            "warn  images     all 2 images: 2 PNG of 16 bits. The images of elbow use grey levels 0 to"
                + " 14 of 0 to 255 (0.5 and 99.5 percentile, median of 2 images), so networks see"
                + " little contrast. Try data.levels = percentile, or for all images alike data.levels"
                + " = \"0.0000, 0.0588\".");
  }

  @Test
  void aKindOfFileThatTellsTheLabelIsWarnedOf() throws IOException {
    phantoms(PhantomFormat.JPEG, 0, 22);
    for (int i = 0; i < 24; i++) {
      ramp("extra" + i + ".png", 1);
    }
    writeList();

    assertThat(look().line())
        .isEqualTo(
            "warn  images     all 46 images: 24 PNG of 8 bits, 22 JPEG of 8 bits. 0 of 22 JPEG of 8"
                + " bits of elbow are abnormal, and 24 of 24 others: the network may learn the kind"
                + " of file.");
  }

  @Test
  void aFewOfAKindTellNothing() throws IOException {
    phantoms(PhantomFormat.JPEG, 0, 22);
    for (int i = 0; i < 19; i++) {
      ramp("extra" + i + ".png", 1);
    }
    writeList();

    assertThat(look().warning()).isEmpty();
  }

  @Test
  void ofManyImagesTwoHundredOfAPartAreLookedAt() throws IOException {
    ramp("a.png", 1);
    for (int i = 0; i < 300; i++) {
      Files.copy(folder.resolve("a.png"), folder.resolve("x" + i + ".png"));
      list("x" + i + ".png", i % 2);
    }
    writeList();

    assertThat(look().line()).isEqualTo("ok    images     200 of 301 images: 200 PNG of 8 bits");
  }

  @Test
  void phantomsThatAreNotThereYetAreNotLookedAt() {
    assertThat(look("", "true").line()).isEqualTo("ok    images     none exist yet");
  }

  @Test
  void ofMoreClassesTheOneIsNamedWhoseShareDiffersMost() throws IOException {
    phantoms(PhantomFormat.JPEG, 0, 22);
    for (int i = 0; i < 24; i++) {
      ramp("extra" + i + ".png", i < 16 ? 2 : 1);
    }
    writeList();

    assertThat(look("m.csv", "false", "data.classes=[0,1,2]").line())
        .endsWith(
            "22 of 22 JPEG of 8 bits of elbow are 0, and 0 of 24 others: the network may learn the"
                + " kind of file.");
  }
}
