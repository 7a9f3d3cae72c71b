package org.apga.engine.dl4j;

import java.util.Objects;
import java.util.Set;
import org.apga.engine.Batch;
import org.apga.engine.dl4j.onednn.CompiledGraph;
import org.apga.engine.dl4j.onednn.CompiledGraph.Pass;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.jspecify.annotations.Nullable;

/** A policy on plans of oneDNN primitives. */
final class PlanPolicyPasses implements PolicyPasses {
  private final CompiledGraph graph;
  private @Nullable Pass last;

  PlanPolicyPasses(CompiledGraph graph) {
    this.graph = graph;
  }

  @Override
  public double[] forward(Batch batch) {
    float[] images = HostImages.threeChannels(batch, batch.pixels());
    Pass pass = graph.train(batch.images(), images, InputGradient.UNWANTED);
    last = pass;
    return HostImages.doubles(pass.output().values());
  }

  @Override
  public void backward(Batch batch, double[] byScore) {
    Objects.requireNonNull(last).backward(HostImages.floats(byScore));
    release();
  }

  @Override
  public void release() {
    last = null;
  }

  @Override
  public double[] scores(Batch batch) {
    release();
    float[] images = HostImages.threeChannels(batch, batch.pixels());
    return HostImages.doubles(graph.evaluate(batch.images(), images, Set.of()).output().values());
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
