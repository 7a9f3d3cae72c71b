package org.apga.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.apga.engine.Batch;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.NormStatistics;
import org.apga.engine.Precision;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A classifier on Deeplearning4j's own operations. */
final class GraphClassifierPasses implements ClassifierPasses {
  private final ComputationGraph graph;
  private final DenseNetSpec spec;
  private final Precision precision;
  private final List<RunningVariance> variances;
  private final INDArray trained;
  private final INDArray untrained;
  private final Tap image;
  private int images;

  GraphClassifierPasses(TrainedGraph network, DenseNetSpec spec, Precision precision) {
    this.graph = network.graph();
    this.spec = spec;
    this.precision = precision;
    FlatTensors layout = network.layout();
    this.variances = RunningVariance.of(graph, layout, spec.parameters(), spec.imageSize());
    this.trained = layout.trained();
    this.untrained = trained.rsub(1);
    this.image = (Tap) graph.getVertex(DenseNetGraph.IMAGE);
  }

  @Override
  public double backward(Batch batch, double[] pixels, Depth depth) {
    if (depth == Depth.IMAGES) {
      image.listen();
    }
    INDArray x = HostImages.threeChannels(batch, pixels, precision);
    INDArray y = HostImages.oneHot(batch.labels(), spec.classes(), x.dataType());
    graph.setInputs(x);
    graph.setLabels(y);
    graph.computeGradientAndScore();
    graph.clear();
    x.close();
    y.close();
    for (RunningVariance variance : variances) {
      variance.unbias(batch.images());
    }
    images = batch.images();
    meanGradient();
    return graph.score();
  }

  /**
   * Deeplearning4j leaves sums over the images, and for running statistics what is to be subtracted
   * from them.
   */
  private void meanGradient() {
    long length = trained.length();
    INDArray gradient = graph.getFlattenedGradients().reshape(length);
    INDArray moves = gradient.mul(untrained);
    graph.params().reshape(length).subi(moves);
    moves.close();
    gradient.muli(trained);
    gradient.divi(images);
  }

  @Override
  public double[] imageGradient() {
    double[] gradient = HostImages.drain(image.heard());
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= images;
    }
    return gradient;
  }

  @Override
  public List<Activation> activations(
      Batch batch, NormStatistics statistics, List<String> vertices) {
    INDArray x = HostImages.threeChannels(batch, precision);
    INDArray[] outputs =
        graph.output(vertices, statistics == NormStatistics.BATCH, new INDArray[] {x}, null);
    x.close();
    List<Activation> activations = new ArrayList<>();
    for (INDArray output : outputs) {
      boolean image = output.rank() == 4;
      int height = image ? (int) output.size(2) : 1;
      int width = image ? (int) output.size(3) : 1;
      activations.add(new Activation(height, width, HostImages.drain(output)));
    }
    return activations;
  }

  @Override
  public void weightsChanged() {}

  @Override
  public void close() {
    variances.forEach(RunningVariance::close);
    trained.close();
    untrained.close();
  }
}
