package org.apga.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apga.engine.Batch;
import org.apga.engine.NormStatistics;
import org.apga.engine.Softmax;
import org.apga.engine.dl4j.onednn.CompiledGraph;
import org.apga.engine.dl4j.onednn.CompiledGraph.Pass;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.apga.engine.dl4j.onednn.Output;
import org.jspecify.annotations.Nullable;

/** A classifier on plans of oneDNN primitives; the loss and its error are computed here. */
final class PlanClassifierPasses implements ClassifierPasses {
  private final CompiledGraph graph;
  private @Nullable Pass last;

  PlanClassifierPasses(CompiledGraph graph) {
    this.graph = graph;
  }

  @Override
  public double backward(Batch batch, double[] pixels, Depth depth) {
    InputGradient wanted = depth == Depth.IMAGES ? InputGradient.WANTED : InputGradient.UNWANTED;
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
