package org.apga.evaluation.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.engine.Masks;
import org.apga.evaluation.PredictionFile;
import org.apga.files.FileErrors;
import org.apga.masks.GreyImage;

/**
 * Writes masks as grey PNG files: 255 x the probability (or the scaled map) of each pixel, NaN as
 * 0.
 *
 * @param folder on any Hadoop file system
 * @param images of a task, in its order
 */
record MaskFiles(String folder, List<DecodedImage> images, Configuration hadoop) {
  /**
   * Writes those of a batch, in place of what an earlier try of the task left.
   *
   * @param first index of the batch's first image
   * @throws UncheckedIOException if the file system refuses
   */
  void write(int first, Masks masks) {
    for (int i = 0; i < masks.images(); i++) {
      DecodedImage image = images.get(first + i);
      byte[] png = GreyImage.of(masks.of(i).probabilities(), masks.height(), masks.width()).png();
      Path file = new Path(folder, PredictionFile.maskName(image.index(), image.path()));
      try {
        FileSystem files = file.getFileSystem(hadoop);
        try (OutputStream out = files.create(file, true)) {
          out.write(png);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Cannot write the mask %s: %s. See whether this user may write there."
                .formatted(file, FileErrors.reason(e)),
            e);
      }
    }
  }
}
