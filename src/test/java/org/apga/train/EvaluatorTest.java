package org.apga.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.apga.data.Example;
import org.apga.data.ImageSet;
import org.apga.data.ImageSets;
import org.apga.data.Split;
import org.apga.engine.Journal;
import org.apga.engine.ScriptedClassifier;
import org.apga.engine.ScriptedPolicy;
import org.apga.metrics.Probabilities;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private final Journal journal = new Journal();
  private final ScriptedClassifier classifier = new ScriptedClassifier(journal);
  private final ImageSet images = ImageSets.ofLabels(0, 1, 1);

  private static double[] abnormal(List<Probabilities> said) {
    return said.stream().mapToDouble(one -> one.of(1)).toArray();
  }

  @Test
  void everyImageHasItsProbabilityWhateverTheBatches() {
    classifier.probabilities(0.1, 0.2).probabilities(0.3);

    Evaluation evaluation = Evaluator.evaluate(new Networks(classifier, null), images, 2);

    assertThat(abnormal(evaluation.probabilities())).containsExactly(0.1, 0.2, 0.3);
    assertThat(evaluation.examples()).isEqualTo(images.examples());
    assertThat(evaluation.augmented()).isNull();
    assertThat(evaluation.maskShares()).isNull();
    assertThat(evaluation.augmentedImages()).isNull();
    assertThat(evaluation.augmentedStudies()).isNull();
  }

  @Test
  void anArmWithAPolicyHasMaskSharesAndTestTimeAugmentationToo() {
    ScriptedPolicy policy = new ScriptedPolicy(journal).masks(1, 0.5).masks(0.9);
    classifier.probabilities(0, 0.5).probabilities(1, 1).probabilities(0.5).probabilities(0.25);
    List<String> seen = new ArrayList<>();

    Evaluation evaluation =
        Evaluator.evaluate(
            new Networks(classifier, policy),
            images,
            2,
            (first, masks) -> seen.add(first + ": " + masks.images()));

    assertThat(abnormal(evaluation.probabilities())).containsExactly(0, 0.5, 0.5);
    assertThat(abnormal(Objects.requireNonNull(evaluation.augmented())))
        .containsExactly(0.5, 0.75, 0.375);
    // One half itself is not over one half.
    assertThat(evaluation.maskShares()).containsExactly(1, 0, 1);
    assertThat(seen).containsExactly("0: 2", "2: 1");
  }

  @Test
  void aStudyCountsByTheMeanOfItsImages() {
    List<Example> examples =
        List.of(
            new Example("a", 1, "p1", "p1/s1", "elbow", Split.TEST),
            new Example("b", 1, "p1", "p1/s1", "elbow", Split.TEST),
            new Example("c", 0, "p2", "p2/s1", "elbow", Split.TEST));

    Evaluation evaluation =
        new Evaluation(
            examples,
            DoubleStream.of(0.9, 0.4, 0.2).mapToObj(Probabilities::ofAbnormal).toList(),
            null,
            null);

    assertThat(evaluation.images().accuracy()).isEqualTo(2 / 3.0);
    assertThat(evaluation.studies().n()).isEqualTo(2);
    assertThat(evaluation.studies().accuracy()).isEqualTo(1);
  }
}
