package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Manifests of more than two classes, and what is drawn of them. */
class ClassManifestTest {
  private static final Classes HIPS = new Classes(List.of("none", "neck", "implant"));
  private static final String HEADER = "path,label,patient,study,group,split\n";

  private static Manifest parse(String rows, Classes classes) {
    return ManifestCsv.parse("hips.csv", HEADER + rows, URI.create("file:///images"), classes);
  }

  private static Manifest named(String... labels) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < labels.length; i++) {
      rows.append("%d.png,%s,p%1$d,s%1$d,hip,\n".formatted(i, labels[i]));
    }
    return ManifestCsv.parse("hips.csv", HEADER + rows, URI.create("file:///images"), null);
  }

  @Test
  void labelsTakeNames() {
    Manifest manifest = parse("a.png,neck,p,s,hip,\nb.png,implant,q,t,hip,test\n", HIPS);

    assertThat(manifest.examples()).extracting(Example::label).containsExactly(1, 2);
    assertThat(manifest.row(manifest.examples().get(0))).isEqualTo("a.png,neck,p,s,hip,train");
  }

  @Test
  void aLabelThatIsNoClassIsNamedWithItsLine() {
    assertThatThrownBy(() -> parse("a.png,neck,p,s,hip,\nb.png,1,q,t,hip,test\n", HIPS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the manifest hips.csv: 1 problem. Correct the labels, or name the classes in"
                + " data.classes. See dataset-manifests/README.md.\n"
                + "  hips.csv:3: the label is \"1\", not none, neck, implant");
  }

  @Test
  void aLabelThatManyImagesHaveIsNamedOnce() {
    assertThatThrownBy(
            () ->
                parse(
                    "a.png,Neck,p,s,hip,\nb.png,Neck,q,t,hip,\nc.png,0,r,u,hip,\nd.png,Neck,v,w,hip,\n",
                    HIPS))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(
            "\n  hips.csv:2: the label is \"Neck\", not none, neck, implant, also in 2 other lines"
                + "\n  hips.csv:4: the label is \"0\", not none, neck, implant");
  }

  @Test
  void classesAreTakenFromLabelsInAlphabeticalOrder() {
    Manifest manifest = named("neck", "implant", "none", "neck");

    assertThat(manifest.classes()).isEqualTo(new Classes(List.of("implant", "neck", "none")));
    assertThat(manifest.examples()).extracting(Example::label).containsExactly(1, 0, 2, 1);
  }

  @Test
  void labelsOfTwoClassesStayAsTheyWere() {
    assertThat(named("1", "0").classes()).isEqualTo(Classes.TWO);
    assertThat(named("1", "0").hash()).isEqualTo(named("abnormal", "normal").hash());
    assertThat(named("abnormal").examples()).extracting(Example::label).containsExactly(1);
  }

  @Test
  void ofTwoOtherNamesItMustBeSaidWhichIsTheAbnormalOne() {
    assertThatThrownBy(() -> named("benign", "malignant"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot take the classes from hips.csv: it has two, benign and malignant, and does not"
                + " say which is the abnormal one. Set data.classes to both, the abnormal one last.");
    assertThatThrownBy(() -> named("neck", "neck"))
        .hasMessage(
            "Cannot take the classes from hips.csv: a classifier has 2 to 1000 classes, not 1. Name"
                + " them in data.classes.");
  }

  /** Of each class so many patients, one image each. */
  private static List<Example> images(int... ofClasses) {
    List<Example> images = new ArrayList<>();
    for (int label = 0; label < ofClasses.length; label++) {
      for (int i = 0; i < ofClasses[label]; i++) {
        images.add(TestData.example("hip", label + "-" + i, label, Split.TRAIN, 0));
      }
    }
    return images;
  }

  @Test
  void shotsAreOfEachClass() {
    List<Example> drawn = ShotDraw.draw(images(9, 7, 5), HIPS, 5, ShotDraw.Unit.PATIENT, 3);

    assertThat(IntStream.range(0, 3).map(c -> (int) count(drawn, c))).containsExactly(5, 5, 5);
    assertThatThrownBy(() -> ShotDraw.draw(images(9, 4, 5), HIPS, 5, ShotDraw.Unit.PATIENT, 3))
        .hasMessage(
            "Cannot draw 5 shots of class neck for hip: the training set has 4 images of it. Set"
                + " grid.shots to 4 or less, or to full.");
  }

  private static long count(List<Example> images, int label) {
    return images.stream().filter(image -> image.label() == label).count();
  }

  private static Manifest manifest(List<Example> images) {
    URI root = URI.create("file:///nowhere");
    return Manifest.of("hips", root, root, images, HIPS);
  }

  @Test
  void selectionAndFoldsHoldEachClass() {
    Manifest manifest = manifest(images(20, 12, 8));
    Splits splits = Splits.of(manifest, 0.25, 1);

    List<Example> held =
        manifest.examples().stream().filter(e -> splits.of(e) == Split.SELECTION).toList();
    assertThat(IntStream.range(0, 3).map(c -> (int) count(held, c))).containsExactly(5, 3, 2);

    Folds folds = Folds.of(manifest, 4, 1);
    folds.requireAllClasses(manifest, List.of("hip"));
    assertThatThrownBy(() -> Folds.of(manifest, 9, 1).requireAllClasses(manifest, List.of("hip")))
        .hasMessage(
            "Cannot make 9 folds of the patients of hips with all classes in each: hip has"
                + " 8 with implant images. Set grid.folds to 8 or less.");
  }

  @Test
  void aPartOfWhichASplitLacksOneOfMoreThanTwoClassesIsRefusedBeforeAnythingStarts() {
    List<Example> images = new ArrayList<>(images(4, 4, 4));
    images.add(TestData.example("hip", "a", 0, Split.TEST, 0));
    images.add(TestData.example("hip", "b", 2, Split.TEST, 0));
    SplitScheme scheme = new SplitScheme(manifest(images), 0.25, 1, false, 0);

    assertThatThrownBy(() -> scheme.require(List.of("hip"), List.of(0L)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot train on hip: its test images are 1 none, 0 neck and 1 implant, and all classes"
                + " are needed. Add images, or leave hip out of grid.parts.");
  }

  /** Two patients in two folds leave one, who cannot be in the training and the selection split. */
  @Test
  void aFoldThatLeavesAClassOutOfTheSelectionSplitIsRefusedBeforeAnythingStarts() {
    SplitScheme scheme = new SplitScheme(manifest(images(30, 30, 2)), 0.1, 1, false, 2);

    assertThatThrownBy(() -> scheme.require(List.of("hip"), List.of(0L)))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            "Cannot train on hip: its (training|selection) images are .* and 0 implant, and all"
                + " classes are needed\\. Add images.*, or leave hip out of grid\\.parts\\.");
  }
}
