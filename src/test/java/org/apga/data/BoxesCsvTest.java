package org.apga.data;

import static org.apga.data.TestData.CONFIGURATION;
import static org.apga.data.TestData.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoxesCsvTest {
  private static final Example ABNORMAL = example("a, 1.png", 1, "hip");
  private static final Example OTHER = example("b.png", 1, "hip");
  private static final Example NORMAL = example("normal.png", 0, "hip");
  private static final Example ELSEWHERE = example("c.png", 1, "hand");
  private static final ImageSize SIZE = new ImageSize(100, 200);

  @TempDir Path folder;

  private static Example example(String path, int label, String group) {
    return new Example(path, label, path, path, group, Split.TEST);
  }

  private Lesions lesions(String text) {
    Path csv = folder.resolve("boxes.csv");
    write(csv, text);
    Manifest manifest =
        Manifest.of("hips", folder.toUri(), List.of(ABNORMAL, OTHER, NORMAL, ELSEWHERE));
    return Lesions.of(manifest, csv.toString(), CONFIGURATION);
  }

  private void refused(String text, String message) {
    assertThatThrownBy(() -> lesions(text)).isInstanceOf(DataException.class).hasMessage(message);
  }

  @Test
  void anImageHasSeveralBoxesWhateverTheOrderOfColumnsAndWhatElseThereIs() {
    Lesions lesions =
        lesions(
            """
            ,height,width,y,x,path,class,class
            0,50,100,25,20,"a, 1.png",fracture,
            1,1e1,2,0.5,0,b.png,"two
            lines",x
            2, 10 ,20,90,180,"a, 1.png",fracture,
            """);

    assertThat(lesions.boxes(List.of(ABNORMAL, NORMAL, OTHER), List.of(SIZE, SIZE, SIZE)))
        .containsExactly(
            List.of(new LesionBox(0.1, 0.25, 0.5, 0.5), new LesionBox(0.9, 0.9, 0.1, 0.1)),
            List.of(),
            List.of(new LesionBox(0, 0.005, 0.01, 0.1)));
    assertThat(lesions.count(List.of(ABNORMAL, NORMAL))).isEqualTo(2);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    refused(
        """
        path,x,y,width,height
        ,1,1,1,1
        b.png,-1,one,0,-2
        b.png,NaN,,Infinity,1
        b.png,1,1,1
        no.png,1,1,1,1
        normal.png,1,1,1,1
        """,
        """
        Cannot read the boxes boxes.csv: 11 problems. See docs/guide/boxes.md.
          boxes.csv:2: the path is empty
          boxes.csv:3: the x is -1, below 0
          boxes.csv:3: the y is "one", not a number
          boxes.csv:3: the width is 0, not above 0
          boxes.csv:3: the height is -2, not above 0
          boxes.csv:4: the x is "NaN", not a number
          boxes.csv:4: the y is "", not a number
          boxes.csv:4: the width is "Infinity", not a number
          boxes.csv:5: 4 cells, not 5
          boxes.csv:6: hips has no image no.png
          boxes.csv:7: hips lists normal.png as normal (label 0)"""
            .stripIndent());
  }

  @Test
  void ofManyImagesThatAreNotInTheManifestTheFirstAreNamed() {
    StringBuilder rows = new StringBuilder("path,x,y,width,height\n");
    IntStream.range(0, 25).forEach(i -> rows.append(i).append(".png,0,0,1,1\n"));

    assertThatThrownBy(() -> lesions(rows.toString()))
        .hasMessageStartingWith(
            "Cannot read the boxes boxes.csv: 25 problems. See docs/guide/boxes.md.\n")
        .hasMessageContaining("\n  boxes.csv:2: hips has no image 0.png\n")
        .hasMessageEndingWith("\n  boxes.csv:21: hips has no image 19.png\n  and 5 more");
  }

  @Test
  void aHeaderThatLacksColumnsIsRefused() {
    refused(
        "path,x,x,y,w,height\nb.png,1,1,1,1,1\n",
        """
        Cannot read the boxes boxes.csv: 2 problems. See docs/guide/boxes.md.
          boxes.csv:1: there are 2 columns x
          boxes.csv:1: there is no column width"""
            .stripIndent());
  }

  @Test
  void aFileWithoutABoxIsRefused() {
    refused(
        "path,x,y,width,height\n\n",
        "Cannot read the boxes boxes.csv: it lists no box. See docs/guide/boxes.md.");
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    Manifest manifest = Manifest.of("hips", folder.toUri(), List.of(ABNORMAL));

    assertThatThrownBy(() -> Lesions.of(manifest, folder + "/none.csv", CONFIGURATION))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read %s/none.csv: there is no such file. See docs/guide/boxes.md."
                .formatted(folder));
  }

  @Test
  void aBoxIsCutWhereItReachesOutByLessThanAPixel() {
    Lesions lesions =
        lesions("path,x,y,width,height\nb.png,0,0,200.9,100.9\nb.png,100,50,100,50.5\n");

    assertThat(lesions.boxes(List.of(OTHER), List.of(SIZE)))
        .containsExactly(List.of(new LesionBox(0, 0, 1, 1), new LesionBox(0.5, 0.5, 0.5, 0.5)));
  }

  @Test
  void boxesOutsideTheirImagesAreRefused() {
    Lesions lesions =
        lesions(
            """
            path,x,y,width,height
            b.png,100,0,101,10
            b.png,0,0,10,10
            "a, 1.png",10,100,10,0.5
            """);

    assertThatThrownBy(() -> lesions.boxes(List.of(OTHER, ABNORMAL), List.of(SIZE, SIZE)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use the boxes boxes.csv: 2 of them are not in their images, first: line 2 reaches"
                + " to x = 201.0, y = 10.0, but b.png has 200 x 100 pixels. Give boxes in pixels of"
                + " the image's file, from its upper left corner.");
    assertThatThrownBy(() -> lesions.boxes(List.of(ABNORMAL), List.of(SIZE)))
        .hasMessage(
            "Cannot use the boxes boxes.csv: 1 of them is not in its image: line 4 reaches to x ="
                + " 20.0, y = 100.5, but a, 1.png has 200 x 100 pixels. Give boxes in pixels of the"
                + " image's file, from its upper left corner.");
  }

  @Test
  void theHashIsOfTheBoxesOfSomeImagesInAnyOrder() {
    List<Example> hips = List.of(ABNORMAL, OTHER, NORMAL);
    String header = "path,x,y,width,height\n";
    String hash = lesions(header + "b.png,1,2,3,4\n\"a, 1.png\",5,6,7,8\n").hash(hips);

    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(
            lesions(header + "\"a, 1.png\",5.0,6,7,8\nc.png,1,1,1,1\nb.png,1,2,3,4\n").hash(hips))
        .isEqualTo(hash);
    assertThat(lesions(header + "b.png,1,2,3,4\n\"a, 1.png\",5,6,7,9\n").hash(hips))
        .isNotEqualTo(hash);
    assertThat(lesions(header + "c.png,1,1,1,1\n").hash(hips)).isEmpty();
  }
}
