package org.apga.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
  @Test
  void lossAndGradientOfTwoClassesAndOfFourArePytorchsWithWeightsAndSmoothing() {
    JsonNode cases = RecipeFixture.part("entropies");
    assertThat(cases).hasSize(12);
    for (JsonNode one : cases) {
      double[] logits = RecipeFixture.numbers(one.required("logits"));
      int[] labels =
          Arrays.stream(RecipeFixture.numbers(one.required("labels")))
              .mapToInt(label -> (int) label)
              .toArray();
      List<Double> weights =
          Arrays.stream(RecipeFixture.numbers(one.required("weights"))).boxed().toList();
      CrossEntropy loss = new CrossEntropy(weights, one.required("smoothing").asDouble());

      assertThat(loss.loss(logits, labels))
          .as("%s", loss)
          .isCloseTo(one.required("loss").asDouble(), within(1e-14));
      assertThat(loss.gradient(logits, labels))
          .as("%s", loss)
          .containsExactly(RecipeFixture.numbers(one.required("gradient")), within(1e-14));
    }
  }

  @Test
  void aClassCountsTheMoreTheSeldomerItIs() {
    assertThat(CrossEntropy.inverseFrequencies(new int[] {0, 0, 1, 0}, 2))
        .containsExactly(4 / 6.0, 2.0);
    assertThat(CrossEntropy.inverseFrequencies(new int[] {0, 3, 1, 3, 2, 3, 3, 0}, 4))
        .containsExactly(1.0, 2.0, 2.0, 0.5);
  }

  @Test
  void theImageOfAScoreThatIsInfiniteForAnotherClassHasALoss() {
    double[] logits = {0, Double.NEGATIVE_INFINITY};

    assertThat(CrossEntropy.PLAIN.loss(logits, new int[] {0})).isZero();
  }
}
