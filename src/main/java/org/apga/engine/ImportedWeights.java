package org.apga.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Weights that were trained elsewhere, with our names and in our order.
 *
 * <ul>
 *   <li>A classifier is a DenseNet of torchvision, with its current keys or those from before 0.3
 *       ({@code norm.1} for {@code norm1}); its head is {@code classifier} or {@code classifier.0}.
 *       A head for another number of classes is left out.
 *   <li>A policy is TernausNet's UNet-11, whose state dict names each convolution of the encoder
 *       twice ({@code encoder.0} and {@code conv1}); or a VGG-11 of torchvision, which has no
 *       decoder and whose classifier is dropped.
 *   <li>A prefix of all names that hides the network's own ({@code _orig_mod.module.}) is removed.
 *       Counters ({@code num_batches_tracked}) are dropped.
 *   <li>A first convolution of one channel is spread over three ({@link GreyStem}).
 *   <li>Torchxrayvision's thresholds ({@code op_threshs}) are dropped; their presence shows how
 *       grey levels were normalised.
 * </ul>
 *
 * @param tensors the tensors that the file provides, all or a part of the network's
 * @param leftOut names of the tensors that it does not provide, which are drawn for each seed
 * @param what the part of the network that the file provides, in words
 * @param changes other changes made to the file's tensors, in words
 * @param input how grey levels were normalised in training; {@link Normalisation#NONE} if nothing
 *     indicates it
 */
public record ImportedWeights(
    Map<String, Tensor> tensors,
    List<String> leftOut,
    String what,
    List<String> changes,
    Normalisation input) {
  private static final int USUAL = 2;
  private static final int IMAGENET = 1000;
  private static final String THRESHOLDS = "op_threshs";
  private static final Pattern OLD_KEY =
      Pattern.compile("(.*\\.denselayer\\d+\\.(?:norm|conv))\\.([12]\\..*)");
  private static final Pattern ANY_HEAD = Pattern.compile("(.*\\.)?classifier\\.(0\\.)?weight");
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
    changes = List.copyOf(changes);
  }

  /**
   * A classifier's weights.
   *
   * @param given the file's tensors, and its normalisation if it records one
   * @param file the name of the file in messages
   * @throws WeightsException if a tensor is missing, surplus or of another shape
   */
  public static ImportedWeights classifier(DenseNetSpec spec, NetworkState given, String file) {
    Naming naming = new Naming("classifier", file, spec.parameters());
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> thresholds = new LinkedHashMap<>();
    given
        .tensors()
        .forEach((name, tensor) -> (isThresholds(name) ? thresholds : weights).put(name, tensor));
    Map<String, Tensor> named = new LinkedHashMap<>();
    naming
        .withoutPrefix(weights, ImportedWeights::densenetName)
        .forEach((name, tensor) -> naming.put(named, densenetName(name), tensor));
    thresholds.forEach(
        (name, tensor) ->
            naming.changed(
                "%s, the thresholds of torchxrayvision's %s outputs, is left out"
                    .formatted(name, tensor.size())));
    Tensor weight = named.get(HEAD_WEIGHT);
    Tensor bias = named.get(HEAD_BIAS);
    String what =
        "all of the classifier"
            + (spec.classes() == USUAL ? "" : ", with a head for " + spec.classes() + " classes");
    List<Parameter> wanted = spec.parameters();
    boolean none = weight == null && bias == null;
    if (none || otherClasses(spec, weight, bias)) {
      what =
          none
              ? "the classifier without a head"
              : "the classifier without its head, which has %s class%s and not %s"
                  .formatted(classes(weight), classes(weight) == 1 ? "" : "es", spec.classes());
      named.remove(HEAD_WEIGHT);
      named.remove(HEAD_BIAS);
      wanted = wanted.stream().filter(p -> !p.name().startsWith(HEAD)).toList();
    }
    boolean told = thresholds.isEmpty() || !given.input().isNone();
    return naming.imported(
        wanted, named, what, told ? given.input() : Normalisation.TORCHXRAYVISION);
  }

  /**
   * The classes of a file's own head; 2 if it has none, or one for another task: the thousand
   * classes of ImageNet, the outputs of torchxrayvision (each a yes or no), or a single output.
   */
  public static int ownClasses(NetworkState given) {
    Map<String, Tensor> tensors = given.tensors();
    return tensors.keySet().stream().anyMatch(ImportedWeights::isThresholds)
        ? USUAL
        : tensors.entrySet().stream()
            .filter(one -> ANY_HEAD.matcher(one.getKey()).matches())
            .mapToInt(one -> classes(one.getValue()))
            .filter(classes -> classes > 1 && classes < IMAGENET)
            .findFirst()
            .orElse(USUAL);
  }

  /**
   * A policy's weights.
   *
   * @param given as for a classifier
   * @param file the name of the file in messages
   * @throws WeightsException if a tensor is missing, surplus or of another shape, or has two names
   *     that disagree
   */
  public static ImportedWeights policy(UNetSpec spec, NetworkState given, String file) {
    Naming naming = new Naming("policy", file, spec.parameters());
    Map<String, Tensor> tensors = naming.withoutPrefix(given.tensors(), ImportedWeights::unetName);
    boolean vgg = tensors.keySet().stream().anyMatch(name -> VGG_ENCODER.matcher(name).matches());
    Map<String, Tensor> named = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (!(vgg && name.startsWith(VGG_HEAD))) {
            naming.put(named, unetName(name), tensor);
          }
        });
    List<Parameter> wanted = spec.parameters();
    String what = "all of the policy";
    if (named.keySet().stream().allMatch(name -> name.startsWith(ENCODER))) {
      wanted = wanted.stream().filter(p -> p.name().startsWith(ENCODER)).toList();
      what = "the policy's encoder without a decoder";
    }
    return naming.imported(wanted, named, what, given.input());
  }

  /**
   * A policy's tensors with the names of TernausNet's state dict, which contains those of the
   * encoder twice.
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

  /** A classifier's tensors with torchvision's names, whose head is {@code classifier} itself. */
  public static Map<String, Tensor> withPlainHead(Map<String, Tensor> classifier) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    classifier.forEach((name, tensor) -> all.put(name.replace(HEAD, PLAIN_HEAD), tensor));
    return all;
  }

  /** Whether the file provides every tensor of the network. */
  public boolean complete() {
    return leftOut.isEmpty();
  }

  /**
   * These weights, completed by {@code drawn}; without an optimiser, with the input of these
   * weights.
   */
  public NetworkState over(NetworkState drawn) {
    Map<String, Tensor> all = new LinkedHashMap<>(drawn.tensors());
    all.putAll(tensors);
    return new NetworkState(all, input, null);
  }

  /**
   * Whether a tensor contains torchxrayvision's thresholds, which are not weights: they are NaN for
   * outputs that a network was not trained for.
   */
  public static boolean isThresholds(String name) {
    return name.equals(THRESHOLDS) || name.endsWith("." + THRESHOLDS);
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

  /** Whether this is a whole head of the network's width, for another number of classes. */
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
}
