package org.apga.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.Batches;
import org.apga.data.ImageSet;
import org.apga.data.ImageSets;
import org.apga.engine.Batch;
import org.apga.engine.DivergedException;
import org.apga.engine.Journal;
import org.apga.engine.ScriptedClassifier;
import org.apga.engine.ScriptedPolicy;
import org.apga.method.Baseline;
import org.apga.method.Measure;
import org.apga.method.Method;
import org.apga.method.Step;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final double[] RIGHT = {0.1, 0.2, 0.8, 0.9};
  private static final double[] NEARLY = {0.1, 0.7, 0.6, 0.9};
  private static final double[] HALF = {0.5, 0.5, 0.5, 0.5};

  private final Journal journal = new Journal();
  private final ScriptedClassifier classifier = new ScriptedClassifier(journal);
  private final ImageSet training = ImageSets.ofLabels(0, 1, 0, 1, 0, 1, 0, 1);
  private final ImageSet deciding = ImageSets.ofLabels(0, 0, 1, 1);

  private static GridConfig config(String... settings) {
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return ConfigReader.read(all);
  }

  private final List<EpochReport> epochs = new ArrayList<>();
  private final TrainListener gathering =
      new TrainListener() {
        @Override
        public void epochDone(EpochReport report) {
          epochs.add(report);
        }
      };

  /** Epochs of four steps of two images each. */
  private Trainer trainer(GridConfig config, TrainListener listener) {
    return new Trainer(
        config,
        new Networks(classifier, null),
        new Batches(training, 2, 7),
        deciding,
        listener,
        gathering);
  }

  private Trainer trainer(GridConfig config) {
    return trainer(config, new TrainListener() {});
  }

  @Test
  void theResultIsTheWeightsOfTheBestEvaluation() {
    classifier.probabilities(NEARLY).probabilities(RIGHT).probabilities(HALF);

    Trainer.Result result = trainer(config("train.epochs", "3")).train(new Baseline(classifier));

    // Four steps an epoch, the second epoch's are the best.
    assertThat(ScriptedClassifier.steps(result.weights().classifier())).isEqualTo(8);
    assertThat(result.bestEpoch()).isEqualTo(2);
    assertThat(result.bestScore()).isEqualTo(1);
    assertThat(result.stopReason())
        .isEqualTo("All 3 epochs are done; the best was 1.0000 in epoch 2.");
    assertThat(epochs).extracting(EpochReport::best).containsExactly(true, true, false);
    assertThat(epochs).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
    assertThat(epochs).extracting(EpochReport::steps).containsOnly(4);
  }

  @Test
  void theAverageIsEvaluatedAndKeptAndStepsAreMadeOnTheWeightsThemselves() {
    List<Boolean> atPoints = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void reached(TrainingPoint point) {
            atPoints.add(ScriptedClassifier.isAverage(point.networks().weights().classifier()));
          }
        };

    Trainer.Result result =
        trainer(config("train.epochs", "2"), listener).train(new Baseline(classifier));

    assertThat(ScriptedClassifier.isAverage(result.weights().classifier())).isTrue();
    assertThat(atPoints).containsOnly(false);
  }

  @Test
  void eachEpochHasItsShareOfTheLearningRate() {
    classifier.probabilities(RIGHT).probabilities(NEARLY).probabilities(HALF).probabilities(RIGHT);
    GridConfig config =
        config("train.epochs", "4", "train.schedule", "plateau", "train.plateau-patience", "0");

    trainer(config).train(new Baseline(classifier));

    assertThat(classifier.rates()).containsExactly(1.0, 1.0, 0.1, 0.1 * 0.1);
    assertThat(epochs).extracting(EpochReport::rate).isEqualTo(classifier.rates());
  }

  @Test
  void trainingStopsWhenPatienceIsUsedUp() {
    classifier.probabilities(RIGHT).probabilities(HALF).probabilities(HALF);

    Trainer.Result result =
        trainer(
                config(
                    "train.epochs", "50", "selection.patience", "2", "selection.metric", "auroc"))
            .train(new Baseline(classifier));

    assertThat(epochs).hasSize(3);
    assertThat(result.stopReason())
        .isEqualTo(
            "No better auroc on the selection split in 2 evaluations; the best was 1.0000 in epoch"
                + " 1.");
    assertThat(ScriptedClassifier.steps(result.weights().classifier())).isEqualTo(4);
  }

  @Test
  void theMeasuresOfAnEpochAreMeansOverItsImages() {
    // Five images in batches of two: the single last one joins the batch before.
    Batches batches = new Batches(ImageSets.ofLabels(0, 1, 0, 1, 0), 2, 7);
    classifier.losses(1, 2);

    new Trainer(
            config("train.epochs", "1"),
            new Networks(classifier, null),
            batches,
            deciding,
            gathering)
        .train(new Baseline(classifier));

    // (2 x 1 + 3 x 2) / 5.
    assertThat(epochs.get(0).means()).isEqualTo(Map.of(Measure.CLEAN_LOSS, 1.6));
  }

  @Test
  void theOrderOfBatchesDependsOnSeedAndEpochAloneAndNotOnTheMethod() {
    GridConfig config = config("train.epochs", "2");
    List<String> plain = order(config, 7, 1);
    List<String> busy = order(config, 7, 3);

    assertThat(busy).isEqualTo(plain);
    assertThat(plain.subList(0, 4)).isNotEqualTo(plain.subList(4, 8));
    assertThat(order(config, 8, 1)).isNotEqualTo(plain);
  }

  /** The batches in their order, where the method takes so many steps on each. */
  private List<String> order(GridConfig config, long seed, int steps) {
    List<String> seen = new ArrayList<>();
    Method method =
        batch -> {
          seen.add(java.util.Arrays.toString(batch.pixels()));
          for (int i = 0; i < steps; i++) {
            classifier.fit(batch);
          }
          return new Step(Map.of(Measure.CLEAN_LOSS, 0.5));
        };
    new Trainer(
            config,
            new Networks(classifier, null),
            new Batches(training, 2, seed),
            deciding,
            new TrainListener() {})
        .train(method);
    return seen;
  }

  @Test
  void theMethodIsToldOfEachEpochAndTheListenerOfEachStep() {
    List<String> told = new ArrayList<>();
    Method method =
        new Method() {
          @Override
          public Step step(Batch batch) {
            return new Step(Map.of(Measure.CLEAN_LOSS, 0.5));
          }

          @Override
          public void startEpoch(int epoch) {
            told.add("epoch " + epoch);
          }
        };
    TrainListener listener =
        new TrainListener() {
          @Override
          public void stepDone(int epoch, int step, int steps) {
            told.add(epoch + ": " + step + " of " + steps);
          }

          @Override
          public void epochDone(EpochReport report) {
            told.add("done " + report.epoch());
          }
        };

    trainer(config("train.epochs", "2"), listener).train(method);

    assertThat(told)
        .containsExactly(
            "epoch 1",
            "1: 1 of 4",
            "1: 2 of 4",
            "1: 3 of 4",
            "1: 4 of 4",
            "done 1", //
            "epoch 2",
            "2: 1 of 4",
            "2: 2 of 4",
            "2: 3 of 4",
            "2: 4 of 4",
            "done 2");
  }

  @Test
  void aLossThatIsNoNumberEndsTheTrialAndNamesEpochAndStep() {
    classifier.losses(1, 1, 1, 1, 1, 1, Double.NaN);

    assertThatThrownBy(() -> trainer(config()).train(new Baseline(classifier)))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "Cannot continue training: clean_loss is NaN in epoch 2, step 3 of 4. Try a smaller"
                + " train.learning-rate.");
  }

  @Test
  void anInfiniteLossEndsTheTrialToo() {
    classifier.losses(Double.POSITIVE_INFINITY);

    assertThatThrownBy(() -> trainer(config()).train(new Baseline(classifier)))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "Cannot continue training: clean_loss is Infinity in epoch 1, step 1 of 4. Try a smaller"
                + " train.learning-rate.");
  }

  @Test
  void aScoreThatIsNoNumberEndsTheTrialAndNamesTheTwoEvaluationsBetweenWhichItTurned() {
    classifier.probabilities(HALF).probabilities(0.5, Double.NaN, 0.5, 0.5);

    assertThatThrownBy(() -> trainer(config()).train(new Baseline(classifier)))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "Cannot continue training: a score of the classifier is NaN at the evaluation in epoch 2,"
                + " step 4 of 4, and was not at that in epoch 1, step 4 of 4. Try a smaller"
                + " train.learning-rate.");
  }

  @Test
  void anActivationThatIsNoNumberBetweenLayersEndsTheTrialAtTheEvaluation() {
    classifier.flawOn("an activation of the classifier is NaN", 3);

    assertThatThrownBy(() -> trainer(config()).train(new Baseline(classifier)))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "Cannot continue training: an activation of the classifier is NaN at the evaluation in"
                + " epoch 1, step 4 of 4. Try a smaller train.learning-rate.");
  }

  @Test
  void aWeightThatIsNoNumberEndsTheTrialAtItsStepAndNothingOfItIsKept() {
    classifier.flaw("the classifier's tensor features.conv0.weight holds NaN", 6);
    List<String> reached = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void reached(TrainingPoint point) {
            reached.add(point.state().epoch() + ": " + point.state().step());
          }
        };

    assertThatThrownBy(() -> trainer(config(), listener).train(new Baseline(classifier)))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "Cannot continue training: the classifier's tensor features.conv0.weight holds NaN in"
                + " epoch 2, step 2 of 4. Try a smaller train.learning-rate.");
    assertThat(reached).endsWith("1: 4", "2: 1");
  }

  @Test
  void aMaskThatIsNoNumberEndsTheTrialAtItsStep() {
    ScriptedPolicy policy = new ScriptedPolicy(journal).masks(1, 1, 1, 1).masks(1, Double.NaN);
    Method method =
        batch -> {
          policy.masks(batch);
          return new Step(Map.of(Measure.CLEAN_LOSS, 0.5));
        };

    assertThatThrownBy(() -> trainer(config()).train(method))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "Cannot continue training: a score of the policy is NaN in epoch 1, step 2 of 4. Try a"
                + " smaller train.learning-rate.");
  }

  @Test
  void whatIsReachedIsEveryBatchAndOfAnEpochsLastItsEnd() {
    List<String> reached = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void reached(TrainingPoint point) {
            TrainingState state = point.state();
            reached.add(
                state.epoch()
                    + ": "
                    + state.step()
                    + (state.epochDone() ? " done" : "")
                    + (point.best() == null ? "" : ", best"));
          }
        };

    trainer(config("train.epochs", "2"), listener).train(new Baseline(classifier));

    assertThat(reached)
        .containsExactly(
            "1: 1",
            "1: 2",
            "1: 3",
            "1: 4 done, best", //
            "2: 1, best",
            "2: 2, best",
            "2: 3, best",
            "2: 4 done, best");
  }

  @Test
  void aTrainingGoesOnFromWhereItWas() {
    classifier.losses(1, 2, 3, 4, 5, 6, 7, 8).probabilities(NEARLY).probabilities(HALF);
    List<TrainingPoint> points = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void reached(TrainingPoint point) {
            points.add(point);
          }
        };
    Trainer.Result whole =
        trainer(config("train.epochs", "2"), listener).train(new Baseline(classifier));
    TrainingPoint fifth = points.get(5);
    classifier.losses(7, 8).probabilities(HALF);

    Trainer.Result rest =
        trainer(config("train.epochs", "2"))
            .resume(new Baseline(classifier), fifth.state(), fifth.best());

    assertThat(fifth.state().step()).isEqualTo(2);
    // Two of the whole training, and the rest of its second again.
    assertThat(epochs).hasSize(3);
    assertThat(epochs.get(2).means()).isEqualTo(epochs.get(1).means());
    assertThat(epochs.get(2).seconds()).isGreaterThan(fifth.state().seconds());
    assertThat(rest.weights()).isEqualTo(whole.weights());
    assertThat(rest.stopReason()).isEqualTo(whole.stopReason());
    assertThat(rest.bestEpoch()).isEqualTo(1);
  }

  @Test
  void aTrainingThatWasDoneTrainsNoMore() {
    List<TrainingPoint> points = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void reached(TrainingPoint point) {
            points.add(point);
          }
        };
    Trainer.Result whole =
        trainer(config("train.epochs", "2"), listener).train(new Baseline(classifier));
    TrainingPoint last = points.get(points.size() - 1);

    Trainer.Result nothing =
        trainer(config("train.epochs", "2"))
            .resume(new Baseline(classifier), last.state(), last.best());

    assertThat(epochs).hasSize(2);
    assertThat(nothing.stopReason()).isEqualTo(whole.stopReason());
    assertThat(nothing.weights()).isEqualTo(whole.weights());
  }

  @Test
  void aMethodIsGivenItsMemoryAfterItsEpochHasBegun() {
    List<String> told = new ArrayList<>();
    Method method =
        new Method() {
          @Override
          public Step step(Batch batch) {
            return new Step(Map.of(Measure.CLEAN_LOSS, 0.5));
          }

          @Override
          public void startEpoch(int epoch) {
            told.add("epoch " + epoch);
          }

          @Override
          public void remember(Map<String, Double> memory) {
            told.add("remember " + memory);
          }
        };
    TrainingState state =
        new TrainingState(
            2,
            3,
            4,
            Map.of(Measure.CLEAN_LOSS, 0.5),
            6,
            false,
            1,
            EarlyStopping.Memory.NONE,
            LearningRate.Memory.NONE,
            Map.of("drawn", 12.0));

    trainer(config("train.epochs", "3")).resume(method, state, null);

    assertThat(told).containsExactly("epoch 2", "remember {drawn=12.0}", "epoch 3");
  }
}
