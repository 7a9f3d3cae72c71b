package org.apga.engine.dl4j;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apga.engine.NetworkState;
import org.apga.engine.Parameter;
import org.apga.engine.Tensor;

/**
 * Rejects a state that does not fit its network.
 *
 * @param network the name of the network in messages
 * @param parameters all tensors of the network
 */
record StateCheck(String network, List<Parameter> parameters) {

  /**
   * Checks a state.
   *
   * @throws IllegalArgumentException if a tensor is missing, surplus or of another shape
   */
  void check(NetworkState state) {
    check("tensor", state.tensors(), parameters);
    NetworkState.Optimiser optimiser = state.optimiser();
    if (optimiser != null) {
      List<Parameter> trained = parameters.stream().filter(Parameter::trained).toList();
      check("first moment", optimiser.firstMoments(), trained);
      check("second moment", optimiser.secondMoments(), trained);
      if (!optimiser.carried().isEmpty()) {
        check("carried gradient", optimiser.carried(), trained);
      }
      if (!optimiser.average().isEmpty()) {
        check("average", optimiser.average(), parameters);
      }
      checkMasked(optimiser.masked());
    }
  }

  private void checkMasked(NetworkState.OwnNorms own) {
    List<Parameter> of =
        parameters.stream().filter(p -> own.tensors().containsKey(p.name())).toList();
    List<Parameter> trained = of.stream().filter(Parameter::trained).toList();
    check("norm of masked images", own.tensors(), of);
    check("first moment of masked images", own.firstMoments(), trained);
    check("second moment of masked images", own.secondMoments(), trained);
  }

  private void check(String kind, Map<String, Tensor> tensors, List<Parameter> wanted) {
    Set<String> surplus = new HashSet<>(tensors.keySet());
    for (Parameter parameter : wanted) {
      Tensor tensor = tensors.get(parameter.name());
      if (tensor == null) {
        throw refusal("%s %s is missing".formatted(kind, parameter.name()));
      }
      if (!Arrays.equals(tensor.shape(), parameter.shape())) {
        throw refusal(
            "%s %s is %s and not %s"
                .formatted(
                    kind,
                    parameter.name(),
                    Arrays.toString(tensor.shape()),
                    Arrays.toString(parameter.shape())));
      }
      surplus.remove(parameter.name());
    }
    for (String name : tensors.keySet()) {
      if (surplus.contains(name)) {
        throw refusal("it has no place for %s %s".formatted(kind, name));
      }
    }
  }

  private IllegalArgumentException refusal(String why) {
    return new IllegalArgumentException(
        "Cannot open the %s: %s. Check that the weights were saved from this architecture."
            .formatted(network, why));
  }
}
