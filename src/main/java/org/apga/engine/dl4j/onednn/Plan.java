package org.apga.engine.dl4j.onednn;

import java.util.Map;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.jspecify.annotations.Nullable;

/** A network compiled for one number of images and one purpose. */
final class Plan implements AutoCloseable {
  /** A plain copy of a value, for the caller. */
  record Port(Region region, Shape shape) {
    int floats() {
      return Math.toIntExact(shape.elements());
    }
  }

  private final Program program;
  private final Port input;
  private final Map<String, Port> outputs;
  private final @Nullable Port error;
  private final @Nullable Port inputGradient;
  private long weightsVersion = -1;
  private boolean backwardCanFollow;

  Plan(
      Program program,
      Port input,
      Map<String, Port> outputs,
      @Nullable Port error,
      @Nullable Port inputGradient) {
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
    Port port = outputs.get(vertex);
    if (port == null) {
      throw new IllegalArgumentException("The plan does not give " + vertex + ".");
    }
    return new Output(port.shape().height(), port.shape().width(), read(port));
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

  float[] inputGradient() {
    if (inputGradient == null) {
      throw new IllegalStateException("The plan gives no gradient of its input.");
    }
    if (backwardCanFollow) {
      throw new IllegalStateException("No backward pass has followed the forward pass.");
    }
    return read(inputGradient);
  }

  private float[] read(Port port) {
    if (!program.inside()) {
      throw new IllegalStateException("What the plan computed is gone.");
    }
    float[] values = new float[port.floats()];
    program.floats(port.region()).get(values);
    return values;
  }

  private static void check(int length, Port port) {
    if (length != port.floats()) {
      throw new IllegalArgumentException(
          "The plan takes " + port.floats() + " floats, not " + length + ".");
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
