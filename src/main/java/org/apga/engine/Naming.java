package org.apga.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Matches a file's tensors with a network's parameters, or reports those without a match. */
final class Naming {
  private static final String COUNTER = ".num_batches_tracked";

  private final String network;
  private final String file;
  private final List<Parameter> parameters;
  private final List<String> changes = new ArrayList<>();
  private String prefix = "";

  /**
   * @param network the name of the network in messages
   * @param file the name of the file in messages
   * @param parameters of the whole network, starting with its first convolution
   */
  Naming(String network, String file, List<Parameter> parameters) {
    this.network = network;
    this.file = file;
    this.parameters = parameters;
  }

  void changed(String what) {
    changes.add(what);
  }

  /**
   * Removes the prefix that all names share and that wrappers add: as many of its dotted parts as
   * make most names match the network's, and none if no match is gained.
   *
   * @param ours converts a file's name to the network's
   */
  Map<String, Tensor> withoutPrefix(Map<String, Tensor> tensors, UnaryOperator<String> ours) {
    Set<String> names = tensors.keySet();
    Set<String> wanted =
        parameters.stream().map(Parameter::name).collect(Collectors.toUnmodifiableSet());
    long most = known(names, 0, ours, wanted);
    int shared = shared(names, 0);
    for (int next = shared; next > 0; next = shared(names, next)) {
      long known = known(names, next, ours, wanted);
      if (known > most) {
        most = known;
        prefix = names.iterator().next().substring(0, next);
      }
    }
    if (prefix.isEmpty()) {
      return tensors;
    }
    changed("the prefix " + prefix + " is removed from every name");
    Map<String, Tensor> rest = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> rest.put(name.substring(prefix.length()), tensor));
    return rest;
  }

  private static long known(
      Set<String> names, int from, UnaryOperator<String> ours, Set<String> wanted) {
    return names.stream().filter(n -> wanted.contains(ours.apply(n.substring(from)))).count();
  }

  /** The end of the next dotted part that all names share, after its dot; 0 if there is none. */
  private static int shared(Set<String> names, int from) {
    String first = names.stream().findFirst().orElse("");
    int end = first.indexOf('.', from) + 1;
    return names.stream().allMatch(name -> name.startsWith(first.substring(0, end))) ? end : 0;
  }

  void put(Map<String, Tensor> named, String name, Tensor tensor) {
    if (name.endsWith(COUNTER)) {
      return;
    }
    Tensor before = named.putIfAbsent(name, tensor);
    if (before != null && !same(before, tensor)) {
      throw refusal(
          "tensor " + name + " occurs under two names, with different numbers",
          "Save the network again");
    }
  }

  /**
   * The part of the network that the file provides.
   *
   * @param wanted the parameters of that part
   * @param named the file's tensors by the network's names
   * @throws WeightsException if a tensor is missing, surplus or of another shape
   */
  ImportedWeights imported(
      List<Parameter> wanted, Map<String, Tensor> named, String what, Normalisation input) {
    Map<String, Tensor> fitting = fitting(wanted, named);
    Set<String> leftOut = new LinkedHashSet<>();
    parameters.forEach(p -> leftOut.add(p.name()));
    leftOut.removeAll(fitting.keySet());
    return new ImportedWeights(fitting, List.copyOf(leftOut), what, changes, input);
  }

  private Map<String, Tensor> fitting(List<Parameter> wanted, Map<String, Tensor> named) {
    spreadGreyStem(named);
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    Map<String, Tensor> fitting = new LinkedHashMap<>();
    Set<String> surplus = new LinkedHashSet<>(named.keySet());
    for (Parameter parameter : wanted) {
      Tensor tensor = named.get(parameter.name());
      surplus.remove(parameter.name());
      if (tensor == null) {
        missing.add("tensor " + parameter.name() + " is missing");
      } else if (!Arrays.equals(tensor.shape(), parameter.shape())) {
        String is = Arrays.toString(tensor.shape());
        String wants = Arrays.toString(parameter.shape());
        misshapen.add("tensor %s is %s and not %s".formatted(parameter.name(), is, wants));
      } else {
        fitting.put(parameter.name(), tensor);
      }
    }
    List<String> problems = new ArrayList<>();
    first(problems, missing);
    first(problems, misshapen);
    first(problems, surplus.stream().map(name -> "it has no place for tensor " + name).toList());
    if (!problems.isEmpty()) {
      throw refusal(
          String.join("; ", problems), "Check that the file is of this architecture and size");
    }
    return fitting;
  }

  private void spreadGreyStem(Map<String, Tensor> named) {
    Parameter stem = parameters.get(0);
    Tensor kernel = named.get(stem.name());
    int[] grey = stem.shape().clone();
    grey[1] = 1;
    if (kernel != null && Arrays.equals(kernel.shape(), grey)) {
      named.put(stem.name(), GreyStem.spread(kernel));
      changed(stem.name() + GreyStem.SPREAD);
    }
  }

  private static void first(List<String> problems, List<String> ofOneKind) {
    if (!ofOneKind.isEmpty()) {
      int more = ofOneKind.size() - 1;
      problems.add(ofOneKind.get(0) + (more == 0 ? "" : " (and " + more + " more)"));
    }
  }

  private WeightsException refusal(String why, String remedy) {
    return new WeightsException(
        "Cannot use %s for the %s: %s%s. %s."
            .formatted(
                file,
                network,
                prefix.isEmpty() ? "" : "behind the prefix " + prefix + ", ",
                why,
                remedy));
  }

  private static boolean same(Tensor a, Tensor b) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (Double.doubleToLongBits(a.at(i)) != Double.doubleToLongBits(b.at(i))) {
        return false;
      }
    }
    return true;
  }
}
