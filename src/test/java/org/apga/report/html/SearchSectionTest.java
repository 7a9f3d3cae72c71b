package org.apga.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.lang3.StringUtils;
import org.apga.files.JsonFile;
import org.apga.report.SimulatedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section of the page on the variants that were tried. */
class SearchSectionTest {
  @TempDir private Path root;

  private final ObjectNode plan = JsonFile.object().put("planned", "2026-02-03T12:00:05.678Z");
  private final ArrayNode choices = plan.putArray("choices");

  private void tried(String arm, String metric, double rate, boolean chosen, double... scores) {
    ObjectNode one = choices.addObject().put("part", "elbow").put("arm", arm).put("shots", "full");
    ObjectNode variant = one.putObject("variant").put("name", "rate=" + rate);
    variant
        .putObject("settings")
        .put("train.learning-rate", Double.toString(rate))
        .put("selection.metric", "\"" + metric + "\"");
    one.put("tuning_run", "r1").put("metric", "auroc").put("chosen", chosen).put("tried", 3);
    ObjectNode bySeed = one.putObject("scores");
    for (int i = 0; i < scores.length; i++) {
      bySeed.put(Integer.toString(100 + i), scores[i]);
    }
    if (scores.length == 2) {
      one.put("score", (scores[0] + scores[1]) / 2).put("loss", 0.5);
    }
  }

  private String page() throws IOException {
    StoredRun run =
        StoredRun.of(
            root,
            new SimulatedRun("r2")
                .with("elbow", "baseline", 1, 0, 1)
                .with("elbow", "apga", 1, 0, 1));
    plan.putObject("settings").put("grid.draws", "3");
    run.store().plans().freeze("r2", plan);
    return run.page();
  }

  @Test
  void everyVariantAndSeedHasADotAndTheChosenDiamondsOnALine() throws IOException {
    tried("apga", "auroc", 1e-4, false, 0.6, 0.7);
    tried("apga", "loss", 1e-2, true, 0.8, 0.9);
    tried("apga", "auroc", 1e-3, false, 0.5);

    String section = StringUtils.substringBetween(page(), "<section id=\"search\"", "</section>");

    // A plot of the rate and one of the metric, which has two words as its values.
    assertThat(section)
        .contains("elbow apga: train.learning-rate", "elbow apga: selection.metric")
        .contains("3 variants; rate=0.01 was chosen, with a mean auroc of 0.850.");
    assertThat(StringUtils.countMatches(section, "<circle")).isEqualTo(2 * 3);
    assertThat(StringUtils.countMatches(section, "<path")).isEqualTo(2 * 2);
    assertThat(StringUtils.countMatches(section, "class=\"whisker a-apga\"")).isEqualTo(2);
    assertThat(section).contains(">1e-4<", ">1e-3<", ">1e-2<", "auroc", "loss");
    // The variant that is not done on every seed is counted.
    assertThat(section.replaceAll("<[^>]*>", " ").replaceAll(" +", " "))
        .contains("apga rate=0.01 0.850 0.800, 0.900 3 1");
  }

  @Test
  void whatWasDroppedOnTheWayHasHollowDotsAndIsCounted() throws IOException {
    tried("apga", "auroc", 1e-4, false, 0.6, 0.7);
    tried("apga", "auroc", 1e-2, true, 0.8, 0.9);
    tried("apga", "auroc", 1e-3, false, 0.5, 0.6);
    long epochs = 4;
    for (JsonNode one : choices) {
      ((ObjectNode) one).put("epochs", epochs).put("most_epochs", 18);
      epochs += 7;
    }
    ((ObjectNode) choices.get(0)).put("dropped_at", 2);

    String section = StringUtils.substringBetween(page(), "<section id=\"search\"", "</section>");

    assertThat(StringUtils.countMatches(section, "class=\"dot a-apga dropped\"")).isEqualTo(2);
    assertThat(section.replaceAll("<[^>]*>", " ").replaceAll(" +", " "))
        .contains("apga rate=0.01 0.850 0.800, 0.900 3 0 1 dropped after epoch 2 33 of 54")
        .contains("A hollow dot is the figure that such a variant had by then");
  }

  @Test
  void aSettingThatDoesNotVaryIsNotDrawn() throws IOException {
    tried("baseline", "auroc", 1e-3, true, 0.8, 0.9);
    tried("baseline", "auroc", 2e-3, false, 0.5, 0.6);

    assertThat(page())
        .contains("elbow baseline: train.learning-rate")
        .doesNotContain("elbow baseline: selection.metric");
  }

  @Test
  void aRunBeforeWhichNothingWasTriedHasNoSuchSection() throws IOException {
    assertThat(page()).doesNotContain("<section id=\"search\"", "href=\"#search\"");
  }
}
