package org.apga.trial;

import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apga.config.Arm;
import org.apga.engine.Centring;
import org.apga.method.Measure;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.train.EarlyStopping;
import org.apga.train.LearningRate;
import org.apga.train.TrainingState;
import org.junit.jupiter.api.Test;

class TrainingDocumentTest {

  private static TrainingDocument again(TrainingDocument document) throws IOException {
    return TrainingDocument.of(new ObjectMapper().readTree(document.json().toString()));
  }

  @Test
  void whereATrainingIsIsTheSameAgain() throws IOException {
    Row epoch =
        TrialRows.cell(trial(Arm.APGA, 7), Tables.EPOCHS)
            .set("epoch", 1)
            .set("clean_loss", 1 / 3.0)
            .set("best", true)
            .build();
    Row mask =
        TrialRows.cell(trial(Arm.APGA, 7), Tables.MASK_HISTORY)
            .set("epoch", 1)
            .set("policy", new byte[] {0, -1, 127, -128})
            .build();
    TrainingDocument document =
        new TrainingDocument(
            "images",
            "dl4j on cpu",
            new Centring(-0.1, 1 / 7.0),
            new TrainingState(
                2,
                3,
                9,
                Map.of(Measure.CLEAN_LOSS, 0.1 + 0.2, Measure.REWARD, -1e-300),
                75,
                true,
                12.25,
                new EarlyStopping.Memory(0.75, 1 / 3.0, 1, 4),
                new LearningRate.Memory(0.1 * 0.1, 1 / 7.0, 2),
                Map.of("reward_baseline", Math.nextDown(0.5))),
            List.of(epoch),
            List.of(mask));

    assertThat(again(document)).isEqualTo(document);
  }

  @Test
  void aTrainingWithoutAnEvaluationOrABatchHasNumbersThatJsonHasNot() throws IOException {
    TrainingDocument document =
        new TrainingDocument(
            "images",
            "dl4j on cpu",
            null,
            new TrainingState(
                1,
                1,
                9,
                Map.of(),
                0,
                false,
                0,
                EarlyStopping.Memory.NONE,
                LearningRate.Memory.NONE,
                Map.of("reward_baseline", Double.NaN)),
            List.of(),
            List.of());

    assertThat(again(document)).isEqualTo(document);
    assertThat(again(document).state().stopping().bestLoss()).isEqualTo(Double.POSITIVE_INFINITY);
  }
}
