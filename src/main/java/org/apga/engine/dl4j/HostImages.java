package org.apga.engine.dl4j;

import org.apga.engine.Batch;
import org.apga.engine.Precision;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** Between host arrays and ND4J's. The caller closes what it gets. */
final class HostImages {
  private HostImages() {}

  /** The images of a batch: images x 3 x height x width, the channel repeated. */
  static INDArray threeChannels(Batch batch, Precision precision) {
    return threeChannels(batch, batch.pixels(), precision);
  }

  /**
   * The images of a batch with other pixels.
   *
   * @param pixels images x height x width
   * @return images x 3 x height x width, the channel repeated
   */
  static INDArray threeChannels(Batch batch, double[] pixels, Precision precision) {
    int size = batch.height() * batch.width();
    int[] shape = {batch.images(), 3, batch.height(), batch.width()};
    if (precision == Precision.DOUBLE) {
      double[] repeated = new double[3 * pixels.length];
      for (int plane = 0; plane < 3 * batch.images(); plane++) {
        System.arraycopy(pixels, plane / 3 * size, repeated, plane * size, size);
      }
      return Nd4j.create(repeated, shape);
    }
    return Nd4j.create(threeChannels(batch, pixels), shape);
  }

  /**
   * The images of a batch with other pixels, in single precision.
   *
   * @param pixels images x height x width
   * @return images x 3 x height x width, the channel repeated
   */
  static float[] threeChannels(Batch batch, double[] pixels) {
    int size = batch.height() * batch.width();
    float[] repeated = new float[3 * pixels.length];
    for (int i = 0; i < batch.images(); i++) {
      int first = 3 * i * size;
      for (int p = 0; p < size; p++) {
        repeated[first + p] = (float) pixels[i * size + p];
      }
      System.arraycopy(repeated, first, repeated, first + size, size);
      System.arraycopy(repeated, first, repeated, first + 2 * size, size);
    }
    return repeated;
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
