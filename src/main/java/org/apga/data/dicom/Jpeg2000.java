package org.apga.data.dicom;

import com.github.jaiimageio.jpeg2000.impl.J2KImageReader;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import jj2000.j2k.NotImplementedError;
import org.apga.data.image.UnreadableImageException;

/**
 * Decodes frames of JPEG 2000 with JJ2000. Source of the markers: ITU-T T.800, annex A.
 *
 * <p>The size in the codestream is first compared with the data set, because the decoder would
 * allocate memory for any size.
 */
final class Jpeg2000 {
  private static final int SOC_AND_SIZ = 0xFF4FFF51;
  private static final short SOT = (short) 0xFF90;
  private static final short EOC = (short) 0xFFD9;

  /** A JP2 header before the codestream is shorter. */
  private static final int FARTHEST = 4096;

  private static final int MOST_TILES = 1 << 16;

  private Jpeg2000() {}

  /**
   * @throws UnreadableImageException if it is damaged, or of another size than {@code frame}
   */
  static StoredValues read(byte[] bytes, Frame frame) throws UnreadableImageException {
    byte[] codestream = codestream(bytes, frame);
    J2KImageReader reader = new J2KImageReader(new J2KImageReaderSpi());
    try (ImageInputStream in = new EndingStream(codestream)) {
      reader.setInput(in);
      Raster raster = reader.readRaster(0, null);
      if (raster.getWidth() != frame.columns()
          || raster.getHeight() != frame.rows()
          || raster.getNumBands() != frame.samples()) {
        throw DataSet.damaged("its JPEG 2000 has another size than its data set");
      }
      int[] samples = raster.getPixels(0, 0, frame.columns(), frame.rows(), (int[]) null);
      // The decoder has converted YBR_RCT and YBR_ICT to RGB.
      Frame decoded = frame.samples() == 3 ? frame.with(Photometric.RGB) : frame;
      return new StoredValues(decoded.lowBits(), samples);
    } catch (IOException | RuntimeException | ThreadDeath | NotImplementedError e) {
      // JJ2000 throws ThreadDeath if it finds a damaged block.
      throw DataSet.damaged("its JPEG 2000 cannot be decoded");
    } finally {
      reader.dispose();
    }
  }

  /** Throws at the end: JJ2000 would take -1 for bits, and wait for one of them to be 0. */
  private static final class EndingStream extends MemoryCacheImageInputStream {
    EndingStream(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      if (read < 0) {
        throw new EOFException("the end of the codestream");
      }
      return read;
    }
  }

  /** Removes the boxes before the codestream, because the decoder trusts their lengths. */
  private static byte[] codestream(byte[] bytes, Frame frame) throws UnreadableImageException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int at = 0;
    while (at < FARTHEST && at + 48 <= bytes.length && in.getInt(at) != SOC_AND_SIZ) {
      at++;
    }
    if (at + 48 > bytes.length || in.getInt(at) != SOC_AND_SIZ) {
      throw DataSet.damaged("its pixels are not JPEG 2000");
    }
    long width = size(in, at + 8) - size(in, at + 16);
    long height = size(in, at + 12) - size(in, at + 20);
    long tileWidth = size(in, at + 24);
    long tileHeight = size(in, at + 28);
    int components = in.getShort(at + 40) & 0xFFFF;
    boolean same =
        width == frame.columns() && height == frame.rows() && components == frame.samples();
    if (!same || tileWidth == 0 || tileHeight == 0) {
      throw DataSet.damaged("its JPEG 2000 has another size than its data set");
    }
    if ((width / tileWidth + 1) * (height / tileHeight + 1) > MOST_TILES) {
      throw DataSet.damaged("its JPEG 2000 has too many tiles");
    }
    checkTileParts(in, at + 2);
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  /**
   * Checks the lengths of the tile-parts, which exceed a truncated file. If a tile has more parts
   * than it declares, the decoder would omit the last one, which silently makes its levels wrong.
   */
  private static void checkTileParts(ByteBuffer in, int headers) throws UnreadableImageException {
    int at = headers;
    while (in.limit() - at >= 12 && in.getShort(at) != SOT) {
      at += 2 + (in.getShort(at + 2) & 0xFFFF);
    }
    while (in.limit() - at >= 12 && in.getShort(at) == SOT) {
      long length = size(in, at + 6);
      int index = in.get(at + 10) & 0xFF;
      int count = in.get(at + 11) & 0xFF;
      if (length == 0) {
        return;
      }
      if (length < 12 || length > in.limit() - at) {
        throw DataSet.truncated();
      }
      if (count > 0 && index >= count) {
        throw DataSet.damaged("a tile of its JPEG 2000 has more parts than it declares");
      }
      at += (int) length;
    }
    if (in.limit() - at < 2 || in.getShort(at) != EOC) {
      throw DataSet.truncated();
    }
  }

  private static long size(ByteBuffer in, int at) {
    return Integer.toUnsignedLong(in.getInt(at));
  }
}
