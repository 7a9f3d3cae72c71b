package org.apga.engine.dl4j;

import java.util.Map;
import java.util.function.Supplier;
import org.apga.engine.MaskedNorms;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batch norms of masked images. For a pass on such images they change places with those of
 * whole images in the flat vectors, so that whatever computes the pass knows of one set alone;
 * where running statistics are held, these are only put back behind it.
 */
final class OwnNorms {
  private final MaskedNorms kind;
  private final NormPlaces places;
  private final FlatRuns runs;
  private final INDArray parameters;
  private final FlatAdam adam;

  /** Of masked images while whole ones' are in place, and the other way round. */
  private double[] away;

  private double[] firstAway;
  private double[] secondAway;
  private int steps;
  private boolean inside;

  /**
   * @param earlier state; where it has none of these, masked images begin with whole ones' norms
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

  /** Computes with the norms of masked images, and steps along what that gives. */
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

  /** Computes with the norms of masked images, and changes nothing. */
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
   * The step drew masked images' norms into the average: it moves towards those of whole images
   * instead, which are in place again.
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

  /** What a checkpoint keeps, while whole images' norms are in place. */
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
