package org.apga.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.EmptyMap;
import org.apga.engine.ActivationMaps;
import org.apga.engine.Batch;
import org.apga.engine.Fill;
import org.apga.engine.Journal;
import org.apga.engine.NormStatistics;
import org.apga.engine.ScriptedClassifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradCamTest {
  private static final Batch BATCH =
      new Batch(1, 2, 2, new double[] {0.1, 0.2, 0.3, 0.4}, new int[] {1});

  private final Journal journal = new Journal();
  private final ScriptedClassifier classifier = new ScriptedClassifier(journal);
  private final ScriptedClassifier frozen = new ScriptedClassifier(journal);

  private GradCam method(EmptyMap empty) {
    return new GradCam(
        classifier, frozen, new GridConfig.GradCam(NormStatistics.RUNNING, empty, Fill.ZERO));
  }

  @Test
  void aBatchIsAStepOnWhatTheMapKeepsThenACleanStep() {
    // Over 0..1 these are 0, 0.25, 0.5 and 1: one half is not over one half.
    frozen.maps(b -> new ActivationMaps(1, 2, 2, new double[] {3, 4, 5, 7}));
    classifier.losses(0.5, 0.25);

    Step step = method(EmptyMap.KEEP).step(BATCH);

    assertThat(journal.entries())
        .containsExactly(
            "maps by RUNNING [0.1, 0.2, 0.3, 0.4]",
            "fit masked [0.0, 0.0, 0.0, 0.4]",
            "fit [0.1, 0.2, 0.3, 0.4]");
    assertThat(step.measures())
        .isEqualTo(
            Map.of(
                Measure.CAM_MASKED_LOSS, 0.5,
                Measure.CLEAN_LOSS, 0.25,
                Measure.MASK_SHARE, 0.25,
                Measure.MASK_EMPTY, 0.0,
                Measure.MASK_FULL, 0.0));
  }

  @Test
  void aMapIsResizedToTheImageBeforeItIsScaled() {
    // Two cells over four pixels: 0, 1/4, 3/4, 1.
    frozen.maps(b -> new ActivationMaps(1, 1, 2, new double[] {0, 8}));
    Batch row = new Batch(1, 1, 4, new double[] {0.1, 0.2, 0.3, 0.4}, new int[] {1});

    method(EmptyMap.KEEP).step(row);

    assertThat(journal.entries()).contains("fit masked [0.0, 0.0, 0.3, 0.4]");
  }

  @Test
  void everyImageIsScaledByItsOwnMap() {
    frozen.maps(b -> new ActivationMaps(2, 1, 2, new double[] {0, 1, 1000, 0}));
    Batch two = new Batch(2, 1, 2, new double[] {0.1, 0.2, 0.3, 0.4}, new int[] {1, 0});

    method(EmptyMap.KEEP).step(two);

    assertThat(journal.entries()).contains("fit masked [0.0, 0.2, 0.3, 0.0]");
  }

  @Test
  void anEmptyMapKeepsItsWholeImage() {
    Step step = method(EmptyMap.KEEP).step(BATCH);

    assertThat(journal.entries().get(1)).isEqualTo("fit masked [0.1, 0.2, 0.3, 0.4]");
    assertThat(step.measures()).containsEntry(Measure.MASK_FULL, 1.0);
  }

  @Test
  void anEmptyMapErasesItsWholeImageAsPublished() {
    Step step = method(EmptyMap.ERASE).step(BATCH);

    assertThat(journal.entries().get(1)).isEqualTo("fit masked [0.0, 0.0, 0.0, 0.0]");
    assertThat(step.measures()).containsEntry(Measure.MASK_EMPTY, 1.0);
  }

  @Test
  void aMapThatIsTheSameEverywhereHasNoScale() {
    frozen.maps(b -> new ActivationMaps(2, 1, 2, new double[] {3, 3, 2, 6}));
    Batch two = new Batch(2, 1, 2, new double[] {0.1, 0.2, 0.3, 0.4}, new int[] {1, 0});

    assertThat(method(EmptyMap.KEEP).scaledMaps(two)).containsExactly(Double.NaN, Double.NaN, 0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void theFrozenModelTakesTheStatisticsThatAreSet(NormStatistics statistics) {
    new GradCam(classifier, frozen, new GridConfig.GradCam(statistics, EmptyMap.KEEP, Fill.ZERO))
        .step(BATCH);

    assertThat(journal.calls().get(0)).isEqualTo("maps by " + statistics);
  }
}
