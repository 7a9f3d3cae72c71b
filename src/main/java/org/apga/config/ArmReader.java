package org.apga.config;

import org.apga.engine.Fill;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.MaskedNorms;
import org.apga.engine.NormStatistics;
import org.apga.engine.PolicyLossWeights;

/** Reads {@code arms.*}. */
final class ArmReader {
  private static final double MOST_WEIGHT = 1e6;

  private enum Gradients {
    ZEROED(GradientCarry.NONE),
    ACCUMULATED(GradientCarry.ACCUMULATE);

    private final GradientCarry carry;

    Gradients(GradientCarry carry) {
      this.carry = carry;
    }
  }

  private ArmReader() {}

  static GridConfig.Norms norms(Settings s) {
    return new GridConfig.Norms(
        s.choice("norms.masked-steps", MaskedNorms.class),
        s.choice("norms.evaluation", GridConfig.Norms.Evaluation.class),
        s.whole("norms.gathered-images", 1, 10_000_000));
  }

  private static Fill fill(Settings s) {
    return s.choice("arms.fill", Fill.class);
  }

  static GridConfig.Cutout cutout(Settings s) {
    GridConfig.Cutout cutout =
        new GridConfig.Cutout(
            s.real("arms.cutout.area-min", 0, 1),
            s.real("arms.cutout.area-max", 0, 1),
            s.real("arms.cutout.aspect-min", 0.01, 1),
            fill(s));
    if (cutout.areaMin() > cutout.areaMax()) {
      s.problem(
          "arms.cutout.area-min",
          "is " + cutout.areaMin() + ", above arms.cutout.area-max = " + cutout.areaMax() + ".");
    }
    return cutout;
  }

  static GridConfig.GradCam gradcam(Settings s) {
    return new GridConfig.GradCam(
        s.choice("arms.gradcam.statistics", NormStatistics.class),
        s.choice("arms.gradcam.empty-map", GridConfig.EmptyMap.class),
        fill(s));
  }

  static JointStep end2end(Settings s) {
    return new JointStep(
        s.real("arms.end2end.zeros-weight", 0, MOST_WEIGHT),
        s.real("arms.end2end.ones-weight", 0, MOST_WEIGHT),
        s.choice("arms.end2end.gradients", Gradients.class).carry,
        fill(s));
  }

  static GridConfig.Apga apga(Settings s) {
    return new GridConfig.Apga(
        new PolicyLossWeights(
            s.real("arms.apga.action-weight", 0, MOST_WEIGHT),
            s.real("arms.apga.zeros-weight", 0, MOST_WEIGHT),
            s.real("arms.apga.ones-weight", 0, MOST_WEIGHT)),
        s.real("arms.apga.baseline-decay", 0, 1),
        s.choice("arms.apga.reward-norms", GridConfig.RewardNorms.class),
        s.choice("arms.apga.reward", GridConfig.RewardOf.class),
        s.choice("arms.apga.sampling", GridConfig.Sampling.class),
        fill(s));
  }
}
