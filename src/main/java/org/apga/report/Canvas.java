package org.apga.report;

import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apga.masks.GreyImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A picture to draw on. It is dark because greyscale images look darker than they are on a light
 * background.
 */
final class Canvas {
  private static final Logger LOG = LoggerFactory.getLogger(Canvas.class);
  private static final int GROUND = 0x1A1A1A;

  /** Without the lowest bits, which are not visible, a picture takes half of the bytes. */
  private static final int SEEN = 0xFCFCFC;

  private final BufferedImage image;

  /** The picture's pixels, row-major, as 0xRRGGBB. */
  private final int[] pixels;

  private final List<Text> texts = new ArrayList<>();

  /**
   * A grey image, scaled to the size in which it is drawn.
   *
   * @param side height and width, pixels
   * @param shares side x side, row-major, 0..1
   */
  record Plane(int side, double[] shares) {
    private static final double WHITE = 255;

    /** Bilinear, with corners not aligned. The aspect ratio is not kept. */
    static Plane of(GreyImage image, int side) {
      double[] shares = image.resized(side, side);
      for (int i = 0; i < shares.length; i++) {
        shares[i] /= WHITE;
      }
      return new Plane(side, shares);
    }

    double share(int row, int column) {
      return shares[row * side + column];
    }

    /** Whether the line at one half runs along this pixel. */
    boolean isEdge(int row, int column) {
      boolean over = share(row, column) > 0.5;
      return over
          && (row == 0
              || column == 0
              || row == side - 1
              || column == side - 1
              || share(row - 1, column) <= 0.5
              || share(row + 1, column) <= 0.5
              || share(row, column - 1) <= 0.5
              || share(row, column + 1) <= 0.5);
    }
  }

  private record Text(int left, int baseline, int size, Color colour, String text) {}

  Canvas(int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    Arrays.fill(pixels, GROUND);
  }

  void grey(int left, int top, Plane plane) {
    tint(left, top, plane, (under, share) -> (int) Math.round(255 * share) * 0x010101);
  }

  /** Computes a pixel's new colour from its old one, as 0xRRGGBB, and its share in a map. */
  @FunctionalInterface
  interface Tint {
    int over(int under, double share);
  }

  /** Colours the pixels below a map. */
  void tint(int left, int top, Plane plane, Tint tint) {
    for (int row = 0; row < plane.side(); row++) {
      int from = (top + row) * image.getWidth() + left;
      for (int column = 0; column < plane.side(); column++) {
        int over = tint.over(pixels[from + column], plane.share(row, column));
        pixels[from + column] = over & SEEN;
      }
    }
  }

  /** Draws the line at one half. */
  void contour(int left, int top, Plane plane, int colour) {
    for (int row = 0; row < plane.side(); row++) {
      for (int column = 0; column < plane.side(); column++) {
        if (plane.isEdge(row, column)) {
          image.setRGB(left + column, top + row, colour);
        }
      }
    }
  }

  /** Draws a frame two pixels wide, as far as it is on the picture. */
  void frame(int left, int top, int width, int height, int colour) {
    for (int x = left; x < left + width; x++) {
      for (int y = top; y < top + height; y++) {
        boolean border =
            x < left + 2 || x >= left + width - 2 || y < top + 2 || y >= top + height - 2;
        if (border && x >= 0 && y >= 0 && x < image.getWidth() && y < image.getHeight()) {
          image.setRGB(x, y, colour);
        }
      }
    }
  }

  /** A mixture of {@code share} (0..1) of the second colour and the rest of the first. */
  static int mixed(int first, int second, double share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double level = (1 - share) * (first >> shift & 255) + share * (second >> shift & 255);
      mixed |= (int) Math.round(level) << shift;
    }
    return mixed;
  }

  /** The approximate width of a text in pixels, the same on every machine. */
  static int width(String text, int size) {
    return (int) Math.ceil(0.56 * size * text.length());
  }

  /** Adds a line of text; measures are in pixels, {@code baseline} from the top. */
  void text(int left, int baseline, int size, Color colour, String text) {
    texts.add(new Text(left, baseline, size, colour, text));
  }

  /** The picture as PNG, without texts if the machine has no fonts. */
  byte[] png() {
    try {
      Graphics2D graphics = image.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      for (Text text : texts) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, text.size));
        graphics.setColor(text.colour);
        graphics.drawString(text.text, text.left, text.baseline);
      }
      graphics.dispose();
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
      // If fontconfig or freetype is missing, the exception depends on the version of Java.
      LOG.info("Mask sheets have no captions: this machine has no fonts ({}).", e.toString());
    }
    return GreyImage.png(image);
  }
}
