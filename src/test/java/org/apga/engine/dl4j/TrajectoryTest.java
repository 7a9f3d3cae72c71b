package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apga.config.Arm;
import org.apga.config.GridConfig;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.Fill;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.engine.NormStatistics;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.Precision;
import org.apga.engine.Samples;
import org.apga.engine.dl4j.torch.TorchEngine;
import org.apga.method.Apga;
import org.apga.method.Baseline;
import org.apga.method.EndToEnd;
import org.apga.method.GradCam;
import org.apga.method.Method;
import org.apga.verify.ParityRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What rounding makes of a trajectory, in a few steps of each arm, on two, three and four classes.
 *
 * <p>Adam moves a weight by the learning rate however small its gradient is, so single precision
 * parts from double where a gradient is all rounding. How far is told by Deeplearning4j's own
 * operations in single precision: plans and libtorch may go as far, give or take chance.
 */
class TrajectoryTest {
  /** The batches' sizes; the last of an epoch is smaller. */
  private static final int[] SIZES = {4, 4, 4, 3, 1};

  /** A step that rounding turns round happens to one trajectory and not to the next. */
  private static final int SEEDS = 3;

  /** Two roundings of one step differ by more than a factor only if one of them is wrong. */
  private static final double FACTOR = 3;

  /** A share of the way that no weight's choice shows in. */
  private static final double FLOOR = 1e-4;

  @ParameterizedTest
  @EnumSource(
      value = Arm.class,
      names = {"BASELINE", "GRADCAM", "END2END", "APGA"})
  void plansAndLibtorchStayAsCloseToDoublePrecisionAsTheGraph(Arm arm) {
    double[] graph = new double[SEEDS];
    double[] plans = new double[SEEDS];
    double[] torch = new double[SEEDS];
    for (int i = 0; i < SEEDS; i++) {
      long seed = 3 + i;
      DenseNetSpec network = ofClasses(2 + i);
      double[] start = numbers(classifierWeights(network, seed), policyWeights(seed));
      double[] exact =
          run(
              arm,
              network,
              seed,
              new Dl4jEngine(
                  new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.DOUBLE, 1), 0));
      double[] byGraph =
          run(
              arm,
              network,
              seed,
              new Dl4jEngine(
                  new EngineChoice(EngineChoice.GRAPH, Device.CPU, Precision.FLOAT, 1), 0));
      double[] byPlans =
          run(
              arm,
              network,
              seed,
              new Dl4jEngine(
                  new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1), 0));
      double[] byTorch =
          run(
              arm,
              network,
              seed,
              new TorchEngine(
                  new EngineChoice(EngineChoice.TORCH, Device.CPU, Precision.FLOAT, 1), 0));
      assertThat(byPlans).isNotEqualTo(byGraph);
      assertThat(byTorch).isNotEqualTo(byGraph);
      double way = distance(exact, start);
      graph[i] = distance(byGraph, exact) / way;
      plans[i] = distance(byPlans, exact) / way;
      torch[i] = distance(byTorch, exact) / way;
    }
    Arrays.sort(graph);
    Arrays.sort(plans);
    Arrays.sort(torch);
    double far = FACTOR * Math.max(graph[SEEDS - 1], FLOOR);
    assertThat(plans[SEEDS / 2]).isLessThan(far);
    assertThat(torch[SEEDS / 2]).isLessThan(far);
  }

  private static DenseNetSpec ofClasses(int classes) {
    DenseNetSpec two = Samples.CLASSIFIER;
    return new DenseNetSpec(
        two.imageSize(), two.blocks(), two.growth(), two.stemWidth(), two.bottleneck(), classes);
  }

  private static NetworkState classifierWeights(DenseNetSpec network, long seed) {
    return ParityRule.weights(network.parameters(), "classifier.", seed);
  }

  private static NetworkState policyWeights(long seed) {
    return ParityRule.weights(Samples.POLICY.parameters(), "policy.", seed);
  }

  /** Both networks' weights after a few steps. */
  private static double[] run(Arm arm, DenseNetSpec network, long seed, Engine engine) {
    try (Classifier classifier =
            engine.classifier(network, Samples.ADAM, classifierWeights(network, seed));
        Classifier frozen =
            engine.classifier(network, Samples.ADAM, classifierWeights(network, seed));
        MaskPolicy policy = engine.policy(Samples.POLICY, Samples.ADAM, policyWeights(seed))) {
      Method method = method(arm, classifier, frozen, policy);
      for (int i = 0; i < SIZES.length; i++) {
        method.step(ParityRule.images(1, 10 * i, SIZES[i], Samples.SIZE, network.classes()));
      }
      return numbers(classifier.state(), policy.state());
    }
  }

  private static Method method(
      Arm arm, Classifier classifier, Classifier frozen, MaskPolicy policy) {
    return switch (arm) {
      case GRADCAM ->
          new GradCam(
              classifier,
              frozen,
              new GridConfig.GradCam(NormStatistics.BATCH, GridConfig.EmptyMap.KEEP, Fill.ZERO));
      case END2END ->
          new EndToEnd(classifier, policy, new JointStep(0.5, 0.6, GradientCarry.ACCUMULATE));
      case APGA ->
          new Apga(
              classifier,
              policy,
              new GridConfig.Apga(new PolicyLossWeights(100, 0.1, 0.01), 0.9),
              1L);
      default -> new Baseline(classifier);
    };
  }

  private static double[] numbers(NetworkState classifier, NetworkState policy) {
    return DoubleStream.concat(
            Arrays.stream(Samples.numbers(classifier)), Arrays.stream(Samples.numbers(policy)))
        .toArray();
  }

  private static double distance(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += (left[i] - right[i]) * (left[i] - right[i]);
    }
    return Math.sqrt(sum);
  }
}
