package org.apga.engine.dl4j;

import java.util.Map;
import java.util.function.Supplier;
import org.apga.engine.MaskedNorms;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batch norms of masked images. For a pass on such images they are exchanged with those of
 * whole images in the flat vectors, so that the code that computes the pass handles one set only.
 * If running statistics are held, they are only restored after the pass.
 */
final class OwnNorms {
  private final MaskedNorms kind;
  private final NormPlaces places;
  private final FlatRuns runs;
  private final INDArray parameters;
  private final FlatAdam adam;

  /** The norms of masked images while those of whole images are in place, and vice versa. */
  private double[] away;

  private double[] firstAway;
  private double[] secondAway;
  private int steps;
  private boolean inside;

  /**
   * @param earlier the state to resume; if it has none, masked images start with the norms of whole
   *     images
   */
  OwnNorms(
      MaskedNorms kind,
      NormPlaces places,
      INDArray parameters,
      FlatAdam adam,
      NetworkState.OwnNorms earlier) {
    this.kind = kind;
    this.places = places;
    this.runs = FlatRuns.of(places);
    this.parameters = parameters;
    this.adam = adam;
    this.away =
        earlier.tensors().isEmpty() ? runs.read(parameters) : places.vector(earlier.tensors());
    this.firstAway = places.vector(earlier.firstMoments());
    this.secondAway = places.vector(earlier.secondMoments());
    this.steps = Math.toIntExact(earlier.steps());
  }

  /** Runs work that makes a step with the norms of masked images. */
  <T> T stepping(Supplier<T> work) {
    INDArray average = adam.average();
    double[] before = average == null ? new double[0] : runs.read(average);
    enter();
    T result = work.get();
    if (kind.ownAffine()) {
      steps++;
    }
    leave();
    moveAverage(before);
    return result;
  }

  /** Runs work with the norms of masked images that changes nothing. */
  <T> T looking(Runnable changed, Supplier<T> work) {
    enter();
    changed.run();
    T result = work.get();
    leave();
    return result;
  }

  private void enter() {
    inside = true;
    if (kind == MaskedNorms.HELD) {
      away = runs.read(parameters);
    } else {
      exchange();
    }
  }

  private void leave() {
    inside = false;
    if (kind == MaskedNorms.HELD) {
      runs.write(parameters, away);
    } else {
      exchange();
    }
  }

  private void exchange() {
    away = exchanged(parameters, away);
    if (kind.ownAffine()) {
      firstAway = exchanged(adam.firstMoments(), firstAway);
      secondAway = exchanged(adam.secondMoments(), secondAway);
    }
  }

  private double[] exchanged(INDArray vector, double[] other) {
    double[] before = runs.read(vector);
    runs.write(vector, other);
    return before;
  }

  /**
   * Corrects the average: the step moved it towards masked images' norms, but it has to move
   * towards those of whole images, which are in place again.
   */
  private void moveAverage(double[] before) {
    INDArray average = adam.average();
    if (average != null) {
      double[] now = runs.read(parameters);
      runs.write(average, before.length == 0 ? now : adam.movedAverage(before, now));
    }
  }

  /**
   * The number of the next step of the scales and shifts that are in place.
   *
   * @param all steps of the network so far
   */
  int nextStep(int all) {
    return (inside ? steps : all - steps) + 1;
  }

  /** The state for a checkpoint, while the norms of whole images are in place. */
  NetworkState.OwnNorms state() {
    if (!kind.ownStatistics()) {
      return NetworkState.OwnNorms.NONE;
    }
    return new NetworkState.OwnNorms(
        steps,
        places.tensors(tensor(away), false),
        kind.ownAffine() ? places.tensors(tensor(firstAway), true) : Map.of(),
        kind.ownAffine() ? places.tensors(tensor(secondAway), true) : Map.of());
  }

  private Tensor tensor(double[] values) {
    int[] shape = {values.length};
    return parameters.dataType() == DataType.DOUBLE
        ? new Tensor.Doubles(shape, values)
        : new Tensor.Floats(shape, HostImages.floats(values));
  }
}
