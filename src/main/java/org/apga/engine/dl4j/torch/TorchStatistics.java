package org.apga.engine.dl4j.torch;

import static org.apga.engine.dl4j.torch.TorchDevice.keep;

import java.util.List;
import java.util.function.ObjDoubleConsumer;
import org.apga.engine.Batch;
import org.apga.engine.dl4j.GraphLayout.Place;
import org.apga.engine.dl4j.NormPlaces;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Statistics of batch norms that are gathered, and the running ones in whose place they stand. */
final class TorchStatistics implements AutoCloseable {
  private final Tensor parameters;
  private final Tensor indices;
  private @Nullable Tensor replaced;

  /** What was gathered since the last step, and over what. */
  private @Nullable Tensor gathered;

  private @Nullable Iterable<Batch> gatheredOver;

  /** Within a scope; owns none of the parameters. */
  TorchStatistics(TorchDevice device, List<Place> places, Tensor parameters) {
    this.parameters = parameters;
    this.indices = keep(device.indices(NormPlaces.statistics(places).indices()));
  }

  /**
   * Puts statistics of these batches in the place of the running ones.
   *
   * @param pass in training mode, which moves running statistics by a share of the batch's
   */
  void gather(Iterable<Batch> clean, ObjDoubleConsumer<Batch> pass) {
    if (replaced != null) {
      throw new IllegalStateException("Statistics were gathered already.");
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGraph = new NoGradGuard()) {
      Tensor running = keep(parameters.index_select(0, indices));
      replaced = running;
      Tensor known = gathered;
      if (known != null && clean == gatheredOver) {
        parameters.index_copy_(0, indices, known);
        return;
      }
      forget();
      parameters.index_fill_(0, indices, new Scalar(0));
      int seen = 0;
      for (Batch batch : clean) {
        seen++;
        pass.accept(batch, 1.0 / seen);
      }
      if (seen == 0) {
        parameters.index_copy_(0, indices, running);
      }
      gathered = keep(parameters.index_select(0, indices));
      gatheredOver = clean;
    }
  }

  /** Puts the running statistics back. */
  void restore() {
    Tensor before = replaced;
    if (before != null) {
      try (NoGradGuard noGraph = new NoGradGuard()) {
        parameters.index_copy_(0, indices, before);
      }
      before.close();
      replaced = null;
    }
  }

  /** Lets go of what was gathered: the weights have changed. */
  void forget() {
    gatheredOver = null;
    if (gathered != null) {
      gathered.close();
      gathered = null;
    }
  }

  @Override
  public void close() {
    restore();
    forget();
    indices.close();
  }
}
