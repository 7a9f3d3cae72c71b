package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Decoding;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.data.PartImages;
import org.apga.data.Reading;
import org.apga.data.Split;
import org.apga.data.dicom.DicomReader;
import org.apga.data.dicom.DicomWindow;
import org.apga.data.image.Channel;
import org.apga.data.image.ImageFormat;
import org.apga.data.image.Plane;
import org.apga.data.image.UnreadableImageException;
import org.apga.files.Patience;
import org.junit.jupiter.api.Test;

/** Images that others collected because somebody read them wrongly. */
class ImageLevelsIT {
  private static final long MAX_PIXELS = 30_000_000;
  private static final Path WORK = Path.of("target", "image-levels");

  /** The folder Tests/images of Pillow's source distribution. */
  private static final Path PILLOW = Path.of("target", "pillow-images");

  /** Where the table is, and what stands before and after it. */
  private static final Path PAGE = Path.of("docs", "guide", "dicom.md");

  private static final String BEGIN = "<!-- pydicom's files: -Dapga.write writes this table -->\n";
  private static final String END = "<!-- end -->\n";

  /**
   * What PIL or pydicom says of a file.
   *
   * @param levels height x width; null if it refuses
   */
  private record Said(Path path, int height, int width, byte[] levels) {
    static Said of(String line) {
      String[] cells = line.split("\t", 2);
      if (cells[1].startsWith("!")) {
        return new Said(Path.of(cells[0]), 0, 0, null);
      }
      String[] words = cells[1].split(" ");
      return new Said(
          Path.of(cells[0]),
          Integer.parseInt(words[0]),
          Integer.parseInt(words[1]),
          HexFormat.of().parseHex(words[2]));
    }

    /** Largest and mean difference of levels. */
    double[] differences(byte[] ours) {
      assertThat(ours).as(path.toString()).hasSameSizeAs(levels);
      int largest = 0;
      long sum = 0;
      for (int i = 0; i < levels.length; i++) {
        int difference = Math.abs((levels[i] & 0xff) - (ours[i] & 0xff));
        largest = Math.max(largest, difference);
        sum += difference;
      }
      return new double[] {largest, (double) sum / levels.length};
    }
  }

  private static List<Said> said(String... arguments) throws IOException, InterruptedException {
    Files.createDirectories(WORK);
    File out = WORK.resolve(arguments[0] + ".tsv").toFile();
    String[] command =
        Stream.of(
                Stream.of("src/test/python/levels.py"),
                Stream.of(arguments),
                Stream.of(out.toString()))
            .flatMap(words -> words)
            .toArray(String[]::new);
    Process python =
        TestPython.builder(command)
            .redirectErrorStream(true)
            .redirectOutput(WORK.resolve(arguments[0] + ".log").toFile())
            .start();
    assertThat(python.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(python.exitValue()).isZero();
    return Files.readAllLines(out.toPath()).stream().map(Said::of).toList();
  }

  private static byte[] levels(Path file) throws IOException, UnreadableImageException {
    Plane plane =
        DicomReader.read(
            Files.readAllBytes(file), DicomWindow.OF_FILE, 0, Channel.LUMINANCE, MAX_PIXELS);
    byte[] levels = new byte[plane.height() * plane.width()];
    float[] row = new float[plane.width()];
    for (int y = 0; y < plane.height(); y++) {
      plane.row(y, row);
      for (int x = 0; x < row.length; x++) {
        levels[y * row.length + x] = (byte) Math.round(row[x]);
      }
    }
    return levels;
  }

  private static boolean isDicom(Path file) throws IOException {
    try {
      return ImageFormat.of(Files.readAllBytes(file)) == ImageFormat.DICOM;
    } catch (UnreadableImageException e) {
      return false;
    }
  }

  @Test
  void everyDicomOfPydicomHasItsLevelsOrIsRefusedByName() throws Exception {
    TestPython.need("pydicom, gdcm, PIL");
    List<String> rows = new ArrayList<>();
    for (Said said : said("dicom")) {
      if (!isDicom(said.path)) {
        continue;
      }
      String path = said.path.toString().replaceFirst(".*/test_files/", "");
      String ours;
      try {
        byte[] levels = levels(said.path);
        double[] differences = said.levels == null ? new double[] {0, 0} : said.differences(levels);
        assertThat(differences[0]).as(path).isLessThanOrEqualTo(1);
        ours =
            said.levels == null
                ? "read"
                : String.format(Locale.ROOT, "%.0f, %.3f", differences[0], differences[1]);
      } catch (UnreadableImageException e) {
        ours = e.getMessage();
        assertThat(ours)
            .as(path)
            .containsPattern("not supported|without|frames;|truncated|damaged");
      }
      rows.add("| " + path + " | " + (said.levels == null ? "no" : "yes") + " | " + ours + " |");
    }
    // Those of its folder of folders differ in their headers alone; they are read or have no
    // pixels.
    List<String> shown = rows.stream().filter(row -> !row.contains("dicomdirtests")).toList();
    assertThat(rows.stream().filter(row -> row.contains("dicomdirtests") && row.contains("| yes")))
        .allMatch(row -> row.matches(".*\\| [01], [0-9.]+ \\|"));
    String table =
        "| file | pydicom reads it | largest and mean difference, or why it is refused |\n|---|---|---|\n"
            + shown.stream().map(row -> row + "\n").collect(Collectors.joining());
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String before = page.substring(0, from);
    String after = page.substring(page.indexOf(END));
    if (System.getProperty("apga.write") != null) {
      Files.writeString(PAGE, before + table + after, StandardCharsets.UTF_8);
    }
    assertThat(page.substring(from, page.indexOf(END))).isEqualTo(table);
  }

  @Test
  void everyImageOfPillowsTestsHasItsLevelsOrIsRefusedByName() throws Exception {
    TestPython.need("numpy, PIL");
    Needed.orSkip(
        Files.isDirectory(PILLOW) ? Optional.of(PILLOW) : Optional.empty(),
        "There is no " + PILLOW + ". .ci/run says how it comes there.");
    List<Said> all = said("pillow", PILLOW.toAbsolutePath().toString());
    List<Example> examples =
        all.stream()
            .map(said -> PILLOW.toAbsolutePath().relativize(said.path).toString())
            .map(path -> new Example(path, 0, path, path, "images", Split.TEST))
            .toList();
    PartImages images =
        new ImageSource(
                "pillow",
                PILLOW.toAbsolutePath().toUri().toString(),
                PILLOW.toAbsolutePath().toUri().toString())
            .read(
                examples,
                new Decoding(64, Reading.plain(Channel.LUMINANCE, MAX_PIXELS), 1),
                new Configuration(false),
                Patience.none());
    int right = 0;
    for (Said said : all) {
      String path = PILLOW.toAbsolutePath().relativize(said.path).toString();
      for (int i = 0; i < images.examples().size(); i++) {
        if (images.examples().get(i).path().equals(path) && said.levels != null) {
          assertThat(said.differences(images.pixels().get(i))[1]).as(path).isLessThan(3);
          right++;
        }
      }
    }
    assertThat(right).isGreaterThan(400);
    List<String> damaged =
        images.unreadable().stream()
            .filter(u -> !u.reason().contains("not supported"))
            .filter(u -> !u.reason().startsWith("it is not a PNG"))
            .map(u -> u.example().path())
            .toList();
    // What PIL reads and the JDK calls damaged, each with its reason.
    assertThat(
            all.stream()
                .filter(said -> said.levels != null)
                .map(said -> PILLOW.toAbsolutePath().relativize(said.path).toString())
                .filter(damaged::contains))
        .containsExactlyInAnyOrder(
            "bmp/b/pal8badindex.bmp",
            "bmp/q/pal8os2v2.bmp",
            "issue_2811.gif",
            "mmap_error.bmp",
            "pal8_offset.bmp");
  }
}
