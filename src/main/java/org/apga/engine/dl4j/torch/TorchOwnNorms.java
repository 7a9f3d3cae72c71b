package org.apga.engine.dl4j.torch;

import static org.apga.engine.dl4j.torch.TorchDevice.keep;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apga.engine.MaskedNorms;
import org.apga.engine.NetworkState;
import org.apga.engine.dl4j.NormPlaces;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The batch norms of masked images on the device. For a pass on such images they are exchanged with
 * those of whole images in the flat vectors. If running statistics are held, they are only restored
 * after the pass.
 */
final class TorchOwnNorms implements AutoCloseable {
  private final MaskedNorms kind;
  private final NormPlaces places;
  private final Tensor indices;
  private final Tensor parameters;
  private final Tensor[] moments;

  /** The norms of masked images while those of whole images are in place, and vice versa. */
  private final Tensor away;

  private final Tensor[] momentsAway;
  private long steps;
  private boolean inside;

  /**
   * To be called within a scope; owns the tensors that it makes, but none of the vectors.
   *
   * @param moments first and second, of the whole network
   * @param earlier the state to resume; if it has none, masked images start with the norms of whole
   *     images
   */
  TorchOwnNorms(
      TorchDevice device,
      MaskedNorms kind,
      NormPlaces places,
      Tensor parameters,
      Tensor[] moments,
      NetworkState.OwnNorms earlier) {
    this.kind = kind;
    this.places = places;
    this.parameters = parameters;
    this.moments = moments;
    this.indices = keep(device.indices(places.indices()));
    this.away =
        keep(
            earlier.tensors().isEmpty()
                ? parameters.index_select(0, indices)
                : device.upload(places.vector(earlier.tensors()), places.length()));
    this.momentsAway =
        new Tensor[] {
          keep(device.upload(places.vector(earlier.firstMoments()), places.length())),
          keep(device.upload(places.vector(earlier.secondMoments()), places.length()))
        };
    this.steps = earlier.steps();
  }

  /** Runs work that makes a step with the norms of masked images. */
  <T> T stepping(TorchOptimiser optimiser, Supplier<T> work) {
    Tensor before;
    try (NoGradGuard noGraph = new NoGradGuard()) {
      Tensor average = optimiser.average();
      before = average == null ? null : average.index_select(0, indices);
      enter();
    }
    T result = work.get();
    if (kind.ownAffine()) {
      steps++;
    }
    try (NoGradGuard noGraph = new NoGradGuard()) {
      leave();
      moveAverage(optimiser, before);
    }
    return result;
  }

  /** Runs work with the norms of masked images that changes nothing; without autograd. */
  <T> T looking(Supplier<T> work) {
    enter();
    T result = work.get();
    leave();
    return result;
  }

  private void enter() {
    inside = true;
    if (kind == MaskedNorms.HELD) {
      away.copy_(parameters.index_select(0, indices));
    } else {
      exchange();
    }
  }

  private void leave() {
    inside = false;
    if (kind == MaskedNorms.HELD) {
      parameters.index_copy_(0, indices, away);
    } else {
      exchange();
    }
  }

  private void exchange() {
    exchange(parameters, away);
    if (kind.ownAffine()) {
      for (int i = 0; i < moments.length; i++) {
        exchange(moments[i], momentsAway[i]);
      }
    }
  }

  private void exchange(Tensor vector, Tensor other) {
    Tensor before = vector.index_select(0, indices);
    vector.index_copy_(0, indices, other);
    other.copy_(before);
  }

  /**
   * Corrects the average: the step moved it towards masked images' norms, but it has to move
   * towards those of whole images, which are in place again.
   */
  private void moveAverage(TorchOptimiser optimiser, @Nullable Tensor before) {
    Tensor average = optimiser.average();
    if (average != null) {
      Tensor now = parameters.index_select(0, indices);
      average.index_copy_(
          0,
          indices,
          before == null ? now : before.lerp_(now, new Scalar(optimiser.averageShare())));
    }
  }

  /**
   * The number of the next step of the scales and shifts that are in place.
   *
   * @param all steps of the network so far
   */
  long nextStep(long all) {
    return (inside ? steps : all - steps) + 1;
  }

  /**
   * The state for a checkpoint, while the norms of whole images are in place.
   *
   * @param tensors copies a vector of the device to the host
   */
  NetworkState.OwnNorms state(Function<Tensor, org.apga.engine.Tensor> tensors) {
    if (!kind.ownStatistics()) {
      return NetworkState.OwnNorms.NONE;
    }
    boolean affine = kind.ownAffine();
    return new NetworkState.OwnNorms(
        steps,
        places.tensors(tensors.apply(away), false),
        affine ? places.tensors(tensors.apply(momentsAway[0]), true) : Map.of(),
        affine ? places.tensors(tensors.apply(momentsAway[1]), true) : Map.of());
  }

  @Override
  public void close() {
    indices.close();
    away.close();
    for (Tensor tensor : momentsAway) {
      tensor.close();
    }
  }
}
