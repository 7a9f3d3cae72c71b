package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.Dl4jEngine;
import org.apga.engine.dl4j.ImageGradient;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.CompiledGraph.Pass;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A network twice with the same weights: in double precision on Deeplearning4j's own operations,
 * and in single precision as plans.
 *
 * <p>Both make the same passes over the same images, with the same error at the output, and what
 * they give is compared by name: outputs and inner activations in each mode, the gradient of every
 * parameter and of the images, running statistics. Garbage collection frees them: Deeplearning4j's
 * own way to close a graph collects twice, which takes longer than all the rest.
 */
final class Twins {
  /** Channels that lie side by side on CPUs with AVX-512, with AVX2, and in plain layouts. */
  static final List<Integer> BLOCKS = List.of(16, 8, 1);

  private static final float WRONG = 1e3f;

  /** Rounding moves an activation by less than this share of their size; 4e-6 was seen. */
  private static final double NEAR = 1e-5;

  private final Shape images;
  private final ComputationGraph fine;
  private final ComputationGraph rough;
  private final Set<String> visible;
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final float[] weights;
  private final float[] pixels;
  private final float[] error;
  private final Map<String, double[]> expected;

  Twins(Shape images, long seed, Net.Body body) {
    new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1), 0)
        .close();
    this.images = images;
    this.pixels = new float[(int) images.elements()];
    Net.Written written = Net.write(images, DataType.DOUBLE, body);
    this.visible = written.visible();
    this.fine = new ComputationGraph(written.configuration());
    this.rough = new ComputationGraph(Net.write(images, DataType.FLOAT, body).configuration());
    fine.init();
    fine.initGradientsView();
    rough.init();
    rough.initGradientsView();
    fine.paramTable()
        .forEach(
            (key, values) ->
                offsets.put(key, Math.toIntExact(values.offset() - fine.params().offset())));
    this.weights = new float[(int) fine.params().length()];
    Map<String, INDArray> activations = draw(seed);
    INDArray output = Objects.requireNonNull(activations.get(output()));
    this.error = gaussians(new RandomStream(-seed), output.length());
    this.expected = expected(activations, output.shape());
  }

  /** Draws weights and images until all is well away from a gradient's jumps. */
  private Map<String, INDArray> draw(long seed) {
    for (int attempt = 0; attempt < 50; attempt++) {
      RandomStream random = RandomStream.of(seed, Purpose.BOOTSTRAP, attempt);
      draw(random, weights);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      fine.params().assign(vector(weights, DataType.DOUBLE));
      Map<String, INDArray> activations =
          fine.feedForward(new INDArray[] {images(DataType.DOUBLE)}, true, false);
      if (Kinks.distance(fine.getConfiguration(), activations) > NEAR) {
        return activations;
      }
      fine.clear();
    }
    throw new IllegalStateException("No draw is without an activation near 0; make it smaller.");
  }

  /** Weights that keep activations about 1; what they are called is at the end of their key. */
  private void draw(RandomStream random, float[] all) {
    for (Map.Entry<String, INDArray> parameter : fine.paramTable().entrySet()) {
      INDArray values = parameter.getValue();
      String key = parameter.getKey();
      long[] shape = values.shape();
      double spread =
          switch (key.substring(key.lastIndexOf('_') + 1)) {
            case "W" -> Math.sqrt(2.0 * (key.startsWith("dense") ? 1 : shape[0]) / values.length());
            case "gamma", "beta", "b" -> 0.3;
            default -> 0.2;
          };
      double centre = key.endsWith("_gamma") || key.endsWith("_var") ? 1 : 0;
      int from = offset(key);
      for (int i = from; i < from + values.length(); i++) {
        all[i] = (float) (centre + spread * random.nextGaussian());
      }
    }
  }

  private static float[] gaussians(RandomStream random, long count) {
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private int offset(String key) {
    return Objects.requireNonNull(offsets.get(key));
  }

  private static INDArray vector(float[] values, DataType type) {
    return Nd4j.createFromArray(values).castTo(type).reshape(1, values.length);
  }

  private INDArray images(DataType type) {
    return Nd4j.createFromArray(pixels)
        .castTo(type)
        .reshape(images.images(), images.channels(), images.height(), images.width());
  }

  private static double[] slice(INDArray vector, int from, int count) {
    return vector
        .reshape(vector.length())
        .get(NDArrayIndex.interval(from, from + count))
        .dup()
        .data()
        .asDouble();
  }

  private static double[] numbers(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  private static boolean isStatistic(String key) {
    return key.endsWith("_mean") || key.endsWith("_var");
  }

  // ---- Deeplearning4j in double precision ----

  private Map<String, double[]> expected(Map<String, INDArray> activations, long[] outputShape) {
    Map<String, double[]> all = new LinkedHashMap<>();
    all.put("output", numbers(Objects.requireNonNull(activations.get(output()))));
    visible.forEach(
        v -> all.put("observed " + v, numbers(Objects.requireNonNull(activations.get(v)))));
    evaluated(all, "evaluated");
    moveStatistics(activations);
    evaluated(all, "evaluated afterwards");
    ImageGradient gradient = ImageGradient.at(fine, Net.IMAGE);
    fine.feedForward(new INDArray[] {images(DataType.DOUBLE)}, true, false);
    fine.backpropGradient(vector(error, DataType.DOUBLE).reshape(outputShape));
    all.put("gradient of the images", gradient.numbers());
    fine.paramTable()
        .forEach(
            (key, values) -> {
              INDArray from = isStatistic(key) ? fine.params() : fine.getFlattenedGradients();
              all.put(name(key), slice(from, offset(key), (int) values.length()));
            });
    return all;
  }

  private static String name(String key) {
    return isStatistic(key) ? "running " + key : "gradient of " + key;
  }

  private String output() {
    return fine.getConfiguration().getNetworkOutputs().get(0);
  }

  private void evaluated(Map<String, double[]> all, String what) {
    INDArray[] x = {images(DataType.DOUBLE)};
    Map<String, INDArray> activations = fine.feedForward(x, false, true);
    all.put(what, numbers(Objects.requireNonNull(activations.get(output()))));
    visible.forEach(
        v -> all.put(what + " " + v, numbers(Objects.requireNonNull(activations.get(v)))));
  }

  /** PyTorch's: the unbiased variance; that of one number is 0. */
  private void moveStatistics(Map<String, INDArray> activations) {
    for (String key : fine.paramTable().keySet()) {
      if (isStatistic(key)) {
        String norm = key.substring(0, key.lastIndexOf('_'));
        String input =
            Objects.requireNonNull(fine.getConfiguration().getVertexInputs().get(norm)).get(0);
        INDArray x = Objects.requireNonNull(activations.get(input));
        int channels = (int) x.size(1);
        double[] values = numbers(x.rank() == 4 ? x.permute(1, 0, 2, 3) : x.transpose());
        int n = values.length / channels;
        double[] running = slice(fine.params(), offset(key), channels);
        for (int c = 0; c < channels; c++) {
          double[] channel = Arrays.copyOfRange(values, c * n, (c + 1) * n);
          double mean = Arrays.stream(channel).sum() / n;
          double squares = Arrays.stream(channel).map(v -> (v - mean) * (v - mean)).sum();
          double batch = key.endsWith("_mean") ? mean : squares / Math.max(n - 1, 1);
          running[c] += Net.MOMENTUM * (batch - running[c]);
        }
        fine.params()
            .reshape(fine.params().length())
            .get(NDArrayIndex.interval(offset(key), offset(key) + channels))
            .assign(Nd4j.createFromArray(running));
      }
    }
  }

  // ---- Plans in single precision ----

  /** A graph compiled for layouts of so large blocks at most. */
  CompiledGraph compile(int block) throws UnknownVertexException {
    rough.params().assign(vector(weights, DataType.FLOAT));
    OneDnn library = new OneDnn(Objects.requireNonNull(OneDnn.library()).engine(), block);
    return CompiledGraph.of(library, rough, Set.of(Net.IMAGE), visible, images.withImages(1));
  }

  /** The images, n x channels x height x width. */
  float[] pixels() {
    return pixels;
  }

  /** The gradient of the loss at the output. */
  float[] error() {
    return error;
  }

  /** The graph in single precision. */
  ComputationGraph graph() {
    return rough;
  }

  private Map<String, double[]> computed(int block, InputGradient wanted)
      throws UnknownVertexException {
    Map<String, double[]> all = new LinkedHashMap<>();
    int count = images.images();
    try (CompiledGraph graph = compile(block)) {
      evaluated(all, "evaluated", graph);
      Pass observed = graph.observe(count, pixels, visible);
      visible.forEach(v -> all.put("observed " + v, observed.output(v).values()));
      // What an earlier pass left in the memory, or in the gradients, must not matter.
      graph.train(count, multiplied(pixels), wanted).backward(multiplied(error));
      rough.params().assign(vector(weights, DataType.FLOAT));
      spoilGradients();
      Pass pass = graph.train(count, pixels, wanted);
      all.put("output", pass.output().values());
      pass.backward(error);
      if (wanted == InputGradient.WANTED) {
        all.put("gradient of the images", pass.inputGradient());
      }
      rough
          .paramTable()
          .forEach(
              (key, values) -> {
                INDArray from = isStatistic(key) ? rough.params() : rough.getFlattenedGradients();
                all.put(name(key), slice(from, offset(key), (int) values.length()));
              });
      graph.weightsChanged();
      evaluated(all, "evaluated afterwards", graph);
    }
    return all;
  }

  private void evaluated(Map<String, double[]> all, String what, CompiledGraph graph) {
    Pass pass = graph.evaluate(images.images(), pixels, visible);
    all.put(what, pass.output().values());
    visible.forEach(v -> all.put(what + " " + v, pass.output(v).values()));
  }

  private void spoilGradients() {
    rough.getFlattenedGradients().assign(Float.NaN);
  }

  private static float[] multiplied(float[] values) {
    float[] many = values.clone();
    for (int i = 0; i < many.length; i++) {
      many[i] *= WRONG;
    }
    return many;
  }

  // ---- The comparison ----

  /** Asserts that plans for layouts of every block give what Deeplearning4j gives. */
  void agreeWithin(double tolerance) throws UnknownVertexException {
    for (int block : BLOCKS) {
      assertThat(differences(block, InputGradient.WANTED))
          .as("blocks of %s channels", block)
          .hasSameSizeAs(expected)
          .allSatisfy((name, share) -> assertThat(share).as(name).isLessThan(tolerance));
    }
  }

  /**
   * The length of each difference as a share of the expected length. A gradient far smaller than
   * the largest (that of a bias before a batch norm is 0) is measured by a hundredth of that:
   * rounding follows the terms of a sum, and its terms have not become small.
   */
  Map<String, Double> differences(int block, InputGradient wanted) throws UnknownVertexException {
    Map<String, double[]> computed = computed(block, wanted);
    double longest =
        expected.entrySet().stream()
            .filter(e -> e.getKey().startsWith("gradient of"))
            .mapToDouble(e -> length(e.getValue()))
            .max()
            .orElse(0);
    Map<String, Double> differences = new LinkedHashMap<>();
    expected.forEach(
        (name, right) -> {
          double[] left = computed.get(name);
          if (left != null) {
            double floor = name.startsWith("gradient of") ? longest / 100 : 0;
            differences.put(name, length(minus(left, right)) / Math.max(length(right), floor));
          }
        });
    return differences;
  }

  private static double[] minus(double[] left, double[] right) {
    if (left.length != right.length) {
      throw new IllegalStateException(left.length + " numbers instead of " + right.length);
    }
    double[] difference = new double[left.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = left[i] - right[i];
    }
    return difference;
  }

  private static double length(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }
}
