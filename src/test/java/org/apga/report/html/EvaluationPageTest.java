package org.apga.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apga.report.SimulatedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationPageTest {
  @TempDir private Path root;

  private String page(SimulatedRun scores) {
    return new ManyRuns(root).evaluation(scores);
  }

  private static String text(String page, String section) throws Exception {
    var sections = IndexPageTest.parse(page).getElementsByTagName("section");
    for (int i = 0; i < sections.getLength(); i++) {
      if (sections.item(i).getAttributes().getNamedItem("id").getNodeValue().equals(section)) {
        return sections.item(i).getTextContent();
      }
    }
    throw new AssertionError("The page has no section " + section + ".");
  }

  @Test
  void itSaysOnWhatDataWhichModelsReachedWhatAndWhatTheyHadSeen() throws Exception {
    String page = page(ManyRuns.scores());

    assertThat(text(page, "result"))
        .contains("On hips <b>2026</b>, elbow apga: accuracy ", " % (", "), AUROC 0.")
        .contains("with 95 % intervals, by 2 models", "of 40 patients", "of them abnormal.")
        .contains("apga2/2")
        .doesNotContain("Δ");
    assertThat(page).contains("A model was trained on 1 of these 81 images");
    assertThat(text(page, "models"))
        .contains("elbow apga seed 01 of 81elbow-apga-a", "elbow apga seed 1noneelbow-apga-b")
        .contains("elbow apga seed 2not known", "Test images, trials", "seed 0");
    assertThat(text(page, "metrics")).contains("TP", "FN").doesNotContain("Selection");
    assertThat(text(page, "subgroups")).contains("left", "right");
    assertThat(text(page, "errors")).contains("were classified wrongly");
    assertThat(text(page, "images")).contains("<i>.png: it is empty", "seed 1");
    assertThat(page)
        .contains("hips &lt;b&gt;2026")
        .doesNotContain("NaN", "null", "<b>2026", "key:secret@");
  }

  @Test
  void ofMoreClassesWhichIsCalledWhichIsShown() throws Exception {
    String page = page(ManyRuns.scores("normal", "fracture", "plate"));

    assertThat(text(page, "metrics")).contains("Confusion matrices", "fracture", "plate");
    assertThat(text(page, "result")).doesNotContain("abnormal");
  }
}
