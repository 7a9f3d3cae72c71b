package org.apga.evaluation.spark;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.evaluation.PredictionFile;

/** Writes masks as grey PNG files: 255 x the probability (or the scaled map) of each pixel. */
final class MaskFiles implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int WHITE = 255;

  private final String folder;

  /** Into a folder on any Hadoop file system. */
  MaskFiles(String folder) {
    this.folder = folder;
  }

  /**
   * Writes one, in place of what an earlier try of the task left.
   *
   * @param values size x size, row-major, 0..1; NaN is 0
   */
  void write(DecodedImage image, double[] values, int size, Configuration hadoop)
      throws IOException {
    BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < values.length; i++) {
      int level = Double.isNaN(values[i]) ? 0 : (int) Math.round(WHITE * values[i]);
      picture.getRaster().setSample(i % size, i / size, 0, level);
    }
    Path file = new Path(folder, PredictionFile.maskName(image.index(), image.path()));
    FileSystem files = file.getFileSystem(hadoop);
    try (OutputStream out = files.create(file, true)) {
      ImageIO.write(picture, "png", out);
    }
  }
}
