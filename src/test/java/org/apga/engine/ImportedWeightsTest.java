package org.apga.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportedWeightsTest {
  private static final DenseNetSpec DENSENET =
      new DenseNetSpec(32, List.of(1, 2, 1, 1), 3, 6, 2, 2);
  private static final UNetSpec UNET = new UNetSpec(32, 1);
  private static final String SPREAD =
      " has one channel and is spread over three, a third of it to each; that is exact only if"
          + " data.normalise treats all channels alike, which imagenet does not";
  private static final String CHECK = ". Check that the file is of this architecture and size.";

  private static final Map<String, Tensor> CLASSIFIER = InitialWeights.draw(DENSENET, 1).tensors();
  private static final Map<String, Tensor> POLICY = InitialWeights.draw(UNET, 1).tensors();

  private static Map<String, Tensor> renamed(
      Map<String, Tensor> tensors, Function<String, String> name) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    tensors.forEach((old, tensor) -> renamed.put(name.apply(old), tensor));
    return renamed;
  }

  private static Tensor of(double value, int... shape) {
    double[] values = new double[Tensor.sizeOf(shape)];
    java.util.Arrays.fill(values, value);
    return new Tensor.Doubles(shape, values);
  }

  private static void assertSame(Map<String, Tensor> imported, Map<String, Tensor> original) {
    // The tensors themselves, so every bit, and in our order.
    assertThat(List.copyOf(imported.keySet())).isEqualTo(List.copyOf(original.keySet()));
    imported.forEach((name, tensor) -> assertThat(tensor).isSameAs(original.get(name)));
  }

  /** A classifier with a head of torchvision's name. */
  private static Map<String, Tensor> withHead(int outputs) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(ImportedWeights.withPlainHead(CLASSIFIER));
    tensors.put("classifier.weight", of(1, outputs, DENSENET.features()));
    tensors.put("classifier.bias", of(1, outputs));
    return tensors;
  }

  private static ImportedWeights classifier(Map<String, Tensor> tensors) {
    return ImportedWeights.classifier(DENSENET, new NetworkState(tensors), "net.npz");
  }

  private static ImportedWeights policy(Map<String, Tensor> tensors) {
    return ImportedWeights.policy(UNET, new NetworkState(tensors), "net.npz");
  }

  @Test
  void ourOwnNamesStayAsTheyAre() {
    assertSame(classifier(CLASSIFIER).tensors(), CLASSIFIER);
    assertSame(policy(POLICY).tensors(), POLICY);
    assertThat(classifier(CLASSIFIER).complete()).isTrue();
    assertThat(policy(POLICY).what()).isEqualTo("all of the policy");
  }

  @Test
  void torchvisionsOldKeysAndDataParallelsPrefixAreUnderstood() {
    Map<String, Tensor> old =
        renamed(
            CLASSIFIER,
            name ->
                "module."
                    + name.replaceFirst("(denselayer\\d+\\.(?:norm|conv))([12])\\.", "$1.$2.")
                        .replace("classifier.0.", "classifier."));
    assertThat(old)
        .containsKeys(
            "module.features.denseblock2.denselayer2.norm.1.running_mean",
            "module.features.denseblock1.denselayer1.conv.2.weight",
            "module.classifier.weight");

    assertSame(classifier(old).tensors(), CLASSIFIER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "module.",
        "model.",
        "densenet121.",
        "_orig_mod.",
        "_orig_mod.module.",
        "module._orig_mod.",
        "a.b.c."
      })
  void aPrefixOfAllNamesIsTakenOffAndSaid(String prefix) {
    Map<String, Tensor> wrapped = renamed(CLASSIFIER, name -> prefix + name);
    wrapped.put(prefix + "features.norm0.num_batches_tracked", of(3));

    ImportedWeights weights = classifier(wrapped);

    assertSame(weights.tensors(), CLASSIFIER);
    assertThat(weights.changes())
        .containsExactly("the prefix " + prefix + " is removed from every name");
    Map<String, Tensor> unet =
        renamed(ImportedWeights.withTernausNetAliases(POLICY), name -> prefix + name);
    assertSame(policy(unet).tensors(), POLICY);
    assertThat(policy(unet).changes()).isEqualTo(weights.changes());
  }

  @Test
  void wordsThatAreTheNetworksOwnStay() {
    Map<String, Tensor> headless = new LinkedHashMap<>(CLASSIFIER);
    headless.keySet().removeIf(name -> !name.startsWith("features."));

    assertThat(classifier(headless).changes()).isEmpty();
    assertThat(classifier(renamed(headless, name -> "model." + name)).changes())
        .containsExactly("the prefix model. is removed from every name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.", "module."})
  void aPrefixOfSomeNamesIsRefused(String prefix) {
    Map<String, Tensor> some =
        renamed(CLASSIFIER, name -> name.startsWith("classifier") ? name : prefix + name);
    int more = CLASSIFIER.size() - 3;

    assertThatThrownBy(() -> classifier(some))
        .hasMessage(
            "Cannot use net.npz for the classifier: tensor features.conv0.weight is missing (and %s more); it has no place for tensor %sfeatures.conv0.weight (and %s more)%s"
                .formatted(more, prefix, more, CHECK));
  }

  @Test
  void whatIsWrongBehindAPrefixOfAllNamesIsNamedWithIt() {
    Map<String, Tensor> less = new LinkedHashMap<>(CLASSIFIER);
    less.remove("features.norm5.bias");

    assertThatThrownBy(() -> classifier(renamed(less, name -> "model." + name)))
        .hasMessage(
            "Cannot use net.npz for the classifier: behind the prefix model., tensor"
                + " features.norm5.bias is missing"
                + CHECK);
  }

  @Test
  void aFirstConvolutionOfOneChannelIsSpreadOverThreeAndSaid() {
    Map<String, Tensor> grey = new LinkedHashMap<>(CLASSIFIER);
    double[] values = new double[6 * 49];
    java.util.Arrays.setAll(values, i -> i + 1);
    grey.put("features.conv0.weight", new Tensor.Doubles(new int[] {6, 1, 7, 7}, values));

    ImportedWeights weights = classifier(grey);

    assertThat(weights.changes()).containsExactly("features.conv0.weight" + SPREAD);
    Tensor stem = Objects.requireNonNull(weights.tensors().get("features.conv0.weight"));
    assertThat(stem.shape()).containsExactly(6, 3, 7, 7);
    for (int o = 0; o < 6; o++) {
      for (int c = 0; c < 3; c++) {
        for (int tap = 0; tap < 49; tap++) {
          assertThat(stem.at((o * 3 + c) * 49 + tap)).isEqualTo((o * 49 + tap + 1) / 3d);
        }
      }
    }
    Tensor back = GreyStem.summed(stem);
    assertThat(back.shape()).containsExactly(6, 1, 7, 7);
    for (int i = 0; i < values.length; i++) {
      assertThat(back.at(i)).isCloseTo(values[i], within(1e-12));
    }
    Map<String, Tensor> policy = new LinkedHashMap<>(POLICY);
    policy.put("encoder.0.weight", of(0.5f, 2, 1, 3, 3));
    assertThat(policy(policy).changes()).containsExactly("encoder.0.weight" + SPREAD);
  }

  @Test
  void torchxrayvisionsNetworkGivesAllButItsHeadAndThresholdsAndTellsItsLevels() {
    Map<String, Tensor> chest = withHead(18);
    chest.put("features.conv0.weight", of(1, 6, 1, 7, 7));
    chest.put("op_threshs", of(Double.NaN, 18));

    ImportedWeights weights = classifier(chest);

    assertThat(weights.what())
        .isEqualTo("the classifier without its head, which has 18 classes and not 2");
    assertThat(weights.leftOut()).containsExactly("classifier.0.weight", "classifier.0.bias");
    assertThat(weights.changes())
        .containsExactly(
            "op_threshs, the thresholds of torchxrayvision's 18 outputs, is left out",
            "features.conv0.weight" + SPREAD);
    // 2 (level - 0.5) 1024, as its utils.normalize.
    assertThat(weights.input()).isEqualTo(Normalisation.of(0.5, 1 / 2048d));
    assertThat(weights.input().inWords()).isEqualTo("black as -1024 and white as 1024");
    assertThat(weights.over(InitialWeights.draw(DENSENET, 9)).input()).isEqualTo(weights.input());
    assertThat(classifier(renamed(chest, name -> "model." + name)).tensors().keySet())
        .isEqualTo(weights.tensors().keySet());
    // As in a network that contains it, whose own names may have a prefix or none.
    for (String prefix : List.of("", "model.")) {
      Map<String, Tensor> nested =
          renamed(chest, name -> name.equals("op_threshs") ? "net.op_threshs" : prefix + name);
      assertThat(classifier(nested).input()).isEqualTo(Normalisation.TORCHXRAYVISION);
      assertThat(classifier(nested).changes())
          .contains("net.op_threshs, the thresholds of torchxrayvision's 18 outputs, is left out");
    }
  }

  @Test
  void whatTheFileRecordsOfItsLevelsStays() {
    NetworkState state = new NetworkState(CLASSIFIER).withInput(Normalisation.IMAGENET);

    assertThat(ImportedWeights.classifier(DENSENET, state, "net.npz").input())
        .isEqualTo(Normalisation.IMAGENET);
    assertThat(classifier(CLASSIFIER).input()).isEqualTo(Normalisation.NONE);
    assertThat(Normalisation.IMAGENET.inWords())
        .isEqualTo("black as -2.118, -2.036, -1.804 and white as 2.249, 2.429, 2.64");
  }

  @Test
  void countersAreDropped() {
    Map<String, Tensor> counted = new LinkedHashMap<>(CLASSIFIER);
    counted.put("features.norm0.num_batches_tracked", of(3));

    assertSame(classifier(counted).tensors(), CLASSIFIER);
  }

  @Test
  void aHeadOfAThousandClassesOrOfOneIsLeftOutAndDrawn() {
    ImportedWeights weights = classifier(withHead(1000));

    assertThat(weights.what())
        .isEqualTo("the classifier without its head, which has 1000 classes and not 2");
    assertThat(classifier(withHead(1)).what()).endsWith(", which has 1 class and not 2");
    assertThat(weights.leftOut()).containsExactly("classifier.0.weight", "classifier.0.bias");
    NetworkState drawn = InitialWeights.draw(DENSENET, 9);
    Map<String, Tensor> start = weights.over(drawn).tensors();
    assertThat(List.copyOf(start.keySet())).isEqualTo(List.copyOf(CLASSIFIER.keySet()));
    assertThat(start.get("classifier.0.weight"))
        .isSameAs(drawn.tensors().get("classifier.0.weight"));
    assertThat(start.get("features.norm5.weight"))
        .isSameAs(CLASSIFIER.get("features.norm5.weight"));
    // What an import wrote is imported again.
    assertThat(classifier(weights.tensors()).leftOut()).isEqualTo(weights.leftOut());
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2", "14, 14", "999, 999", "1000, 2", "21841, 2"})
  void aHeadsOwnNumberOfClassesIsToldFromHeadsForOtherTasks(int outputs, int classes) {
    Map<String, Tensor> other = renamed(withHead(outputs), name -> "model." + name);
    assertThat(ImportedWeights.ownClasses(new NetworkState(other))).isEqualTo(classes);
    other.put("op_threshs", of(1, outputs));
    assertThat(ImportedWeights.ownClasses(new NetworkState(other))).isEqualTo(2);
    other.keySet().removeIf(name -> !name.contains("features."));
    assertThat(ImportedWeights.ownClasses(new NetworkState(other))).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "features.conv0.weight; tensor features.conv0.weight is missing",
        "features.norm0; tensor features.norm0.weight is missing (and 3 more)",
        "classifier.0.weight; tensor classifier.0.weight is missing",
        "features.denseblock2.denselayer2; tensor"
            + " features.denseblock2.denselayer2.norm1.weight is missing (and 9 more)"
      })
  void aMissingTensorIsNamed(String prefix, String why) {
    Map<String, Tensor> less = new LinkedHashMap<>(CLASSIFIER);
    less.keySet().removeIf(name -> name.startsWith(prefix));

    assertThatThrownBy(() -> classifier(less))
        .isInstanceOf(WeightsException.class)
        .hasMessage("Cannot use net.npz for the classifier: " + why + CHECK);
  }

  @Test
  void surplusTensorsAreNamed() {
    Map<String, Tensor> more = new LinkedHashMap<>(CLASSIFIER);
    more.put("features.norm6.weight", of(1, 2));
    more.put("fc.bias", of(1, 2));

    assertThatThrownBy(() -> classifier(more))
        .hasMessage(
            "Cannot use net.npz for the classifier: it has no place for tensor"
                + " features.norm6.weight (and 1 more)"
                + CHECK);
  }

  @Test
  void aMisshapenTensorIsNamedAndSoIsWhatElseIsWrong() {
    Map<String, Tensor> wrong = new LinkedHashMap<>(CLASSIFIER);
    wrong.put("features.conv0.weight", of(1, 6, 2, 7, 7));
    wrong.put("other", Objects.requireNonNull(wrong.remove("features.norm5.bias")));

    assertThatThrownBy(() -> classifier(wrong))
        .hasMessage(
            "Cannot use net.npz for the classifier: tensor features.norm5.bias is missing; tensor"
                + " features.conv0.weight is [6, 2, 7, 7] and not [6, 3, 7, 7]; it has no place for"
                + " tensor other"
                + CHECK);
  }

  @Test
  void aHeadOfAnotherWidthIsMisshapenWhateverItsClasses() {
    Map<String, Tensor> wide = new LinkedHashMap<>(CLASSIFIER);
    wide.put("classifier.0.weight", of(1, 1000, 8));
    wide.put("classifier.0.bias", of(1, 1000));

    assertThatThrownBy(() -> classifier(wide))
        .hasMessage(
            "Cannot use net.npz for the classifier: tensor classifier.0.weight is [1000, 8] and not"
                + " [2, "
                + DENSENET.features()
                + "] (and 1 more)"
                + CHECK);
  }

  @Test
  void ternausNetsTwoNamesOfAConvolutionAreOne() {
    Map<String, Tensor> published = ImportedWeights.withTernausNetAliases(POLICY);
    assertThat(published).hasSize(POLICY.size() + 16);
    assertThat(published.get("conv3s.weight")).isSameAs(POLICY.get("encoder.6.weight"));
    assertThat(published.get("conv5.bias")).isSameAs(POLICY.get("encoder.18.bias"));

    assertSame(policy(published).tensors(), POLICY);
    published.keySet().removeIf(name -> name.startsWith("encoder."));
    assertSame(policy(published).tensors(), POLICY);
  }

  @Test
  void twoNamesThatDisagreeAreRefused() {
    Map<String, Tensor> published = ImportedWeights.withTernausNetAliases(POLICY);
    published.put("conv2.bias", of(1, 4));

    assertThatThrownBy(() -> policy(published))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "Cannot use net.npz for the policy: tensor encoder.3.bias occurs under two names, with"
                + " different numbers. Save the network again.");
  }

  @Test
  void aVgg11GivesTheEncoderAndItsDecoderIsDrawn() {
    Map<String, Tensor> vgg = new LinkedHashMap<>();
    POLICY.forEach(
        (name, tensor) -> {
          if (name.startsWith("encoder.")) {
            vgg.put(name.replace("encoder.", "features."), tensor);
          }
        });
    vgg.put("classifier.6.bias", of(1, 1000));

    ImportedWeights weights = policy(vgg);

    assertThat(weights.what()).isEqualTo("the policy's encoder without a decoder");
    assertThat(weights.tensors()).hasSize(16);
    assertThat(weights.leftOut())
        .hasSize(24)
        .startsWith("center.block.0.conv.weight")
        .endsWith("final.bias");
    NetworkState drawn = InitialWeights.draw(UNET, 9);
    Map<String, Tensor> start = weights.over(drawn).tensors();
    assertThat(start.get("encoder.18.weight")).isSameAs(POLICY.get("encoder.18.weight"));
    assertThat(start.get("final.weight")).isSameAs(drawn.tensors().get("final.weight"));
    assertThat(policy(weights.tensors()).leftOut()).isEqualTo(weights.leftOut());
  }

  @Test
  void aDecoderThatIsThereInPartIsRefused() {
    Map<String, Tensor> part = new LinkedHashMap<>(POLICY);
    part.keySet().removeIf(name -> name.startsWith("dec"));

    assertThatThrownBy(() -> policy(part))
        .hasMessage(
            "Cannot use net.npz for the policy: tensor dec5.block.0.conv.weight is missing (and 17"
                + " more)"
                + CHECK);
  }

  @Test
  void aClassifierIsNoPolicy() {
    assertThatThrownBy(() -> policy(CLASSIFIER))
        .hasMessage(
            "Cannot use net.npz for the policy: tensor encoder.0.weight is missing (and 39 more); it"
                + " has no place for tensor features.conv0.weight (and "
                + (CLASSIFIER.size() - 1)
                + " more)"
                + CHECK);
  }

  @Test
  void aPlainHeadIsTorchvisions() {
    assertThat(ImportedWeights.withPlainHead(CLASSIFIER).keySet())
        .endsWith("classifier.weight", "classifier.bias")
        .hasSize(CLASSIFIER.size());
  }
}
