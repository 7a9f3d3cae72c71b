package org.apga.data.image;

import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * The JDK's own readers of ImageIO, so that other readers on the class path cannot change levels.
 */
final class JdkReaders {
  private static final String MODULE = "java.desktop";

  private JdkReaders() {}

  /**
   * The JDK's reader of a format.
   *
   * @param format "jpeg", "tiff", "bmp" or "gif"
   */
  static ImageReader of(String format) {
    for (Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName(format); all.hasNext(); ) {
      ImageReader reader = all.next();
      if (MODULE.equals(reader.getClass().getModule().getName())) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException(
        "Cannot read "
            + format
            + ": this JDK has no reader for it. Use a JDK with the module java.desktop.");
  }
}
