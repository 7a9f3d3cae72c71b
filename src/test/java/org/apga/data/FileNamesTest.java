package org.apga.data;

import static org.apga.data.TestData.CONFIGURATION;
import static org.apga.data.TestData.greyPng;
import static org.apga.data.TestData.hadoop;
import static org.apga.data.TestData.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apga.data.image.Channel;
import org.apga.files.FileNames;
import org.apga.files.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images whose names are unusual, from a list and from a folder. */
class FileNamesTest {
  private static final Decoding TWO = new Decoding(2, Reading.plain(Channel.LUMINANCE, 1000), 1);
  private static final String ONE_LETTER = "r\u00f6ntgen.png";
  private static final String LETTER_AND_ACCENT = "ro\u0308ntgen.png";

  @TempDir private Path folder;

  private static PartImages read(Manifest manifest, Configuration configuration)
      throws InterruptedException {
    String group = manifest.groups().get(0);
    return new ImageCache(0).load(manifest, group, "", TWO, configuration, Patience.none());
  }

  private Manifest listed(String... paths) {
    StringBuilder csv = new StringBuilder("path,label,patient,study,group,split\n");
    for (String path : paths) {
      csv.append(path).append(",1,p,s,elbow,\n");
    }
    return ManifestCsv.parse("m.csv", csv.toString(), folder.toUri());
  }

  @Test
  void aColonIsALetterLikeAnyOther() throws Exception {
    List<String> names = List.of("10:30.png", "XR 12:30/a:b.png", "XR 12:30/file:.png");
    names.forEach(name -> write(folder.resolve(name), greyPng(2, 2, 7)));

    assertThat(read(listed(names.toArray(String[]::new)), CONFIGURATION).examples())
        .extracting(Example::path)
        .containsExactlyElementsOf(names);
    Manifest found = UnlabelledImages.in(hadoop(folder), CONFIGURATION);
    assertThat(read(found, CONFIGURATION).examples())
        .extracting(Example::path)
        .containsExactlyElementsOf(names);
    Manifest one = UnlabelledImages.in(hadoop(folder.resolve("10:30.png")), CONFIGURATION);
    assertThat(read(one, CONFIGURATION).examples()).hasSize(1);
  }

  @Test
  void aFolderWithAColonHoldsDataSets() throws Exception {
    Path odd = folder.resolve("run 12:30");
    write(odd.resolve("a:b/c.png"), greyPng(2, 2, 7));
    write(odd.resolve("m:1.csv"), "path,label,patient,study,group,split\na:b/c.png,1,p,s,elbow,\n");

    Manifest manifest =
        ManifestCsv.read(hadoop(odd.resolve("m:1.csv")), hadoop(odd), Classes.TWO, CONFIGURATION);

    assertThat(read(manifest, CONFIGURATION).unreadable()).isEmpty();
  }

  /** Local files, with the names that HDFS would refuse. */
  public static final class NoColons extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("nocolons:///");
    }

    @Override
    public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws java.io.IOException {
      if (path.toUri().getPath().indexOf(':') >= 0) {
        throw new IllegalArgumentException("Pathname " + path + " is not a valid DFS filename.");
      }
      return super.getFileStatus(path);
    }
  }

  @Test
  void whereNoNameHoldsAColonThatImageAloneIsUnreadable() throws Exception {
    Configuration configuration = new Configuration(false);
    configuration.setClass("fs.nocolons.impl", NoColons.class, NoColons.class);
    write(folder.resolve("a.png"), greyPng(2, 2, 7));
    Manifest manifest =
        Manifest.of(
            "m", URI.create("nocolons://" + folder), listed("10:30.png", "a.png").examples());

    PartImages images = read(manifest, configuration);

    assertThat(images.examples()).extracting(Example::path).containsExactly("a.png");
    assertThat(images.unreadable())
        .extracting(PartImages.Unreadable::reason)
        .containsExactly("this file system does not allow its name");
  }

  @Test
  void anAccentCanBeWrittenInTwoWays() {
    assertThat(FileNames.writtenOtherwise(ONE_LETTER)).contains(LETTER_AND_ACCENT);
    assertThat(FileNames.writtenOtherwise(LETTER_AND_ACCENT)).contains(ONE_LETTER);
    assertThat(FileNames.writtenOtherwise("hip-1.png")).isEmpty();
  }

  @Test
  void aNameWhoseAccentsAreWrittenTheOtherWayIsToldApartFromAMissingFile() throws Exception {
    assumeTrue(
        FileNames.encoding().equals(StandardCharsets.UTF_8),
        "No such file can be made where the locale is not UTF-8.");
    write(folder.resolve(LETTER_AND_ACCENT), greyPng(2, 2, 7));

    assertThat(read(listed(ONE_LETTER, "b.png"), CONFIGURATION).unreadable())
        .extracting(PartImages.Unreadable::reason)
        .containsExactlyInAnyOrder(
            "not there, but a file has its name with the accents in Unicode's other form: rename"
                + " one",
            "not there");
  }

  @Test
  void aNameThatTheLocaleCannotWriteIsNoFaultOfTheImage() throws Exception {
    String usual = System.getProperty("sun.jnu.encoding");
    Manifest manifest = listed(ONE_LETTER);
    write(folder.resolve("a.png"), greyPng(2, 2, 7));
    System.setProperty("sun.jnu.encoding", "ANSI_X3.4-1968");
    try {
      assertThatThrownBy(() -> read(manifest, CONFIGURATION))
          .isInstanceOf(java.io.UncheckedIOException.class)
          .hasMessage(
              "Cannot read the image %s: the locale of this process cannot encode such letters in"
                  + " file names (US-ASCII). Set LC_ALL=C.UTF-8 on every machine.",
              ONE_LETTER);
    } finally {
      System.setProperty("sun.jnu.encoding", usual);
    }
  }
}
