package org.apga.engine.dl4j;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apga.engine.Batch;
import org.apga.engine.CrossEntropy;
import org.apga.engine.Losses;
import org.apga.engine.NormStatistics;
import org.apga.engine.dl4j.onednn.CompiledGraph;
import org.apga.engine.dl4j.onednn.CompiledGraph.Pass;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.apga.engine.dl4j.onednn.Output;
import org.jspecify.annotations.Nullable;

/** The passes of a network by oneDNN plans; losses and their gradients are computed here. */
final class PlanPasses implements Passes {
  private final CompiledGraph graph;
  private final HostImages images;
  private final CrossEntropy loss;
  private @Nullable Pass last;

  /**
   * @param loss of a classifier
   */
  PlanPasses(CompiledGraph graph, HostImages images, CrossEntropy loss) {
    this.graph = graph;
    this.images = images;
    this.loss = loss;
  }

  @Override
  public double[] forward(Batch batch) {
    return forward(batch, InputGradient.UNWANTED);
  }

  private double[] forward(Batch batch, InputGradient wanted) {
    last = graph.train(batch.images(), images.threeChannels(batch), wanted);
    return last.output().values();
  }

  @Override
  public void backward(Batch batch, double[] byOutput) {
    Objects.requireNonNull(last).backward(HostImages.floats(byOutput));
  }

  @Override
  public Losses backward(Batch batch, InputGradient wanted) {
    double[] logits = forward(batch, wanted);
    backward(batch, loss.gradient(logits, batch.labels()));
    return loss.losses(logits, batch.labels());
  }

  @Override
  public void gather(Batch batch, double share) {
    graph.gather(batch.images(), images.threeChannels(batch), share);
  }

  @Override
  public double[] imageGradient() {
    return Objects.requireNonNull(last).inputGradient();
  }

  @Override
  public List<Output> activations(Batch batch, NormStatistics statistics, List<String> vertices) {
    float[] seen = images.threeChannels(batch);
    Set<String> wanted = Set.copyOf(vertices);
    Pass pass =
        statistics == NormStatistics.BATCH
            ? graph.observe(batch.images(), seen, wanted)
            : graph.evaluate(batch.images(), seen, wanted);
    return vertices.stream().map(pass::output).toList();
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
