package org.apga.engine.dl4j;

import java.util.Objects;
import org.apga.engine.CrossEntropy;
import org.apga.engine.Losses;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Cross-entropy of softmax and one-hot labels. The gradient is Deeplearning4j's if all classes
 * count alike. The score is computed from the logits in double precision and not clipped at 1e-10,
 * so that it equals PyTorch's for a network that is certain and wrong, and is not finite for one
 * that diverged.
 */
public final class SoftmaxCrossEntropy extends LossMCXENT {
  private static final long serialVersionUID = 1L;

  /** Null in copies made by JSON or Java serialisation, which only evaluate, by the plain loss. */
  private final transient @Nullable CrossEntropy loss;

  private transient @Nullable Losses latest;

  /** The plain loss. */
  public SoftmaxCrossEntropy() {
    this(CrossEntropy.PLAIN);
  }

  SoftmaxCrossEntropy(CrossEntropy loss) {
    this.loss = loss;
  }

  /** The result of the latest {@link #computeScore}, with the loss of each image. */
  Losses latest() {
    return Objects.requireNonNull(latest);
  }

  private CrossEntropy loss() {
    return Objects.requireNonNullElse(loss, CrossEntropy.PLAIN);
  }

  @Override
  public double computeScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activationFn,
      INDArray mask,
      boolean average) {
    double[] logits = preOutput.dup('c').data().asDouble();
    int[] classOf = classes(labels);
    latest = loss().losses(logits, classOf);
    return average ? latest.mean() : latest.mean() * classOf.length;
  }

  /** The gradient of the sum over the images, which Deeplearning4j divides by their number. */
  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask) {
    if (loss().isPlain()) {
      return super.computeGradient(labels, preOutput, activationFn, mask);
    }
    int[] classOf = classes(labels);
    double[] gradient = loss().gradient(preOutput.dup('c').data().asDouble(), classOf);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= classOf.length;
    }
    return HostImages.array(
        gradient, preOutput.dataType(), classOf.length, gradient.length / classOf.length);
  }

  private static int[] classes(INDArray labels) {
    return labels.argMax(1).toIntVector();
  }
}
