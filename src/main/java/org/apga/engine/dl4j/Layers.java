package org.apga.engine.dl4j;

import org.apga.engine.DenseNetSpec;
import org.apga.engine.Precision;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** The layers of both networks. */
final class Layers {
  /** The graph's input, images x 3 x height x width. */
  static final String INPUT = "input";

  private Layers() {}

  static GraphBuilder graph(int imageSize, Precision precision) {
    return new NeuralNetConfiguration.Builder()
        .dataType(dataType(precision))
        // Weights always come from a state, so drawing others first would be a waste.
        .weightInit(WeightInit.ZERO)
        .convolutionMode(ConvolutionMode.Truncate)
        .graphBuilder()
        .addInputs(INPUT)
        .setInputTypes(InputType.convolutional(imageSize, imageSize, 3, CNN2DFormat.NCHW));
  }

  static DataType dataType(Precision precision) {
    return precision == Precision.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  static ConvolutionLayer.Builder convolution(int in, int out, int kernel) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nIn(in)
        .nOut(out)
        .stride(1, 1)
        .padding(kernel / 2, kernel / 2)
        .activation(Activation.IDENTITY);
  }

  static BatchNormalization norm(int channels) {
    return new BatchNormalization.Builder()
        .nIn(channels)
        .nOut(channels)
        .eps(DenseNetSpec.NORM_EPSILON)
        .decay(1 - DenseNetSpec.NORM_MOMENTUM)
        .useLogStd(false)
        .build();
  }

  static ActivationLayer relu() {
    return new ActivationLayer.Builder().activation(Activation.RELU).build();
  }

  static SubsamplingLayer pool(
      SubsamplingLayer.PoolingType type, int kernel, int stride, int padding) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(kernel, kernel)
        .stride(stride, stride)
        .padding(padding, padding)
        .build();
  }
}
