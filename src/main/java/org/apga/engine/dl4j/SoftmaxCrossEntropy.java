package org.apga.engine.dl4j;

import org.apga.engine.Softmax;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Cross-entropy of softmax and one-hot labels. The gradient is Deeplearning4j's; the score is
 * computed from the logits in double precision and not clipped at 1e-10, so it is PyTorch's for a
 * network that is sure and wrong, and not a number for one that diverged.
 */
public final class SoftmaxCrossEntropy extends LossMCXENT {
  private static final long serialVersionUID = 1L;

  @Override
  public double computeScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activationFn,
      INDArray mask,
      boolean average) {
    int images = (int) preOutput.size(0);
    double[] logits = preOutput.dup('c').data().asDouble();
    double[] oneHot = labels.dup('c').data().asDouble();
    int classes = logits.length / images;
    int[] classOf = new int[images];
    for (int i = 0; i < images; i++) {
      for (int c = 0; c < classes; c++) {
        if (oneHot[i * classes + c] > 0.5) {
          classOf[i] = c;
        }
      }
    }
    double mean = Softmax.crossEntropy(logits, classOf);
    return average ? mean : mean * images;
  }
}
