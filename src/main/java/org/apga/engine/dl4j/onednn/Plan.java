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

  /** All tensors are plain, for the caller to write or to read. */
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

  /** {@code version} tells whether the weights are those of the last time. */
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
      throw new IllegalArgumentException("The plan does not give " + vertex + ".");
    }
    return new Output(output.shape().height(), output.shape().width(), read(output));
  }

  void backward(float[] errors) {
    if (error == null) {
      throw new IllegalStateException("The plan has no backward section.");
    }
    if (!program.inside() || !backwardCanFollow) {
      throw new IllegalStateException("The activations of the forward pass are gone.");
    }
    check(errors.length, error);
    program.floats(error.region()).put(errors);
    program.run(Section.BACKWARD);
    // It wrote over them.
    backwardCanFollow = false;
  }

  double[] inputGradient() {
    if (inputGradient == null) {
      throw new IllegalStateException("The plan gives no gradient of its input.");
    }
    if (backwardCanFollow) {
      throw new IllegalStateException("No backward pass has followed the forward pass.");
    }
    return read(inputGradient);
  }

  private double[] read(Tensor plain) {
    if (!program.inside()) {
      throw new IllegalStateException("What the plan computed is gone.");
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
          "The plan takes " + plain.shape().elements() + " floats, not " + length + ".");
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
