package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of more than two classes: what is printed about the classes, and what is refused. */
class PlanOfClassesTest {
  private static final List<String> CLASSES = List.of("none", "neck", "implant");
  private static final List<String> SPLITS = List.of("train", "selection", "test");

  @TempDir private Path folder;

  /**
   * Writes images of three classes, one per patient, and plans with their manifest.
   *
   * @param counts images of each class in each split: {@code 8 8 8, 2 2 2, 3 3 3}
   */
  private CommandRun planOfClasses(String counts, String classes) throws IOException {
    StringBuilder rows = new StringBuilder("path,label,patient,study,group,split\n");
    String[] splits = counts.split(", ");
    for (int split = 0; split < 3; split++) {
      String[] ofClass = splits[split].split(" ");
      for (int label = 0; label < 3; label++) {
        for (int i = 0; i < Integer.parseInt(ofClass[label]); i++) {
          String name = split + "-" + label + "-" + i;
          Files.writeString(folder.resolve(name + ".png"), name);
          rows.append(
              "%s.png,%s,%1$s,%1$s,hip,%s%n"
                  .formatted(name, CLASSES.get(label), SPLITS.get(split)));
        }
      }
    }
    Path csv = Files.writeString(folder.resolve("hips.csv"), rows);
    return plan("data.manifest=" + csv, "data.classes=" + classes);
  }

  private CommandRun plan(String... sets) throws IOException {
    Files.writeString(
        conf(),
        """
        grid { parts = [hip], seeds = [1], arms = [apga] }
        data { root = "%s", selection-share = 0.3 }
        results.root = "%s"
        """
            .formatted(folder, folder.resolve("results")));
    List<String> arguments = new ArrayList<>(List.of("plan", conf().toString()));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    return CommandRun.of(Map.of(), arguments.toArray(String[]::new));
  }

  private Path conf() {
    return folder.resolve("grid.conf");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8 0 7, 2 2 2, 3 3 3 | training images are 8 none, 0 neck and 7 implant | Add images",
        "8 8 7, 2 0 1, 3 3 3 | selection images are 2 none, 0 neck and 1 implant | Add images",
        "8 1 7, 0 0 0, 3 3 3 | selection images are 2 none, 0 neck and 2 implant | Add images, raise data.selection-share",
        "8 8 7, 2 2 1, 3 3 0 | test images are 3 none, 3 neck and 0 implant | Add images",
      })
  void aSplitWithoutAClassIsRefused(String counts, String why, String advice) throws IOException {
    CommandRun refused = planOfClasses(counts, "[none,neck,implant]");

    assertThat(refused.errors())
        .containsExactly(
            "Cannot train on hip: its "
                + why
                + ", and all classes are needed. "
                + advice
                + ", or leave hip out of grid.parts.");
    assertThat(refused.exitCode()).isEqualTo(Main.NOTHING_STARTED);
  }

  @Test
  void aLabelThatIsNoClassIsRefused() throws IOException {
    CommandRun refused = planOfClasses("8 8 1, 2 2 0, 3 3 0", "[none,neck,plate]");

    assertThat(refused.errors())
        .containsExactly(
            "Cannot read the manifest hips.csv: 1 problem. Correct the labels, or name the classes in"
                + " data.classes. See dataset-manifests/README.md.",
            "  hips.csv:18: the label is \"implant\", not none, neck, plate");
    assertThat(refused.exitCode()).isEqualTo(Main.NOTHING_STARTED);
  }

  @Test
  void anOrderOfTwoClassesIsRefused() throws IOException {
    CommandRun refused = plan("data.ordered=true");

    assertThat(refused.errors())
        .containsExactly(
            "Cannot use " + conf() + ": 1 problem.",
            "  --set data.ordered: data.ordered is true; two classes have no order. Omit it.",
            "Nothing was started. Every setting is explained by: submit/apga settings");
    assertThat(refused.exitCode()).isEqualTo(Main.NOTHING_STARTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10 5 2, 2 2 2, 3 3 3 | 10 none, 5 neck and 2 implant",
        "11 5 2, 2 2 2, 3 3 3 | 11 none, 5 neck and 2 implant; they are far from balanced: see"
            + " train.class-weights",
      })
  void aPlanTellsTheImagesOfEachClassAndWhetherTheyAreFarFromBalanced(String counts, String told)
      throws IOException {
    CommandRun plan = planOfClasses(counts, "[none,neck,implant]");

    assertThat(plan.errors()).isEmpty();
    assertThat(plan.lines()).contains("Classes   hip for training: " + told);
  }
}
