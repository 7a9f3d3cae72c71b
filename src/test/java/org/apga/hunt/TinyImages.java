package org.apga.hunt;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apga.random.RandomStream;

/** Twenty-eight images of 32 x 32 pixels, listed as MURA lists its own. */
final class TinyImages {
  private static final int SIZE = 32;
  private static final int TRAINING_PATIENTS = 10;
  private static final int TEST_PATIENTS = 4;

  private TinyImages() {}

  /** Writes them into a folder. */
  static void write(Path folder) throws IOException {
    RandomStream random = new RandomStream(1);
    list(folder.resolve("MURA-v1.1"), "train", 0, TRAINING_PATIENTS, random);
    list(folder.resolve("MURA-v1.1"), "valid", TRAINING_PATIENTS, TEST_PATIENTS, random);
  }

  private static void list(Path mura, String split, int from, int patients, RandomStream random)
      throws IOException {
    StringBuilder images = new StringBuilder();
    StringBuilder studies = new StringBuilder();
    for (int patient = from; patient < from + patients; patient++) {
      int label = patient % 2;
      String study =
          String.format(
              "MURA-v1.1/%s/XR_ELBOW/patient%05d/study1_%s",
              split, patient, label == 1 ? "positive" : "negative");
      studies.append(study).append("/,").append(label).append('\n');
      for (int image = 1; image <= 2; image++) {
        String name = study + "/image" + image + ".png";
        images.append(name).append('\n');
        Path file = mura.resolveSibling(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image(label, random), "png", file.toFile());
      }
    }
    Files.writeString(mura.resolve(split + "_image_paths.csv"), images);
    Files.writeString(mura.resolve(split + "_labeled_studies.csv"), studies);
  }

  /** Noise, brighter where something is wrong. */
  private static BufferedImage image(int label, RandomStream random) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    int light = 60 + 40 * label + random.nextInt(60);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        image.getRaster().setSample(x, y, 0, light + random.nextInt(60));
      }
    }
    return image;
  }
}
