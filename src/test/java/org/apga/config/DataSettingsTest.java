package org.apga.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apga.data.Classes;
import org.junit.jupiter.api.Test;

class DataSettingsTest {
  private static final String KINDS = "data.phantoms.classes=kinds";
  private static final String MANIFEST = "data.manifest=data/manifest.csv";
  private static final String WRITE = "data.phantoms.write-if-missing=true";

  private static GridConfig.Data data(String... sets) {
    return ConfigReader.read(Map.of(), List.of(sets)).data();
  }

  @Test
  void phantomsOfKindsNeedTheirManifestAndTenPatients() {
    assertThatThrownBy(() -> data(KINDS, "data.phantoms.patients=9"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            Cannot use stored settings: 2 problems.
              --set data.phantoms.classes: data.phantoms.classes is kinds; data.manifest must name \
            the manifest.csv that is written beside them, because MURA's lists only have \
            normal and abnormal.
              --set data.phantoms.patients: data.phantoms.patients is 9; it must be 10 .. 100000.
            Nothing was started. Every setting is explained by: submit/apga settings""");
  }

  @Test
  void imagesOfAManifestArePhantomsWhereKindsAreAskedFor() {
    assertThat(data(WRITE).asksForPhantoms()).isTrue();
    assertThat(data(WRITE, MANIFEST).asksForPhantoms()).isFalse();
    assertThat(data(WRITE, MANIFEST, KINDS).asksForPhantoms()).isTrue();
    assertThat(data(MANIFEST, KINDS).asksForPhantoms()).isFalse();
  }

  private static void refused(String message, String... sets) {
    assertThatThrownBy(() -> data(sets))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\n  --set " + message + "\n");
  }

  @Test
  void classesAreNamesOrThoseOfTheManifest() {
    assertThat(data().classes()).contains(Classes.TWO);
    assertThat(data("data.classes=[none,neck,implant]").classes())
        .contains(new Classes(List.of("none", "neck", "implant")));
    assertThat(data("data.classes=[0,1,2,3,4]", "data.ordered=true").classes()).isPresent();
    assertThat(data("data.classes=manifest").classes()).isEmpty();
    assertThat(
            ConfigReader.read(Map.of(), List.of("data.classes=[none,neck,implant]"))
                .classifier()
                .classes())
        .isEqualTo(3);
  }

  @Test
  void classesThatAreNoneAreRefused() {
    refused(
        "data.classes: data.classes is \"kinds\"; it must be a list of names such as [none, neck],"
            + " or manifest.",
        "data.classes=kinds");
    refused(
        "data.classes: data.classes is [none]; a classifier has 2 to 1000 classes, not 1.",
        "data.classes=[none]");
    refused(
        "data.classes: data.classes is [none, neck, none]; the class none is named twice.",
        "data.classes=[none,neck,none]");
    refused(
        "data.classes: data.classes is [abnormal, normal]; of two classes the abnormal one is the"
            + " last. Swap them.",
        "data.classes=[abnormal,normal]");
  }

  @Test
  void onlyMoreThanTwoNamedClassesHaveAnOrder() {
    refused(
        "data.ordered: data.ordered is true; two classes have no order. Omit it.",
        "data.ordered=true");
    refused(
        "data.ordered: data.ordered is true; name the classes in data.classes, from the first to the"
            + " last.",
        "data.ordered=true",
        "data.classes=manifest");
  }

  @Test
  void aConfigurationWhoseClassesTheManifestNamesIsTheOneThatNamesThem() {
    Classes classes = new Classes(List.of("a \"b\"", "c", "d"));
    GridConfig open = ConfigReader.read(Map.of(), List.of("data.classes=manifest"));

    GridConfig known = ConfigReader.of(open, classes);

    assertThat(known.data().classes()).contains(classes);
    assertThat(known.classifier().classes()).isEqualTo(3);
    assertThat(ConfigReader.read(known.settings())).isEqualTo(known);
    assertThat(ConfigReader.of(known, classes)).isSameAs(known);
  }
}
