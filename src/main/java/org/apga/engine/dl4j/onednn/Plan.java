package org.apga.engine.dl4j.onednn;

import java.util.Map;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.jspecify.annotations.Nullable;

/** A network compiled for one number of images and one purpose. */
final class Plan implements AutoCloseable {
  private final Program program;
  private final Tensor input;
  private final Map<String, Tensor> outputs;
  private final @Nullable Tensor error;
  private final @Nullable Tensor inputGradient;
  private long weightsVersion = -1;
  private boolean backwardCanFollow;

  /** All tensors are plain, because the caller writes or reads them. */
  Plan(
      Program program,
      Tensor input,
      Map<String, Tensor> outputs,
      @Nullable Tensor error,
      @Nullable Tensor inputGradient) {
    this.program = program;
    this.input = input;
    this.outputs = outputs;
    this.error = error;
    this.inputGradient = inputGradient;
  }

  /** A changed {@code version} means that the weights have changed. */
  void forward(float[] images, long version) {
    check(images.length, input);
    program.enter();
    program.floats(input.region()).put(images);
    if (version != weightsVersion) {
      program.run(Section.PREPARE);
      weightsVersion = version;
    }
    program.run(Section.FORWARD);
    backwardCanFollow = true;
  }

  Output output(String vertex) {
    Tensor output = outputs.get(vertex);
    if (output == null) {
      throw new IllegalArgumentException(
          "Cannot read the activation of " + vertex + ": the plan does not compute it.");
    }
    return new Output(output.shape().height(), output.shape().width(), read(output));
  }

  void backward(float[] errors) {
    if (error == null) {
      throw new IllegalStateException("Cannot go backward: the plan has no backward section.");
    }
    if (!program.inside() || !backwardCanFollow) {
      throw new IllegalStateException(
          "Cannot go backward: the activations of the forward pass were overwritten.");
    }
    check(errors.length, error);
    program.floats(error.region()).put(errors);
    program.run(Section.BACKWARD);
    // The backward section overwrote the activations.
    backwardCanFollow = false;
  }

  double[] inputGradient() {
    if (inputGradient == null) {
      throw new IllegalStateException(
          "Cannot read the gradient of the images: the plan does not compute it.");
    }
    if (backwardCanFollow) {
      throw new IllegalStateException(
          "Cannot read the gradient of the images: no backward pass has followed the forward"
              + " pass.");
    }
    return read(inputGradient);
  }

  private double[] read(Tensor plain) {
    if (!program.inside()) {
      throw new IllegalStateException("Cannot read a result of the plan: it was overwritten.");
    }
    float[] values = new float[Math.toIntExact(plain.shape().elements())];
    program.floats(plain.region()).get(values);
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static void check(int length, Tensor plain) {
    if (length != plain.shape().elements()) {
      throw new IllegalArgumentException(
          "Cannot run the plan: it takes %s floats, not %s."
              .formatted(plain.shape().elements(), length));
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
