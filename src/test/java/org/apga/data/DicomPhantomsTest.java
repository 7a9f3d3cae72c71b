package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.jaiimageio.jpeg2000.impl.J2KImageWriter;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.dicom.DicomReader;
import org.apga.data.dicom.DicomWindow;
import org.apga.data.image.Channel;
import org.apga.data.image.Plane;
import org.apga.data.image.UnreadableImageException;
import org.apga.data.phantom.DicomAttributes;
import org.apga.data.phantom.PhantomFormat;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.files.Patience;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DicomPhantomsTest {
  private static final long MAX_PIXELS = 400_000;
  private static final Decoding HOW =
      new Decoding(64, Reading.plain(Channel.LUMINANCE, MAX_PIXELS), 1);

  @TempDir private static Path folder;

  @BeforeAll
  static void draw() throws IOException {
    for (PhantomFormat format : PhantomFormat.values()) {
      PhantomWriter.write(
          new PhantomSpec(List.of("wrist"), 16, 3, 0.3, Set.of(), format),
          folder.resolve(format.name()));
    }
  }

  private static PartImages read(PhantomFormat format) throws InterruptedException {
    Manifest manifest =
        UnlabelledImages.in(
            new org.apache.hadoop.fs.Path(folder.resolve(format.name()).toUri()),
            new Configuration(false));
    PartImages images =
        ImageSource.of(manifest)
            .read(manifest.examples(), HOW, new Configuration(false), Patience.none());
    assertThat(images.unreadable()).isEmpty();
    return images;
  }

  @Test
  void everyKindOfDicomHasThePixelsOfItsPng() throws Exception {
    Map<String, byte[]> png = pixels(PhantomFormat.PNG);
    Map<String, byte[]> dicom = pixels(PhantomFormat.DICOM);

    assertThat(png.size()).isGreaterThan(40);
    assertThat(dicom.keySet()).isEqualTo(png.keySet());
    png.forEach((path, levels) -> assertThat(dicom.get(path)).as(path).isEqualTo(levels));
  }

  /** Each image's pixels, by its path without the ending. */
  private static Map<String, byte[]> pixels(PhantomFormat format) throws InterruptedException {
    PartImages images = read(format);
    Map<String, byte[]> pixels = new TreeMap<>();
    for (int i = 0; i < images.examples().size(); i++) {
      String path = images.examples().get(i).path();
      pixels.put(path.substring(0, path.lastIndexOf('.')), images.pixels().get(i));
    }
    return pixels;
  }

  @Test
  void jpegLosesALittle() throws Exception {
    Map<String, byte[]> png = pixels(PhantomFormat.PNG);
    Map<String, byte[]> jpeg = pixels(PhantomFormat.JPEG);

    assertThat(jpeg.keySet()).isEqualTo(png.keySet());
    png.forEach(
        (path, levels) -> {
          byte[] others = jpeg.getOrDefault(path, new byte[0]);
          long difference = 0;
          for (int i = 0; i < levels.length; i++) {
            difference += Math.abs((levels[i] & 0xff) - (others[i] & 0xff));
          }
          assertThat((double) difference / levels.length).as(path).isPositive().isLessThan(2);
        });
  }

  private static List<byte[]> someOfEachFormat() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (PhantomFormat format : PhantomFormat.values()) {
      try (var all = Files.walk(folder.resolve(format.name()))) {
        List<Path> images =
            all.filter(f -> f.toString().matches(".*\\.(png|jpg|dcm)")).sorted().limit(20).toList();
        for (Path image : images) {
          files.add(Files.readAllBytes(image));
        }
      }
    }
    for (int i = 0; i < 20; i++) {
      files.add(ofJpeg2000());
    }
    return files;
  }

  private static byte[] ofJpeg2000() throws IOException {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64 * 48; i++) {
      image.getRaster().setSample(i % 64, i / 64, 0, i * i % 251);
    }
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    J2KImageWriter writer = new J2KImageWriter(new J2KImageWriterSpi());
    try (var out = new MemoryCacheImageOutputStream(frame)) {
      writer.setOutput(out);
      writer.write(image);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[128]);
    file.writeBytes(new byte[] {'D', 'I', 'C', 'M'});
    file.writeBytes(
        new DicomAttributes(true, ByteOrder.LITTLE_ENDIAN)
            .text(0x00020010, "UI", "1.2.840.10008.1.2.4.90")
            .shorts(0x00280010, "US", 48)
            .shorts(0x00280011, "US", 64)
            .shorts(0x00280100, "US", 8)
            .encapsulated(0x7FE00010, frame.toByteArray())
            .toBytes());
    return file.toByteArray();
  }

  @Test
  void jpeg2000IsReadWithoutLoss() throws Exception {
    Plane plane =
        DicomReader.read(ofJpeg2000(), DicomWindow.OF_FILE, 0, Channel.LUMINANCE, MAX_PIXELS);

    float[] row = new float[64];
    for (int i = 0; i < 64 * 48; i++) {
      plane.row(i / 64, row);
      assertThat(row[i % 64]).isEqualTo(i * i % 251);
    }
  }

  /**
   * A few bytes changed, most of them near the beginning, where they matter; or the end cut off.
   */
  private static byte[] mutated(byte[] file, Random random) {
    byte[] mutated = file.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int reach = random.nextBoolean() ? Math.min(1500, file.length) : file.length;
      int at = random.nextInt(reach);
      mutated[at] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextBoolean() ? 0xFF : 0);
    }
    return random.nextInt(4) == 0
        ? Arrays.copyOf(mutated, random.nextInt(mutated.length))
        : mutated;
  }

  @Test
  void tenThousandDamagedFilesAreReadOrRefusedWithinMemory() throws IOException {
    List<byte[]> files = someOfEachFormat();
    Random random = new Random(16);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long most = 0;
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] file = mutated(files.get(i % files.size()), random);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        Radiograph.decode(file, HOW);
      } catch (UnreadableImageException e) {
        refused++;
      }
      most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(refused).isBetween(2000, 9000);
    // Samples, levels and what a deflated file may have beside its pixels.
    assertThat(most).isLessThan(64 * MAX_PIXELS + (64 << 20));
  }
}
