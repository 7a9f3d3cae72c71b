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

/** Gathered statistics of batch norms, and the running ones that they replace. */
final class TorchStatistics implements AutoCloseable {
  private final Tensor parameters;
  private final Tensor indices;
  private @Nullable Tensor replaced;

  /** The statistics gathered since the last step, and the batches they were gathered from. */
  private @Nullable Tensor gathered;

  private @Nullable Iterable<Batch> gatheredOver;

  /** To be called within a scope; does not own the parameters. */
  TorchStatistics(TorchDevice device, List<Place> places, Tensor parameters) {
    this.parameters = parameters;
    this.indices = keep(device.indices(NormPlaces.statistics(places).indices()));
  }

  /**
   * Replaces the running statistics by those of these batches.
   *
   * @param pass in training mode, which updates the running statistics with a given weight of the
   *     batch's
   */
  void gather(Iterable<Batch> clean, ObjDoubleConsumer<Batch> pass) {
    if (replaced != null) {
      throw new IllegalStateException(
          "Cannot gather statistics: they were gathered already. Restore them first.");
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

  /** Restores the running statistics. */
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

  /** Discards the gathered statistics, because the weights have changed. */
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
