package org.apga.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
  // Those of make_recipe.py.
  private static final double[] LOGITS = {0.3, -1.2, 4.0, 0.5, -0.7, 0.1, 2.0, 2.5, -3.0, 1.0};
  private static final int[] LABELS = {0, 1, 1, 0, 1};

  @Test
  void lossAndGradientArePytorchsWithWeightsAndSmoothing() {
    JsonNode cases = RecipeFixture.part("entropies");
    assertThat(cases).hasSize(6);
    for (JsonNode one : cases) {
      List<Double> weights =
          Arrays.stream(RecipeFixture.numbers(one.required("weights"))).boxed().toList();
      CrossEntropy loss = new CrossEntropy(weights, one.required("smoothing").asDouble());

      assertThat(loss.loss(LOGITS, LABELS))
          .as("%s", loss)
          .isCloseTo(one.required("loss").asDouble(), within(1e-14));
      assertThat(loss.gradient(LOGITS, LABELS))
          .as("%s", loss)
          .containsExactly(RecipeFixture.numbers(one.required("gradient")), within(1e-14));
    }
  }

  @Test
  void aClassCountsTheMoreTheSeldomerItIs() {
    assertThat(CrossEntropy.inverseFrequencies(new int[] {0, 0, 1, 0}, 2))
        .containsExactly(4 / 6.0, 2.0);
  }

  @Test
  void theImageOfAScoreThatIsInfiniteForAnotherClassHasALoss() {
    double[] logits = {0, Double.NEGATIVE_INFINITY};

    assertThat(CrossEntropy.PLAIN.loss(logits, new int[] {0})).isZero();
  }
}
