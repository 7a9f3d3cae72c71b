package org.apga.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.apga.config.Recipe.Schedule;
import org.apga.config.Recipe.Schedule.Kind;
import org.apga.engine.RecipeFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
  private static final JsonNode LOSSES = RecipeFixture.part("losses");

  @ParameterizedTest
  @CsvSource({"cosine, COSINE, 0", "warm cosine, COSINE, 3", "step, STEP, 0", "warm step, STEP, 2"})
  void aScheduleIsPytorchs(String name, Kind kind, int warmUp) {
    double[] wanted = RecipeFixture.numbers(RecipeFixture.part("schedules").required(name));
    LearningRate rate = new LearningRate(new Schedule(kind, warmUp, 0.25, 3, 1), wanted.length);

    for (int epoch = 1; epoch <= wanted.length; epoch++) {
      assertThat(rate.share(epoch))
          .as("epoch %s", epoch)
          .isCloseTo(wanted[epoch - 1], within(1e-14));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "1, 0.1", "2, 0.5"})
  void aPlateauIsPytorchs(int patience, double factor) {
    double[] wanted =
        RecipeFixture.numbers(RecipeFixture.part("plateaus").required(String.valueOf(patience)));
    LearningRate rate = plateau(0, patience, factor);

    for (int epoch = 1; epoch <= wanted.length; epoch++) {
      assertThat(rate.share(epoch))
          .as("epoch %s", epoch)
          .isCloseTo(wanted[epoch - 1], within(1e-14));
      rate.evaluated(epoch, LOSSES.get(epoch - 1).asDouble());
    }
  }

  @Test
  void whatItRemembersIsAllThatItNeeds() {
    LearningRate through = plateau(2, 1, 0.1);
    LearningRate resumed = plateau(2, 1, 0.1);

    for (int epoch = 1; epoch <= LOSSES.size(); epoch++) {
      LearningRate next = plateau(2, 1, 0.1);
      next.remember(resumed.memory());
      resumed = next;
      assertThat(resumed.share(epoch)).isEqualTo(through.share(epoch));
      resumed.evaluated(epoch, LOSSES.get(epoch - 1).asDouble());
      through.evaluated(epoch, LOSSES.get(epoch - 1).asDouble());
    }
    assertThat(through.share(LOSSES.size())).isLessThan(0.2);
  }

  @Test
  void aConstantRateStays() {
    LearningRate rate = new LearningRate(new Schedule(Kind.CONSTANT, 0, 0.1, 1, 1), 2);

    rate.evaluated(1, 1);
    rate.evaluated(2, 2);

    assertThat(rate.share(1)).isEqualTo(1);
    assertThat(rate.share(2)).isEqualTo(1);
    assertThat(rate.memory()).isEqualTo(LearningRate.Memory.NONE);
  }

  private static LearningRate plateau(int warmUp, int patience, double factor) {
    return new LearningRate(new Schedule(Kind.PLATEAU, warmUp, factor, 1, patience), LOSSES.size());
  }
}
