package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apga.data.image.Channel;
import org.apga.files.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlabelledImagesTest {
  @TempDir private Path folder;

  private Manifest inFolder(Path path) {
    return UnlabelledImages.in(TestData.hadoop(path), TestData.CONFIGURATION);
  }

  private Manifest listed(String csv) {
    Path file = folder.resolve("list.csv");
    TestData.write(file, csv);
    return UnlabelledImages.listed(
        TestData.hadoop(file), TestData.hadoop(folder), TestData.CONFIGURATION);
  }

  private static List<String> paths(Manifest manifest) {
    return manifest.examples().stream().map(Example::path).toList();
  }

  @Test
  void everyImageOfAFolderAndBelowIsTakenInOrder() {
    byte[] dicom = new byte[200];
    System.arraycopy(new byte[] {'D', 'I', 'C', 'M'}, 0, dicom, 128, 4);
    TestData.write(folder.resolve("IM0001"), dicom);
    TestData.write(folder.resolve("DICOMDIR"), dicom);
    TestData.write(folder.resolve("README"), "No image. ".repeat(20));
    for (String name :
        List.of(
            "b/2.JPG", "a one.png", "c.jpeg", "d.dcm", "notes.txt", ".hidden.png", "_tmp/x.png")) {
      TestData.write(folder.resolve(name), "x");
    }

    Manifest manifest = inFolder(folder);

    assertThat(paths(manifest))
        .containsExactly("IM0001", "a one.png", "b/2.JPG", "c.jpeg", "d.dcm");
    assertThat(manifest.file(manifest.examples().get(2).path()).toUri().getPath())
        .isEqualTo(folder.resolve("b/2.JPG").toString());
  }

  @Test
  void oneImageIsTakenByItselfWhateverItsName() {
    TestData.write(folder.resolve("a/_1.png"), TestData.greyPng(40, 30, 7));
    TestData.write(folder.resolve("a/b.png"), TestData.greyPng(40, 30, 7));
    TestData.write(folder.resolve("a/notes.txt"), "x");

    Manifest manifest = inFolder(folder.resolve("a/_1.png"));

    assertThat(paths(manifest)).containsExactly("_1.png");
    assertThat(manifest.file(manifest.examples().get(0).path()).toUri().getPath())
        .isEqualTo(folder.resolve("a/_1.png").toString());
    assertThat(paths(inFolder(folder.resolve("a/notes.txt")))).containsExactly("notes.txt");
  }

  @Test
  void aListNeedsPathsAlone() {
    assertThat(paths(listed("note,path\n\"two\nlines\",b.png\n\nx,a/1.png\n")))
        .containsExactly("a/1.png", "b.png");
  }

  @Test
  void whatAnotherProcessReadsIsWhatIsListed() throws InterruptedException {
    TestData.write(folder.resolve("a.png"), TestData.greyPng(40, 30, 7));
    TestData.write(folder.resolve("b.png"), "no image");
    TestData.write(folder.resolve("c.png"), TestData.greyPng(200, 100, 9));
    Manifest manifest = inFolder(folder);

    PartImages read =
        ImageSource.of(manifest)
            .read(
                manifest.examples(),
                new Decoding(32, Reading.plain(Channel.LUMINANCE, 10_000), 1),
                TestData.CONFIGURATION,
                Patience.none());

    assertThat(read.examples()).extracting(Example::path).containsExactly("a.png");
    assertThat(read.pixels().get(0)).hasSize(32 * 32).containsOnly(7);
    assertThat(read.unreadable())
        .extracting(u -> u.example().path() + ": " + u.reason())
        .containsExactly(
            "b.png: it is not a PNG, JPEG, DICOM or other known image",
            "c.png: it has 200 x 100 pixels, more than the limit of 10000");
  }

  @Test
  void whatHasNoImagesIsRefused() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> inFolder(empty))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the images in "
                + empty
                + ": it holds no file that ends in .png, .jpg, .jpeg or .dcm, and none without an"
                + " ending that is DICOM. Name another folder, or a CSV with a column path.");
    assertThatThrownBy(() -> inFolder(folder.resolve("nowhere")))
        .hasMessage(
            "Cannot read the images in "
                + folder.resolve("nowhere")
                + ": there is no such folder. Name a folder of PNG, JPEG or DICOM files, or a CSV with"
                + " a column path.");
    assertThatThrownBy(() -> listed("file\na.png\n"))
        .hasMessage(
            "Cannot read "
                + folder.resolve("list.csv")
                + ": it has no column path. Give it a header with a column path, and a row for each"
                + " image.");
    assertThatThrownBy(() -> listed("path\n"))
        .hasMessage(
            "Cannot read the manifest list.csv: it names no image. See"
                + " dataset-manifests/README.md.");
  }

  @Test
  void aPathThatLeavesItsFolderIsRefusedWithItsLine() {
    assertThatThrownBy(() -> listed("path\na.png\n\n../b.png\na.png\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the manifest list.csv: 2 problems. See dataset-manifests/README.md.\n"
                + "  list.csv:4: the path \"../b.png\" has an empty, . or .. segment\n"
                + "  list.csv:5: a.png is listed twice");
  }
}
