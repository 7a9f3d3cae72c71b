package org.apga.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.Batches;
import org.apga.data.ImageSet;
import org.apga.data.ImageSets;
import org.apga.engine.Journal;
import org.apga.engine.ScriptedClassifier;
import org.apga.engine.ScriptedPolicy;
import org.apga.method.Baseline;
import org.junit.jupiter.api.Test;

/** When the published code evaluates, and which evaluation it keeps. */
class PublishedCadenceTest {
  private final List<EpochReport> epochs = new ArrayList<>();
  private final TrainListener gathering =
      new TrainListener() {
        @Override
        public void epochDone(EpochReport report) {
          epochs.add(report);
        }
      };

  private static final double[] RIGHT = {0.1, 0.2, 0.8, 0.9};
  private static final double[] NEARLY = {0.1, 0.7, 0.6, 0.9};
  private static final double[] HALF = {0.5, 0.5, 0.5, 0.5};

  private final Journal journal = new Journal();
  private final ScriptedClassifier classifier = new ScriptedClassifier(journal);
  private final ScriptedPolicy policy = new ScriptedPolicy(journal);
  private final ImageSet training = ImageSets.ofLabels(0, 1, 0, 1, 0, 1, 0, 1);
  private final ImageSet deciding = ImageSets.ofLabels(0, 0, 1, 1);

  private static GridConfig config(int epochs) {
    return ConfigReader.read(
        Map.of("profile", "reference", "train.epochs", Integer.toString(epochs)));
  }

  @Test
  void asPublishedArmsWithAPolicyAreEvaluatedAfterBatch101And201AndAtTheEnd() {
    List<Integer> evaluatedAfter = stepsBeforeEvaluations(new Networks(classifier, policy), 250);

    assertThat(evaluatedAfter).containsExactly(101, 201, 250);
  }

  @Test
  void asPublishedArmsWithoutOneAreEvaluatedAtTheEndAlone() {
    assertThat(stepsBeforeEvaluations(new Networks(classifier, null), 250)).containsExactly(250);
  }

  @Test
  void anEpochOf100BatchesIsEvaluatedOnce() {
    assertThat(stepsBeforeEvaluations(new Networks(classifier, policy), 100)).containsExactly(100);
  }

  private List<Integer> stepsBeforeEvaluations(Networks networks, int batches) {
    GridConfig config = config(1);
    new Trainer(
            config,
            networks,
            new Batches(ImageSets.ofLabels(new int[batches]), 1, 7),
            deciding,
            new TrainListener() {})
        .train(new Baseline(classifier));
    List<Integer> evaluated = new ArrayList<>();
    int steps = 0;
    for (String call : journal.calls()) {
      steps += call.equals("fit") ? 1 : 0;
      // With test-time augmentation an evaluation asks twice.
      if (call.equals("probabilities") && !evaluated.contains(steps)) {
        evaluated.add(steps);
      }
    }
    return evaluated;
  }

  @Test
  void withinAnEpochTheBestEvaluationKeepsItsWeights() {
    // Three evaluations, each of plain and augmented images.
    classifier
        .probabilities(HALF)
        .probabilities(HALF)
        .probabilities(RIGHT)
        .probabilities(HALF)
        .probabilities(NEARLY)
        .probabilities(HALF);

    Trainer.Result result =
        new Trainer(
                config(1),
                new Networks(classifier, policy),
                new Batches(ImageSets.ofLabels(new int[250]), 1, 7),
                deciding,
                gathering)
            .train(new Baseline(classifier));

    assertThat(ScriptedClassifier.steps(result.weights().classifier())).isEqualTo(201);
    assertThat(epochs).extracting(EpochReport::best).containsExactly(true);
    assertThat(result.weights().policy()).isNotNull();
  }

  @Test
  void anEpochWhoseAugmentedScoreIsTheBestIsMarkedAsTheBest() {
    classifier.probabilities(NEARLY).probabilities(HALF).probabilities(HALF).probabilities(RIGHT);

    Trainer.Result result =
        new Trainer(
                config(2),
                new Networks(classifier, policy),
                new Batches(training, 2, 7),
                deciding,
                gathering)
            .train(new Baseline(classifier));

    assertThat(result.bestEpoch()).isEqualTo(2);
    assertThat(result.bestScore()).isEqualTo(1);
    assertThat(ScriptedClassifier.steps(result.weights().classifier())).isEqualTo(8);
    assertThat(epochs).extracting(EpochReport::best).containsExactly(true, true);
  }
}
