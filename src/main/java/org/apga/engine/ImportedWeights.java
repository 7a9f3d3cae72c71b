package org.apga.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Weights that were trained elsewhere, by our names and in our order.
 *
 * <ul>
 *   <li>A classifier is a DenseNet of torchvision, with its keys of today or of before 0.3 ({@code
 *       norm.1} for {@code norm1}); its head is {@code classifier} or {@code classifier.0}. A head
 *       of another number of classes is left out.
 *   <li>A policy is TernausNet's UNet-11, whose state dict names each convolution of the encoder
 *       twice ({@code encoder.0} and {@code conv1}); or a VGG-11 of torchvision, whose classifier
 *       is dropped and which leaves out the decoder.
 *   <li>{@code module.} before a name (DataParallel) and counters ({@code num_batches_tracked}) are
 *       dropped.
 * </ul>
 *
 * @param tensors what the file gives, a part of the network's
 * @param leftOut names of the tensors it does not give, which are drawn for each seed
 * @param what the file's part of the network, in words
 */
public record ImportedWeights(Map<String, Tensor> tensors, List<String> leftOut, String what) {
  private static final String PARALLEL = "module.";
  private static final String COUNTER = ".num_batches_tracked";
  private static final Pattern OLD_KEY =
      Pattern.compile("(.*\\.denselayer\\d+\\.(?:norm|conv))\\.([12]\\..*)");
  private static final String PLAIN_HEAD = "classifier.";
  private static final String HEAD = "classifier.0.";
  private static final String HEAD_WEIGHT = HEAD + "weight";
  private static final String HEAD_BIAS = HEAD + "bias";
  private static final String ENCODER = "encoder.";
  private static final Pattern VGG_ENCODER = Pattern.compile("features\\.(\\d+\\..*)");
  private static final String VGG_HEAD = "classifier.";

  /** TernausNet's second names of the encoder's convolutions, in the order of the encoder. */
  private static final List<String> ALIASES =
      List.of("conv1", "conv2", "conv3s", "conv3", "conv4s", "conv4", "conv5s", "conv5");

  /** Copies the collections. */
  public ImportedWeights {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A classifier's weights.
   *
   * @param file what they are called in messages
   * @throws WeightsException if a tensor is missing, surplus or of another shape
   */
  public static ImportedWeights classifier(
      DenseNetSpec spec, Map<String, Tensor> tensors, String file) {
    Naming naming = new Naming("classifier", file);
    Map<String, Tensor> named = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> naming.put(named, densenetName(plain(name)), tensor));
    Tensor weight = named.get(HEAD_WEIGHT);
    Tensor bias = named.get(HEAD_BIAS);
    String what = "all of the classifier";
    List<Parameter> wanted = spec.parameters();
    boolean none = weight == null && bias == null;
    if (none || otherClasses(spec, weight, bias)) {
      what =
          none
              ? "the classifier without a head"
              : "the classifier without its head, which has %s classes and not %s"
                  .formatted(classes(weight), spec.classes());
      named.remove(HEAD_WEIGHT);
      named.remove(HEAD_BIAS);
      wanted = wanted.stream().filter(p -> !p.name().startsWith(HEAD)).toList();
    }
    return new ImportedWeights(
        naming.fitting(wanted, named), without(spec.parameters(), wanted), what);
  }

  /**
   * A policy's weights.
   *
   * @param file what they are called in messages
   * @throws WeightsException if a tensor is missing, surplus or of another shape, or has two names
   *     that disagree
   */
  public static ImportedWeights policy(UNetSpec spec, Map<String, Tensor> tensors, String file) {
    Naming naming = new Naming("policy", file);
    Set<String> plain = new LinkedHashSet<>();
    tensors.keySet().forEach(name -> plain.add(plain(name)));
    boolean vgg = plain.stream().anyMatch(name -> VGG_ENCODER.matcher(name).matches());
    Map<String, Tensor> named = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (!(vgg && plain(name).startsWith(VGG_HEAD))) {
            naming.put(named, unetName(plain(name)), tensor);
          }
        });
    List<Parameter> wanted = spec.parameters();
    String what = "all of the policy";
    if (named.keySet().stream().allMatch(name -> name.startsWith(ENCODER))) {
      wanted = wanted.stream().filter(p -> p.name().startsWith(ENCODER)).toList();
      what = "the policy's encoder without a decoder";
    }
    return new ImportedWeights(
        naming.fitting(wanted, named), without(spec.parameters(), wanted), what);
  }

  /**
   * A policy's tensors by the names of TernausNet's state dict, which holds those of the encoder
   * twice.
   */
  public static Map<String, Tensor> withTernausNetAliases(Map<String, Tensor> policy) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    policy.forEach(
        (name, tensor) -> {
          all.put(name, tensor);
          for (int i = 0; i < ALIASES.size(); i++) {
            String convolution = UNetSpec.ENCODER.get(i) + ".";
            if (name.startsWith(convolution)) {
              all.put(ALIASES.get(i) + "." + name.substring(convolution.length()), tensor);
            }
          }
        });
    return all;
  }

  /** A classifier's tensors by torchvision's names, whose head is {@code classifier} itself. */
  public static Map<String, Tensor> withPlainHead(Map<String, Tensor> classifier) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    classifier.forEach((name, tensor) -> all.put(name.replace(HEAD, PLAIN_HEAD), tensor));
    return all;
  }

  /** Whether the file gives every tensor of the network. */
  public boolean complete() {
    return leftOut.isEmpty();
  }

  /** These weights, and {@code drawn} for the rest; no optimiser, levels as they are. */
  public NetworkState over(NetworkState drawn) {
    Map<String, Tensor> all = new LinkedHashMap<>(drawn.tensors());
    all.putAll(tensors);
    return new NetworkState(all);
  }

  private static String plain(String name) {
    return name.startsWith(PARALLEL) ? name.substring(PARALLEL.length()) : name;
  }

  private static String densenetName(String name) {
    Matcher old = OLD_KEY.matcher(name);
    if (old.matches()) {
      return old.group(1) + old.group(2);
    }
    return name.equals(PLAIN_HEAD + "weight") || name.equals(PLAIN_HEAD + "bias")
        ? HEAD + name.substring(PLAIN_HEAD.length())
        : name;
  }

  private static String unetName(String name) {
    Matcher vgg = VGG_ENCODER.matcher(name);
    if (vgg.matches()) {
      return ENCODER + vgg.group(1);
    }
    int dot = name.indexOf('.');
    int alias = dot < 0 ? -1 : ALIASES.indexOf(name.substring(0, dot));
    return alias < 0 ? name : UNetSpec.ENCODER.get(alias) + name.substring(dot);
  }

  /** Whether this is a whole head of the network's width, but for other classes. */
  private static boolean otherClasses(
      DenseNetSpec spec, @Nullable Tensor weight, @Nullable Tensor bias) {
    return weight != null
        && bias != null
        && classes(weight) != spec.classes()
        && Arrays.equals(weight.shape(), new int[] {classes(weight), spec.features()})
        && Arrays.equals(bias.shape(), new int[] {classes(weight)});
  }

  private static int classes(@Nullable Tensor weight) {
    return weight == null || weight.shape().length == 0 ? 0 : weight.shape()[0];
  }

  private static List<String> without(List<Parameter> all, List<Parameter> given) {
    Set<String> names = new LinkedHashSet<>();
    all.forEach(p -> names.add(p.name()));
    given.forEach(p -> names.remove(p.name()));
    return List.copyOf(names);
  }

  /** Puts tensors in their places, or says which have none. */
  private record Naming(String network, String file) {

    void put(Map<String, Tensor> named, String name, Tensor tensor) {
      if (name.endsWith(COUNTER)) {
        return;
      }
      Tensor before = named.putIfAbsent(name, tensor);
      if (before != null && !same(before, tensor)) {
        throw refusal(
            "tensor " + name + " is there under two names, with different numbers",
            "Save the network again");
      }
    }

    Map<String, Tensor> fitting(List<Parameter> wanted, Map<String, Tensor> named) {
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

    private static void first(List<String> problems, List<String> ofOneKind) {
      if (!ofOneKind.isEmpty()) {
        int more = ofOneKind.size() - 1;
        problems.add(ofOneKind.get(0) + (more == 0 ? "" : " (and " + more + " more)"));
      }
    }

    private WeightsException refusal(String why, String remedy) {
      return new WeightsException(
          "Cannot use " + file + " for the " + network + ": " + why + ". " + remedy + ".");
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
}
