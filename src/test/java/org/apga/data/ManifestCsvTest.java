package org.apga.data;

import static org.apga.data.TestData.CONFIGURATION;
import static org.apga.data.TestData.hadoop;
import static org.apga.data.TestData.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestCsvTest {
  private static final String HEADER = "path,label,patient,study,group,split\n";

  @TempDir Path folder;

  private static Manifest parse(String rows) {
    return ManifestCsv.parse("hips.csv", HEADER + rows, URI.create("file:///images"));
  }

  @Test
  void quotedCellsAndAnyOrderOfColumnsAreRead() {
    Manifest manifest =
        ManifestCsv.parse(
            "hips.csv",
            """
            \uFEFFlabel,path,"patient",study,group,split
            1,"a, ""b""/1.png",p 1,s1,hip,
            0,c.png,p2,s2,hip,test"""
                .replace("\n", "\r\n"),
            URI.create("file:///images"));

    assertThat(manifest.examples())
        .containsExactly(
            new Example("a, \"b\"/1.png", 1, "p 1", "s1", "hip", Split.TRAIN),
            new Example("c.png", 0, "p2", "s2", "hip", Split.TEST));
    assertThat(manifest.name()).isEqualTo("hips");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesEndAsOnAnyMachine(String end) {
    String rows =
        """
        path,label,patient,study,group,split
        a.png,1,p1,s1,hip,

        "b,1.png",0,p2,s2,hip,test
        """;

    Manifest manifest =
        ManifestCsv.parse("hips.csv", rows.replace("\n", end), URI.create("file:///images"));

    assertThat(manifest.examples())
        .extracting(Example::path, Example::split)
        .containsExactly(tuple("a.png", Split.TRAIN), tuple("b,1.png", Split.TEST));
    assertThatThrownBy(
            () ->
                ManifestCsv.parse(
                    "hips.csv",
                    (rows + "c.png\n").replace("\n", end),
                    URI.create("file:///images")))
        .hasMessageContaining("hips.csv:5: 1 cells, not 6");
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Manifest manifest =
        parse("\"a,\"\"b.png\",1,p1,s1,hip,selection\nü.png,0,p2,s2,hip,test\nz,0,p3,s3,hip,\n");
    Path csv = folder.resolve("out/copy.csv");

    ManifestCsv.write(manifest, hadoop(csv), CONFIGURATION);
    Manifest back = ManifestCsv.read(hadoop(csv), hadoop(folder), Classes.TWO, CONFIGURATION);

    assertThat(back.examples()).isEqualTo(manifest.examples());
    assertThat(back.hash()).isEqualTo(manifest.hash());
  }

  @Test
  void everyProblemIsNamedWithItsLine() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    a.png,yes,p1,s1,hip,train
                    a.png,1,,s1,Hip,valid
                    b.png,1,p1

                    "two
                    lines.png",1,p1,s1,hip,
                    c.png,1,p1,s1,hip,
                    c.png,1,p1,s1,hip,
                    d.png,0,p2,s1,hip,
                    """))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot read the manifest hips.csv: 9 problems. Correct the labels, or name the classes in data.classes. See dataset-manifests/README.md.
              hips.csv:3: the patient is empty
              hips.csv:3: the group "Hip" is not made of lower-case letters, digits, dots, underscores and hyphens
              hips.csv:3: the split is "valid", not train, selection or test
              hips.csv:4: 3 cells, not 6
              hips.csv:6: the path "two?lines.png" has a backslash or a control character
              hips.csv:9: c.png is listed twice
              hips.csv:10: the study s1 has two patients, p1 and p2
              hips.csv:10: the study s1 has two labels
              hips.csv:2: the label is "yes", not 0 or 1""");
  }

  @Test
  void pathsCannotLeaveTheDataSet() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    /etc/passwd,1,p,s,hip,
                    a/../../b.png,1,p,s,hip,
                    file:///etc/passwd,1,p,s,hip,
                    hdfs://host/x,1,p,s,hip,
                    file:/etc/passwd,1,p,s,hip,
                    a\\b.png,1,p,s,hip,
                    a//b.png,1,p,s,hip,
                    ./b.png,1,p,s,hip,
                    ,1,p,s,hip,
                    """))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot read the manifest hips.csv: 9 problems. See dataset-manifests/README.md.
              hips.csv:2: the path "/etc/passwd" is not relative to the data set's folder
              hips.csv:3: the path "a/../../b.png" has an empty, . or .. segment
              hips.csv:4: the path "file:///etc/passwd" is not relative to the data set's folder
              hips.csv:5: the path "hdfs://host/x" is not relative to the data set's folder
              hips.csv:6: the path "file:/etc/passwd" is not relative to the data set's folder
              hips.csv:7: the path "a\\b.png" has a backslash or a control character
              hips.csv:8: the path "a//b.png" has an empty, . or .. segment
              hips.csv:9: the path "./b.png" has an empty, . or .. segment
              hips.csv:10: the path is empty""");
  }

  @Test
  void twentyProblemsAreShownAndTheOthersCounted() {
    assertThatThrownBy(() -> parse("x\n".repeat(23)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot read the manifest hips.csv: 23 problems. ")
        .hasMessageEndingWith("\n  hips.csv:21: 1 cells, not 6\n  and 3 more");
  }

  @Test
  void aHeaderThatLacksColumnsOrNamesOneTwiceIsRefused() {
    assertThatThrownBy(
            () ->
                ManifestCsv.parse(
                    "m.csv", "path,label,study,group,split,sex,sex,\n", URI.create("file:/")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot read the manifest m.csv: 3 problems. See dataset-manifests/README.md.
              m.csv:1: there is no column patient
              m.csv:1: there are two columns sex
              m.csv:1: column 8 has no name""");
  }

  @Test
  void otherColumnsAreAttributesAndAreWrittenBack() {
    String header = "scanner,path,label,patient,study,group,split,sex\n";
    Manifest manifest =
        ManifestCsv.parse(
            "m.csv",
            header + "A 1,a.png,1,p,s,hip,train,\n,b.png,0,q,t,hip,test,F\n",
            URI.create("file:///images"));
    Path csv = folder.resolve("m.csv");

    ManifestCsv.write(manifest, hadoop(csv), CONFIGURATION);

    assertThat(manifest.examples())
        .extracting(Example::attributes)
        .containsExactly(
            new TreeMap<>(Map.of("scanner", "A 1")), new TreeMap<>(Map.of("sex", "F")));
    assertThat(csv)
        .hasContent(
            """
            path,label,patient,study,group,split,scanner,sex
            a.png,1,p,s,hip,train,A 1,
            b.png,0,q,t,hip,test,,F
            """);
    assertThat(ManifestCsv.read(hadoop(csv), hadoop(folder), Classes.TWO, CONFIGURATION).hash())
        .isEqualTo(manifest.hash());
  }

  @Test
  void anAttributeIsPartOfTheHashAndNoneLeavesItAsItWas() {
    String rows = "a.png,1,p,s,hip,train,%s\nb.png,0,q,t,hip,test,\n";
    URI root = URI.create("file:///images");
    String header = HEADER.strip() + ",sex\n";

    Manifest without = parse("a.png,1,p,s,hip,train\nb.png,0,q,t,hip,test\n");

    assertThat(ManifestCsv.parse("m.csv", header + rows.formatted(""), root).hash())
        .isEqualTo(without.hash());
    assertThat(ManifestCsv.parse("m.csv", header + rows.formatted("F"), root).hash())
        .isNotEqualTo(without.hash());
  }

  @Test
  void aManifestWithoutImagesIsRefused() {
    assertThatThrownBy(() -> parse("\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the manifest hips.csv: it names no image. See dataset-manifests/README.md.");
  }

  @Test
  void aCellWithoutItsClosingQuoteIsRefused() {
    assertThatThrownBy(() -> parse("a.png,1,p,s,hip,\n\"b.png,1,p,s,hip,\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the manifest hips.csv: 1 problem. See dataset-manifests/README.md.\n"
                + "  hips.csv:3: a quoted cell has no end");
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() {
    Path csv = folder.resolve("m.csv");
    write(csv, (HEADER + "ü.png,1,p,s,hip,\n").getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(
            () -> ManifestCsv.read(hadoop(csv), hadoop(folder), Classes.TWO, CONFIGURATION))
        .isInstanceOf(DataException.class)
        .hasMessage("Cannot read %s: it is not UTF-8. Save it as UTF-8.", csv);
  }

  @Test
  void aMissingFolderIsNamed() {
    Path nowhere = folder.resolve("nowhere");

    assertThatThrownBy(
            () ->
                ManifestCsv.read(
                    new org.apache.hadoop.fs.Path("m.csv"),
                    hadoop(nowhere),
                    Classes.TWO,
                    CONFIGURATION))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the data set in %s: there is no such folder. Set data.root to the folder that"
                + " the paths of m.csv are relative to.",
            nowhere);
  }

  @Test
  void theHashDependsOnTheRowsAndOnNothingElse() {
    String rows = "a.png,1,p1,s1,hip,\nb.png,0,p2,s2,hip,test\n";
    Manifest manifest = parse(rows);
    Manifest elsewhere =
        ManifestCsv.parse(
            "other.csv",
            HEADER + "b.png,0,p2,s2,hip,test\na.png,1,p1,s1,hip,train\n",
            URI.create("hdfs://host/x"));

    assertThat(elsewhere.hash()).isEqualTo(manifest.hash()).hasSize(64);
    assertThat(elsewhere.examples()).isEqualTo(manifest.examples());
    assertThat(parse(rows.replace("a.png,1", "a.png,0")).hash()).isNotEqualTo(manifest.hash());
  }

  @Test
  void anUnknownGroupIsRefusedWithThoseThereAre() {
    Manifest manifest = parse("a.png,1,p1,s1,hip,\nb.png,0,p2,s2,elbow,test\n");

    assertThatThrownBy(() -> manifest.ofGroup("knee"))
        .isInstanceOf(DataException.class)
        .hasMessage("Cannot use the group knee: hips has no such group. Take one of elbow, hip.");
  }
}
