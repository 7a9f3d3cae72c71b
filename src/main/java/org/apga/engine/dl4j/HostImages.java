package org.apga.engine.dl4j;

import org.apga.engine.Batch;
import org.apga.engine.Normalisation;
import org.apga.engine.Precision;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Conversion between host arrays and ND4J's. The caller closes the returned arrays.
 *
 * @param input the normalisation of grey levels
 */
record HostImages(Normalisation input) {
  private static final int CHANNELS = Normalisation.CHANNELS;

  /** The images of a batch: images x 3 x height x width, the channel repeated. */
  INDArray threeChannels(Batch batch, Precision precision) {
    int[] shape = {batch.images(), CHANNELS, batch.height(), batch.width()};
    if (precision == Precision.FLOAT) {
      return Nd4j.create(threeChannels(batch), shape);
    }
    int size = batch.height() * batch.width();
    double[] pixels = batch.pixels();
    double[] repeated = new double[CHANNELS * pixels.length];
    for (int plane = 0; plane < CHANNELS * batch.images(); plane++) {
      int from = plane / CHANNELS * size;
      double mean = input.mean().get(plane % CHANNELS);
      double factor = input.factor(plane % CHANNELS);
      for (int p = 0; p < size; p++) {
        repeated[plane * size + p] = (pixels[from + p] - mean) * factor;
      }
    }
    return Nd4j.create(repeated, shape);
  }

  /** The same in single precision: images x 3 x height x width. */
  float[] threeChannels(Batch batch) {
    int size = batch.height() * batch.width();
    float[] repeated = new float[batch.images() * CHANNELS * size];
    for (int plane = 0; plane < CHANNELS * batch.images(); plane++) {
      int channel = plane % CHANNELS;
      if (channel > 0 && input.isSame(channel, channel - 1)) {
        System.arraycopy(repeated, (plane - 1) * size, repeated, plane * size, size);
        continue;
      }
      double mean = input.mean().get(channel);
      double factor = input.factor(channel);
      batch.image(plane / CHANNELS, level -> (level - mean) * factor, repeated, plane * size);
    }
    return repeated;
  }

  /**
   * Converts a gradient with respect to the network's input to one with respect to the grey levels.
   *
   * @param seen images x 3 x height x width
   * @param size pixels of an image
   * @return images x height x width
   */
  double[] byLevel(double[] seen, int size) {
    double[] byLevel = new double[seen.length / CHANNELS];
    for (int i = 0; i < byLevel.length; i++) {
      int first = i / size * CHANNELS * size + i % size;
      double sum = seen[first] * input.factor(0);
      for (int c = 1; c < CHANNELS; c++) {
        sum += seen[first + c * size] * input.factor(c);
      }
      byLevel[i] = sum;
    }
    return byLevel;
  }

  /** Rounded to single precision. */
  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Labels as images x classes, 1 at the label. */
  static INDArray oneHot(int[] labels, int classes, DataType type) {
    double[] values = new double[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      values[i * classes + labels[i]] = 1;
    }
    return array(values, type, labels.length, classes);
  }

  static INDArray array(double[] values, DataType type, int... shape) {
    if (type == DataType.DOUBLE) {
      return Nd4j.create(values, shape);
    }
    return Nd4j.create(floats(values), shape);
  }

  /** Copies an array's elements, row-major, and closes it. */
  static double[] drain(INDArray array) {
    INDArray plain =
        !array.isView() && Shape.hasDefaultStridesForShape(array) ? array : array.dup('c');
    double[] values = plain.data().asDouble();
    if (plain != array) {
      plain.close();
    }
    array.close();
    return values;
  }
}
