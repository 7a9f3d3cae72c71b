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
  private final Tap image;

  GraphClassifierPasses(TrainedGraph network, DenseNetSpec spec, Precision precision) {
    this.graph = network.graph();
    this.spec = spec;
    this.precision = precision;
    this.variances = network.runningVariances(spec.parameters(), spec.imageSize());
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
    return graph.score();
  }

  @Override
  public double[] imageGradient() {
    return HostImages.drain(image.heard());
  }

  @Override
  public List<Activation> activations(
      Batch batch, NormStatistics statistics, List<String> vertices) {
    INDArray x = HostImages.threeChannels(batch, batch.pixels(), precision);
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
  }
}
