package org.apga.engine.dl4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apga.engine.MaskedNorms;
import org.apga.engine.Parameter;
import org.apga.engine.Tensor;
import org.apga.engine.dl4j.GraphLayout.Place;

/**
 * The places of batch norms' tensors in the flat vectors of a network, and in a compact vector that
 * contains them alone.
 *
 * @param bounds runs in the flat vectors: from the first number up to the second, from the third up
 *     to the fourth, and so on, in order
 * @param length number of elements of all runs
 * @param side places in the compact vector, in PyTorch's order
 */
public record NormPlaces(int[] bounds, int length, List<Place> side) {
  /** Running means and variances. */
  public static NormPlaces statistics(List<Place> places) {
    return of(places, false);
  }

  /**
   * The tensors that a pass on masked images exchanges or restores: running statistics, or all of
   * the norms.
   */
  public static NormPlaces ofMasked(MaskedNorms kind, List<Place> places) {
    return of(places, kind.ownAffine());
  }

  private static NormPlaces of(List<Place> places, boolean affine) {
    List<Place> norms =
        places.stream()
            .filter(place -> belongs(place.parameter().kind(), affine))
            .sorted(Comparator.comparingInt(Place::offset))
            .toList();
    List<Integer> bounds = new ArrayList<>();
    Map<String, Integer> offsets = new LinkedHashMap<>();
    int length = 0;
    for (Place norm : norms) {
      int end = norm.offset() + norm.parameter().size();
      int last = bounds.size() - 1;
      if (last > 0 && bounds.get(last) == norm.offset()) {
        bounds.set(last, end);
      } else {
        bounds.addAll(List.of(norm.offset(), end));
      }
      offsets.put(norm.parameter().name(), length);
      length += norm.parameter().size();
    }
    List<Place> side =
        places.stream()
            .map(Place::parameter)
            .filter(parameter -> offsets.containsKey(parameter.name()))
            .map(
                parameter ->
                    new Place(parameter, Objects.requireNonNull(offsets.get(parameter.name()))))
            .toList();
    return new NormPlaces(bounds.stream().mapToInt(Integer::intValue).toArray(), length, side);
  }

  private static boolean belongs(Parameter.Kind kind, boolean affine) {
    return switch (kind) {
      case RUNNING_MEAN, RUNNING_VARIANCE -> true;
      case NORM_WEIGHT, NORM_BIAS -> affine;
      case CONVOLUTION, TRANSPOSED_CONVOLUTION, LINEAR, BIAS -> false;
    };
  }

  /** The indices in the flat vectors, in the order of the compact vector. */
  public long[] indices() {
    long[] indices = new long[length];
    int at = 0;
    for (int r = 0; r < bounds.length; r += 2) {
      for (int i = bounds[r]; i < bounds[r + 1]; i++) {
        indices[at++] = i;
      }
    }
    return indices;
  }

  /**
   * A compact vector.
   *
   * @param tensors by PyTorch's names; places of absent tensors are 0
   */
  public double[] vector(Map<String, Tensor> tensors) {
    double[] vector = new double[length];
    for (Place place : side) {
      Tensor tensor = tensors.get(place.parameter().name());
      for (int i = 0; tensor != null && i < tensor.size(); i++) {
        vector[place.offset() + i] = tensor.at(i);
      }
    }
    return vector;
  }

  /**
   * The tensors of a compact vector.
   *
   * @param trainedOnly whether running statistics are left out
   */
  public Map<String, Tensor> tensors(Tensor vector, boolean trainedOnly) {
    return Place.tensors(side, vector, trainedOnly);
  }
}
