package org.apga.store.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Fill;
import org.apga.engine.InitialWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.engine.UNetSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OnnxModelTest {
  private static final NetworkState CLASSIFIER =
      InitialWeights.draw(new DenseNetSpec(64, List.of(1, 2, 1, 1), 2, 4, 2, 3), 1)
          .withInput(Normalisation.IMAGENET);
  private static final NetworkState POLICY = InitialWeights.draw(new UNetSpec(64, 1), 1);

  private static final List<String> NAMES = List.of("none", "one, \"thin\"", "two");

  private final OnnxModel model = networks(POLICY, Fill.ZERO).plain();

  private static OnnxNetworks networks(@Nullable NetworkState policy, Fill fill) {
    return new OnnxNetworks("trial", NAMES, 64, CLASSIFIER, policy, fill);
  }

  private static OnnxModel augmented(Fill fill) {
    return networks(POLICY, fill).augmented().orElseThrow();
  }

  private static byte[] bytes(OnnxModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.write(out);
    return out.toByteArray();
  }

  private static GraphProto graph(OnnxModel model) throws IOException {
    return ModelProto.parseFrom(bytes(model)).getGraph();
  }

  private static Map<String, TensorProto> weights(GraphProto graph) {
    Map<String, TensorProto> weights = new TreeMap<>();
    graph.getInitializerList().forEach(one -> weights.put(one.getName(), one));
    assertThat(weights).hasSize(graph.getInitializerCount());
    return weights;
  }

  private static float[] values(Map<String, TensorProto> weights, String name) {
    return values(Objects.requireNonNull(weights.get(name)));
  }

  private static float[] values(TensorProto tensor) {
    FloatBuffer numbers =
        tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[numbers.remaining()];
    numbers.get(values);
    return values;
  }

  @Test
  void itsInputAndOutputsHaveNamesAndShapes() throws IOException {
    assertThat(model.input()).isEqualTo("image: n x 1 x 64 x 64");
    assertThat(model.outputs()).containsExactly("probabilities: n x 3", "mask: n x 1 x 64 x 64");
    assertThat(augmented(Fill.ZERO).outputs()).isEqualTo(model.outputs());
    assertThat(networks(null, Fill.ZERO).plain().outputs()).containsExactly("probabilities: n x 3");
    assertThat(networks(null, Fill.ZERO).augmented()).isEmpty();
    ModelProto file = ModelProto.parseFrom(bytes(model));
    assertThat(file.getOpsetImportList()).singleElement().matches(set -> set.getVersion() == 9);
    assertThat(file.getGraph().getName()).isEqualTo("trial");
  }

  @Test
  void itHoldsEveryTensorOnceAndBitForBit() throws IOException {
    assertThat(weightsAlone(graph(model)))
        .containsExactly("classifier.factor", "classifier.mean", "policy.factor", "policy.mean");
    assertThat(weightsAlone(graph(augmented(Fill.ZERO))))
        .containsExactly(
            "classifier.factor",
            "classifier.mean",
            "kept.filling",
            "kept.half",
            "policy.factor",
            "policy.mean");
  }

  /** Names of what a file holds beside the networks' tensors. */
  private static Set<String> weightsAlone(GraphProto graph) {
    Map<String, TensorProto> written = weights(graph);
    for (NetworkState state : List.of(CLASSIFIER, POLICY)) {
      state
          .tensors()
          .forEach(
              (name, tensor) -> {
                TensorProto other = Objects.requireNonNull(written.remove(name));
                assertThat(other.getDimsList())
                    .as(name)
                    .isEqualTo(IntStream.of(tensor.shape()).mapToObj(Long::valueOf).toList());
                assertThat(values(other)).as(name).isEqualTo(((Tensor.Floats) tensor).values());
              });
    }
    return written.keySet();
  }

  @Test
  void theFileNamesItsClasses() throws IOException {
    ModelProto file = ModelProto.parseFrom(bytes(model));

    assertThat(model.classes()).isEqualTo(NAMES);
    assertThat(file.getMetadataPropsList())
        .singleElement()
        .matches(prop -> prop.getKey().equals("classes"))
        .extracting(prop -> prop.getValue())
        .isEqualTo("[\"none\",\"one, \\\"thin\\\"\",\"two\"]");
    assertThat(file.getGraph().getOutput(0).getDocString())
        .isEqualTo("of each class: none, one, \"thin\", two");
    assertThat(graph(augmented(Fill.MEAN)).getOutput(0).getDocString())
        .isEqualTo(
            "of each class: none, one, \"thin\", two; the mean over the image and what its mask"
                + " keeps");
  }

  @Test
  void namesOfOtherClassesThanTheClassifiersAreRefused() {
    assertThatThrownBy(
            () -> new OnnxNetworks("trial", List.of("a", "b"), 64, CLASSIFIER, null, Fill.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot write trial as ONNX: its classifier has 3 classes, and 2 are named.");
  }

  @Test
  void aBlurHasTheProgramsKernelInColumnsAndRows() throws IOException {
    Map<String, TensorProto> written = weights(graph(augmented(Fill.BLUR)));

    float[] kernel = new float[25];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) Fill.blurKernel(64)[i];
    }
    assertThat(values(written, "kept.kernel.across")).isEqualTo(kernel);
    assertThat(values(written, "kept.kernel.down")).isEqualTo(kernel);
    assertThat(Objects.requireNonNull(written.get("kept.kernel.across")).getDimsList())
        .containsExactly(1L, 1L, 1L, 25L);
    assertThat(Objects.requireNonNull(written.get("kept.kernel.down")).getDimsList())
        .containsExactly(1L, 1L, 25L, 1L);
  }

  @Test
  void eachNetworkHasItsOwnNormalisation() throws IOException {
    Map<String, TensorProto> written = weights(graph(model));

    assertThat(values(written, "classifier.mean")).containsExactly(0.485f, 0.456f, 0.406f);
    assertThat(values(written, "classifier.factor"))
        .containsExactly((float) (1 / 0.229), (float) (1 / 0.224), (float) (1 / 0.225));
    assertThat(values(written, "policy.mean")).containsExactly(0, 0, 0);
    assertThat(values(written, "policy.factor")).containsExactly(1, 1, 1);
  }

  @Test
  void everyNodeComesAfterWhatItNeedsAndIsNeeded() throws IOException {
    checkOrder(graph(model));
    for (Fill fill : Fill.values()) {
      checkOrder(graph(augmented(fill)));
    }
  }

  private static void checkOrder(GraphProto graph) {
    Set<String> known = new HashSet<>(weights(graph).keySet());
    Set<String> needed = new HashSet<>();
    known.add("image");

    for (NodeProto node : graph.getNodeList()) {
      assertThat(known).as(node.getName()).containsAll(node.getInputList());
      needed.addAll(node.getInputList());
      assertThat(node.getOutputList()).containsExactly(node.getName());
      assertThat(known.add(node.getName())).as(node.getName()).isTrue();
    }
    needed.addAll(List.of("probabilities", "mask"));
    assertThat(known).isEqualTo(needed);
  }

  @Test
  void theSameWeightsGiveTheSameBytes() throws IOException {
    assertThat(bytes(networks(POLICY, Fill.ZERO).plain())).isEqualTo(bytes(model));
  }
}
