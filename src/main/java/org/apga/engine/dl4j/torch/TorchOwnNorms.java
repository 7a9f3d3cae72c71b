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
 * The batch norms of masked images on the device. For a pass on such images they change places with
 * those of whole images in the flat vectors; where running statistics are held, these are only put
 * back behind it.
 */
final class TorchOwnNorms implements AutoCloseable {
  private final MaskedNorms kind;
  private final NormPlaces places;
  private final Tensor indices;
  private final Tensor parameters;
  private final Tensor[] moments;

  /** Of masked images while whole ones' are in place, and the other way round. */
  private final Tensor away;

  private final Tensor[] momentsAway;
  private long steps;
  private boolean inside;

  /**
   * Within a scope; owns what it makes, and none of the vectors.
   *
   * @param moments first and second, of the whole network
   * @param earlier state; where it has none of these, masked images begin with whole ones' norms
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

  /** Computes with the norms of masked images, and steps along what that gives. */
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

  /** Computes with the norms of masked images, and changes nothing; without a graph. */
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
   * The step drew masked images' norms into the average: it moves towards those of whole images
   * instead, which are in place again.
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
   * The number of the step to come of the scales and shifts that are in place.
   *
   * @param all steps of the network so far
   */
  long nextStep(long all) {
    return (inside ? steps : all - steps) + 1;
  }

  /**
   * What a checkpoint keeps, while whole images' norms are in place.
   *
   * @param tensors on the host, of a vector of the device
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
