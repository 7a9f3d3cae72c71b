package org.apga.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apga.metrics.Summary;
import org.apga.random.RandomStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts are torchvision's, with a head of two classes, and TernausNet's UNet-11. */
class NetworkSpecTest {
  private static final UNetSpec PUBLISHED_POLICY = new UNetSpec(224, 32);

  private static long trained(List<Parameter> parameters) {
    return parameters.stream().filter(Parameter::trained).mapToLong(Parameter::size).sum();
  }

  @ParameterizedTest
  @CsvSource({"121, 6955906, 1024", "169, 12487810, 1664", "201, 18096770, 1920"})
  void aDenseNetHasAsManyTrainedParametersAsTorchvisions(int depth, long count, int features) {
    DenseNetSpec spec = DenseNetSpec.ofDepth(depth, 224);

    assertThat(trained(spec.parameters())).isEqualTo(count);
    assertThat(spec.features()).isEqualTo(features);
  }

  @Test
  void theUNetHasAsManyTrainedParametersAsThePublishedOne() {
    assertThat(trained(PUBLISHED_POLICY.parameters())).isEqualTo(22_927_393);
  }

  @Test
  void namesStandInPyTorchsOrderAndNoneTwice() {
    List<String> names =
        DenseNetSpec.ofDepth(169, 224).parameters().stream().map(Parameter::name).toList();

    assertThat(names)
        .doesNotHaveDuplicates()
        .startsWith(
            "features.conv0.weight",
            "features.norm0.weight",
            "features.norm0.bias",
            "features.norm0.running_mean",
            "features.norm0.running_var",
            "features.denseblock1.denselayer1.norm1.weight")
        .endsWith("features.norm5.running_var", "classifier.0.weight", "classifier.0.bias")
        .contains(
            "features.transition3.conv.weight", "features.denseblock4.denselayer32.conv2.weight");
    assertThat(PUBLISHED_POLICY.parameters())
        .extracting(Parameter::name)
        .doesNotHaveDuplicates()
        .startsWith("encoder.0.weight", "encoder.0.bias", "encoder.3.weight")
        .endsWith("dec1.conv.weight", "dec1.conv.bias", "final.weight", "final.bias")
        .contains("center.block.0.conv.weight", "dec2.block.1.bias");
  }

  @Test
  void anotherDepthOrNumberOfBlocksIsRefused() {
    assertThatThrownBy(() -> DenseNetSpec.ofDepth(161, 224))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot build a DenseNet-161: the depths are 121, 169 and 201.");
    assertThatThrownBy(() -> new DenseNetSpec(224, List.of(6, 12), 32, 64, 4, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot build a DenseNet of blocks [6, 12]: it has four dense blocks.");
  }

  @Test
  void initialWeightsHaveOneTensorAParameterInItsShape() {
    DenseNetSpec spec = new DenseNetSpec(32, List.of(1, 2, 1, 1), 4, 8, 2, 2);
    NetworkState state = InitialWeights.draw(spec.parameters(), new RandomStream(1));

    assertThat(state.optimiser()).isNull();
    assertThat(state.tensors().keySet())
        .containsExactlyElementsOf(spec.parameters().stream().map(Parameter::name).toList());
    assertThat(spec.parameters())
        .allSatisfy(p -> assertThat(tensor(state, p.name()).shape()).isEqualTo(p.shape()));
  }

  @Test
  void convolutionsAreHeNormalByTheirFanIn() {
    NetworkState state =
        InitialWeights.draw(DenseNetSpec.ofDepth(121, 224).parameters(), new RandomStream(1));

    Summary stem = summary(state, "features.conv0.weight");
    // Fan in 3 x 7 x 7.
    assertThat(stem.sd()).isCloseTo(Math.sqrt(2 / 147.0), Percentage.withPercentage(3));
    assertThat(stem.mean()).isCloseTo(0, Offset.offset(0.005));
  }

  @Test
  void transposedConvolutionsAreHeNormalByAQuarterOfTheirTaps() {
    NetworkState state = InitialWeights.draw(PUBLISHED_POLICY.parameters(), new RandomStream(1));

    // Input channels 512 x 3 x 3 / 4.
    assertThat(summary(state, "dec4.block.1.weight").sd())
        .isCloseTo(Math.sqrt(2 / 1152.0), Percentage.withPercentage(1));
  }

  @Test
  void theHeadIsUniformAndBiasesAndNormsAreNeutral() {
    NetworkState state =
        InitialWeights.draw(DenseNetSpec.ofDepth(169, 224).parameters(), new RandomStream(1));
    double bound = 1 / Math.sqrt(1664);

    double[] head = values(state, "classifier.0.weight");
    assertThat(Arrays.stream(head)).allMatch(w -> Math.abs(w) <= bound);
    assertThat(Summary.of(head).sd()).isCloseTo(bound / Math.sqrt(3), Percentage.withPercentage(3));
    assertThat(values(state, "classifier.0.bias")).containsOnly(0);
    assertThat(values(state, "features.norm5.weight")).containsOnly(1);
    assertThat(values(state, "features.norm5.bias")).containsOnly(0);
    assertThat(values(state, "features.norm5.running_mean")).containsOnly(0);
    assertThat(values(state, "features.norm5.running_var")).containsOnly(1);
  }

  @Test
  void theSameStreamDrawsTheSameWeightsAndAnotherDoesNot() {
    DenseNetSpec spec = new DenseNetSpec(32, List.of(1, 1, 1, 1), 4, 8, 2, 2);
    double[] one =
        values(
            InitialWeights.draw(spec.parameters(), new RandomStream(1)), "features.conv0.weight");

    assertThat(
            values(
                InitialWeights.draw(spec.parameters(), new RandomStream(1)),
                "features.conv0.weight"))
        .isEqualTo(one);
    assertThat(
            values(
                InitialWeights.draw(spec.parameters(), new RandomStream(2)),
                "features.conv0.weight"))
        .isNotEqualTo(one);
    assertThat(Arrays.stream(one).distinct().count()).isEqualTo(one.length);
  }

  private static Tensor tensor(NetworkState state, String name) {
    Tensor tensor = state.tensors().get(name);
    assertThat(tensor).as(name).isNotNull();
    return java.util.Objects.requireNonNull(tensor);
  }

  private static double[] values(NetworkState state, String name) {
    Tensor tensor = tensor(state, name);
    return IntStream.range(0, tensor.size()).mapToDouble(tensor::at).toArray();
  }

  private static Summary summary(NetworkState state, String name) {
    return Summary.of(values(state, name));
  }
}
