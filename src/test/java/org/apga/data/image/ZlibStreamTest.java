package org.apga.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.intel.gkl.compression.IntelInflater;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ZlibStreamTest {
  private static final int STRATEGIES = 3;

  /** Neighbours are alike, as in a radiograph. */
  private static byte[] rows(Random random) {
    byte[] rows = new byte[1 + random.nextInt(20_000)];
    int spread = 1 + random.nextInt(60);
    int level = 0;
    for (int i = 0; i < rows.length; i++) {
      level += random.nextInt(spread) - spread / 2;
      rows[i] = (byte) level;
    }
    return rows;
  }

  private static byte[] deflated(byte[] rows, int level, int strategy, byte[] dictionary) {
    Deflater deflater = new Deflater(level);
    deflater.setStrategy(strategy);
    if (dictionary.length > 0) {
      deflater.setDictionary(dictionary);
    }
    deflater.setInput(rows);
    deflater.finish();
    byte[] stream = new byte[2 * rows.length + 1000];
    int length = 0;
    while (!deflater.finished()) {
      length += deflater.deflate(stream, length, stream.length - length);
    }
    deflater.end();
    return Arrays.copyOf(stream, length);
  }

  private static byte[] deflated(byte[] rows, Random random) {
    return deflated(rows, random.nextInt(10), random.nextInt(STRATEGIES), new byte[0]);
  }

  /** What zlib alone makes of it: bytes that it filled, or -1 if it calls the stream damaged. */
  private static int byZlib(byte[] stream, byte[] out) {
    Inflater inflater = new Inflater();
    inflater.setInput(stream);
    try {
      int filled = 0;
      while (filled < out.length && !inflater.needsInput() && !inflater.finished()) {
        filled += inflater.inflate(out, filled, out.length - filled);
        if (inflater.needsDictionary()) {
          return -1;
        }
      }
      return filled;
    } catch (DataFormatException e) {
      return -1;
    } finally {
      inflater.end();
    }
  }

  private static int here(byte[] stream, byte[] out) {
    try {
      return ZlibStream.inflate(ByteBuffer.wrap(stream), out);
    } catch (DataFormatException e) {
      return -1;
    }
  }

  private static byte[] spoilt(byte[] stream, Random random) {
    byte[] spoilt = stream.clone();
    switch (random.nextInt(3)) {
      case 0 -> spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> spoilt = Arrays.copyOf(spoilt, random.nextInt(spoilt.length));
      default -> random.nextBytes(spoilt);
    }
    return spoilt;
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void intelsLibraryIsThereOnLinux() {
    assertThat(new IntelInflater(true).load(null)).isTrue();
  }

  @Test
  void whatWasDeflatedComesBack() throws DataFormatException {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] rows = rows(random);
      byte[] out = new byte[rows.length];
      assertThat(ZlibStream.inflate(ByteBuffer.wrap(deflated(rows, random)), out))
          .isEqualTo(rows.length);
      assertThat(out).isEqualTo(rows);
    }
  }

  @Test
  void whatIsBehindTheEndIsIgnored() throws DataFormatException {
    byte[] rows = rows(new Random(2));
    byte[] stream = deflated(rows, 6, Deflater.DEFAULT_STRATEGY, new byte[0]);
    byte[] out = new byte[rows.length];
    assertThat(ZlibStream.inflate(ByteBuffer.wrap(Arrays.copyOf(stream, stream.length + 9)), out))
        .isEqualTo(rows.length);
    assertThat(out).isEqualTo(rows);
  }

  @Test
  void aStreamThatIsCutOrSpoiltIsAnsweredAsByZlibAlone() {
    Random random = new Random(3);
    int damaged = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] rows = rows(random);
      byte[] stream = spoilt(deflated(rows, random), random);
      byte[] out = new byte[rows.length];
      byte[] expected = new byte[rows.length];
      int filled = byZlib(stream, expected);
      assertThat(here(stream, out)).as("stream %d", i).isEqualTo(filled);
      if (filled == rows.length) {
        assertThat(out).as("stream %d", i).isEqualTo(expected);
      } else {
        damaged++;
      }
    }
    assertThat(damaged).isGreaterThan(2000);
  }

  @Test
  void aStreamThatNeedsADictionaryIsRefused() {
    byte[] rows = rows(new Random(4));
    byte[] stream = deflated(rows, 6, Deflater.DEFAULT_STRATEGY, rows);
    assertThatThrownBy(() -> ZlibStream.inflate(ByteBuffer.wrap(stream), new byte[rows.length]))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("dictionary");
  }
}
