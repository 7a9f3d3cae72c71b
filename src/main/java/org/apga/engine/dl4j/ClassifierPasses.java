package org.apga.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apga.engine.Batch;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.NormStatistics;
import org.apga.engine.Precision;
import org.apga.engine.Softmax;
import org.apga.engine.dl4j.onednn.CompiledGraph;
import org.apga.engine.dl4j.onednn.CompiledGraph.Pass;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.apga.engine.dl4j.onednn.Output;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Forward and backward through a classifier, whatever computes them. */
interface ClassifierPasses extends AutoCloseable {
  /**
   * A pass in training mode. The gradient of the mean loss stays in the graph's flat vector; the
   * running statistics are moved.
   *
   * @param pixels in place of the batch's own, images x height x width
   * @param wanted whether {@link #imageGradient} will be asked for
   * @return the mean cross-entropy
   */
  double backward(Batch batch, double[] pixels, InputGradient wanted);

  /**
   * After a backward pass to the images: d (mean loss) / d pixel.
   *
   * @return images x 3 x height x width
   */
  double[] imageGradient();

  /** An activation, row-major. */
  record Activation(int height, int width, double[] values) {}

  /** Activations of vertices; changes nothing. */
  List<Activation> activations(Batch batch, NormStatistics statistics, List<String> vertices);

  /** To be called after every change of the weights. */
  default void weightsChanged() {}

  @Override
  void close();

  /** A classifier on plans of oneDNN primitives; the loss and its error are computed here. */
  final class OnPlans implements ClassifierPasses {
    private final CompiledGraph graph;
    private @Nullable Pass last;

    OnPlans(CompiledGraph graph) {
      this.graph = graph;
    }

    @Override
    public double backward(Batch batch, double[] pixels, InputGradient wanted) {
      Pass pass = graph.train(batch.images(), HostImages.threeChannels(batch, pixels), wanted);
      last = pass;
      double[] logits = HostImages.doubles(pass.output().values());
      double[] error = Softmax.of(logits, batch.images());
      int classes = error.length / batch.images();
      for (int i = 0; i < batch.images(); i++) {
        error[i * classes + batch.labels()[i]] -= 1;
      }
      for (int i = 0; i < error.length; i++) {
        error[i] /= batch.images();
      }
      pass.backward(HostImages.floats(error));
      return Softmax.crossEntropy(logits, batch.labels());
    }

    @Override
    public double[] imageGradient() {
      return HostImages.doubles(Objects.requireNonNull(last).inputGradient());
    }

    @Override
    public List<Activation> activations(
        Batch batch, NormStatistics statistics, List<String> vertices) {
      float[] images = HostImages.threeChannels(batch, batch.pixels());
      Set<String> wanted = Set.copyOf(vertices);
      Pass pass =
          statistics == NormStatistics.BATCH
              ? graph.observe(batch.images(), images, wanted)
              : graph.evaluate(batch.images(), images, wanted);
      List<Activation> activations = new ArrayList<>();
      for (String vertex : vertices) {
        Output output = pass.output(vertex);
        activations.add(
            new Activation(output.height(), output.width(), HostImages.doubles(output.values())));
      }
      return activations;
    }

    @Override
    public void weightsChanged() {
      graph.weightsChanged();
    }

    @Override
    public void close() {
      graph.close();
    }
  }

  /** A classifier on Deeplearning4j's own operations. */
  final class OnGraph implements ClassifierPasses {
    private final ComputationGraph graph;
    private final DenseNetSpec spec;
    private final Precision precision;
    private final List<RunningVariance> variances;
    private final INDArray trained;
    private final INDArray untrained;
    private final TapVertex.Tap image;
    private int images;

    OnGraph(TrainedGraph network, DenseNetSpec spec, Precision precision) {
      this.graph = network.graph();
      this.spec = spec;
      this.precision = precision;
      FlatTensors layout = network.layout();
      this.variances = RunningVariance.of(graph, layout, spec.parameters(), spec.imageSize());
      this.trained = layout.trained();
      this.untrained = trained.rsub(1);
      this.image = (TapVertex.Tap) graph.getVertex(DenseNetGraph.IMAGE);
    }

    @Override
    public double backward(Batch batch, double[] pixels, InputGradient wanted) {
      if (wanted == InputGradient.WANTED) {
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
     * Deeplearning4j leaves sums over the images, and for running statistics what is to be
     * subtracted from them.
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
    public void close() {
      variances.forEach(RunningVariance::close);
      trained.close();
      untrained.close();
    }
  }
}
