package org.apga.report.html;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.store.Row;

/** The paper's table beside this run's figures, and why the two are not the same thing. */
final class PaperSection implements Section {
  /** The columns of the paper's table. */
  private static final List<String> ARMS =
      Stream.of(Arm.BASELINE, Arm.CUTOUT, Arm.GRADCAM, Arm.APGA).map(Arm::label).toList();

  /** Cheng, Iriondo et al., MICCAI 2019: validation accuracy on MURA in percent. */
  private static final Map<String, List<String>> PUBLISHED =
      Map.of(
          "elbow", List.of("82.80 ± 1.10", "83.05 ± 0.85", "83.18 ± 0.70", "83.26 ± 0.62"),
          "finger", List.of("75.70 ± 1.11", "77.66 ± 1.69", "76.66 ± 0.83", "77.96 ± 0.19"),
          "forearm", List.of("80.07 ± 1.98", "81.80 ± 1.47", "79.80 ± 1.70", "83.44 ± 0.53"),
          "hand", List.of("78.35 ± 0.82", "78.13 ± 0.86", "77.35 ± 1.49", "79.09 ± 1.44"),
          "humerus", List.of("85.69 ± 0.93", "85.69 ± 0.79", "86.39 ± 1.50", "86.53 ± 0.67"),
          "shoulder", List.of("75.88 ± 0.93", "75.77 ± 0.78", "76.80 ± 1.18", "76.59 ± 0.48"),
          "wrist", List.of("83.28 ± 0.46", "84.04 ± 0.97", "82.61 ± 1.19", "84.41 ± 0.54"));

  private static final List<String> PARTS =
      List.of("elbow", "finger", "forearm", "hand", "humerus", "shoulder", "wrist");

  private final RunFacts facts;

  PaperSection(RunFacts facts) {
    this.facts = facts;
  }

  @Override
  public String id() {
    return "paper";
  }

  @Override
  public String title() {
    return "The paper’s table beside this run";
  }

  @Override
  public void write(Markup html) {
    html.paragraph(
        "The paper's figures (Cheng, Iriondo et al., Adversarial Policy Gradient for Deep Learning"
            + " Image Augmentation, MICCAI 2019) are accuracies of MURA's validation images, mean ±"
            + " sd, each the best of many evaluations on those very images, and of more evaluations"
            + " for APGA than for the others. This run's are of "
            + (facts.texts("manifest").isEmpty()
                ? "its test images"
                : "the test images of " + RunFacts.list(facts.texts("manifest")))
            + ", "
            + selection()
            + " The two are not measurements of the same thing.",
        "class",
        "lead");
    if (facts.areImagesSynthetic()) {
      html.paragraph(
          "This run looked at synthetic radiographs, not at MURA: nothing here can be compared with"
              + " the paper.",
          "class",
          "warning");
    }
    DataTable table =
        new DataTable(
            "Accuracy of images in percent, trained on all images",
            "summary",
            "arm",
            "#paper",
            "#this run",
            "#seeds");
    for (String part : PARTS) {
      table.group(part);
      for (int i = 0; i < ARMS.size(); i++) {
        String arm = ARMS.get(i);
        Row row = ours(part, arm);
        String paper = PUBLISHED.getOrDefault(part, List.of()).get(i);
        table.row(
            TableCell.head(arm),
            TableCell.number(paper),
            TableCell.number(
                row == null
                    ? Digits.NONE
                    : Digits.spread(
                        Digits.percent(row.real("accuracy_mean")),
                        Digits.percent(row.real("accuracy_sd")))),
            row == null
                ? TableCell.text("not planned")
                : TableCell.number(
                    row.whole("done")
                        + "/"
                        + row.whole("expected")
                        + (row.flag("partial") ? "*" : "")));
      }
    }
    table.write(html);
  }

  private String selection() {
    boolean reported =
        facts.report().summary().stream().anyMatch(row -> row.flag("reported_split_selects"));
    return reported
        ? "selected on the split it reports, as published."
        : "looked at once, with weights chosen on patients held out of the training list.";
  }

  private org.apga.store.@org.jspecify.annotations.Nullable Row ours(String part, String arm) {
    return facts.report().summary().stream()
        .filter(
            row ->
                row.text("part").equals(part)
                    && row.text("arm").equals(arm)
                    && row.text("shots").equals("full"))
        .findFirst()
        .orElse(null);
  }
}
