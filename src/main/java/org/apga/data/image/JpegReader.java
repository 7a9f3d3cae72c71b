package org.apga.data.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads JPEG. The samples are those of the JDK's libjpeg; this class decides the colour space,
 * because ImageIO applies profiles, and guesses differently from libjpeg if markers are missing.
 * Orientation in EXIF is not applied.
 */
public final class JpegReader {
  private JpegReader() {}

  /**
   * The levels of a JPEG.
   *
   * @throws UnreadableImageException if it is truncated, damaged, of an unsupported process, or has
   *     more than {@code maxPixels} pixels, in which case nothing is decoded
   */
  public static Plane read(byte[] file, Channel channel, long maxPixels)
      throws UnreadableImageException {
    JpegSegments segments = JpegSegments.of(file);
    JpegColours colours = segments.colours();
    if (DeepJpeg.reads(segments)) {
      return deep(segments, colours, channel, maxPixels);
    }
    Raster raster = raster(segments, maxPixels);
    if (colours == JpegColours.GREY && raster.getDataBuffer() instanceof DataBufferByte bytes) {
      int width = segments.width();
      return new PackedSamples(bytes.getData(), 0, width, width, segments.height(), 1, Byte.SIZE)
          .scaled(1, false, channel);
    }
    return Plane.ofRaster(raster, (samples, at) -> colours.level(samples, at, channel));
  }

  private static Plane deep(
      JpegSegments segments, JpegColours colours, Channel channel, long maxPixels)
      throws UnreadableImageException {
    if (colours != JpegColours.GREY && segments.precision() != 8) {
      throw new UnreadableImageException(
          "it is a JPEG of several colours of "
              + segments.precision()
              + " bits, which is not supported; convert it to PNG");
    }
    int[] samples = DeepJpeg.read(segments, maxPixels);
    int bands = segments.componentIds().length;
    float scale = 255f / ((1 << segments.precision()) - 1);
    return Plane.ofSamples(
        segments.height(),
        segments.width(),
        bands,
        samples,
        (all, at) -> bands == 1 ? all[at] * scale : colours.level(all, at, channel));
  }

  /**
   * The samples of 8 bits as stored, height x width x components.
   *
   * @throws UnreadableImageException as {@link #read} does
   */
  public static Raster raster(JpegSegments segments, long maxPixels)
      throws UnreadableImageException {
    UnreadableImageException.requireSize(segments.width(), segments.height(), maxPixels);
    if (segments.precision() != 8) {
      throw new UnreadableImageException(
          "it is a JPEG of "
              + segments.precision()
              + " bits, which is not supported; convert it to PNG");
    }
    ImageReader reader = JdkReaders.of("jpeg");
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(segments.bare()))) {
      reader.setInput(in, true, true);
      boolean[] truncated = {false};
      reader.addIIOReadWarningListener(
          (source, warning) ->
              truncated[0] |= warning.toLowerCase(Locale.ROOT).contains("premature end"));
      Raster raster = reader.readRaster(0, null);
      if (truncated[0]) {
        throw new UnreadableImageException("it is truncated");
      }
      return raster;
    } catch (IOException | RuntimeException e) {
      // The JDK's reader throws all kinds of unchecked exceptions for damaged files.
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new UnreadableImageException("it is damaged (" + why + ")");
    } finally {
      reader.dispose();
    }
  }
}
