package org.apga.engine.dl4j.torch;

import static org.apga.engine.dl4j.torch.TorchDevice.keep;

import java.util.ArrayList;
import java.util.List;
import org.apga.engine.AdamSpec;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * PyTorch's fused Adam, which makes one pass over its vectors. It is called through libtorch's
 * table of operators, because the binding has no method for it.
 */
final class TorchAdam implements AutoCloseable {
  private static final String OPERATOR = "aten::_fused_adam_";

  private final Tensor steps;
  private final Tensor stepsApart;
  private final List<GenericList> lists = new ArrayList<>();
  private final double[] numbers;

  /**
   * @param apart runs of the vectors, from the first number up to the second and so on, with their
   *     own step count
   * @param vectors parameters, gradients, first and second moments, which every step changes
   */
  TorchAdam(AdamSpec adam, int[] apart, Tensor... vectors) {
    // TorchOptimiser decays the weights: running statistics, in the same vector, must not decay.
    double noDecay = 0;
    numbers =
        new double[] {adam.learningRate(), adam.beta1(), adam.beta2(), noDecay, adam.epsilon()};
    try (PointerScope scope = new PointerScope()) {
      DeviceOptional device = new DeviceOptional(vectors[0].device());
      TensorOptions options = new TensorOptions(ScalarType.Float).device(device);
      steps = keep(torch.zeros(new long[0], options));
      stepsApart = keep(torch.zeros(new long[0], options));
      for (Tensor vector : vectors) {
        lists.add(list(parts(vector, apart)));
      }
    }
    GenericList noMaxima = list();
    lists.add(noMaxima);
    Tensor[] counts = new Tensor[apart.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = i % 2 == 0 ? steps : stepsApart;
    }
    lists.add(list(counts));
  }

  /** The parts of a vector before, in and between the runs. */
  private static Tensor[] parts(Tensor vector, int[] runs) {
    Tensor[] parts = new Tensor[runs.length + 1];
    for (int i = 0; i < parts.length; i++) {
      long from = i == 0 ? 0 : runs[i - 1];
      long to = i == runs.length ? vector.numel() : runs[i];
      parts[i] = runs.length == 0 ? vector : vector.narrow(0, from, to - from);
    }
    return parts;
  }

  private static GenericList list(Tensor... tensors) {
    try (PointerScope scope = new PointerScope()) {
      GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
      for (Tensor tensor : tensors) {
        list.push_back(new IValue(tensor));
      }
      list.retainReference();
      scope.detach(list);
      return list;
    }
  }

  /**
   * One step along the gradient, in place.
   *
   * @param made number of steps, including this one
   * @param madeApart number of steps of the runs with their own count, including this one
   * @param rate of this step
   */
  void step(long made, long madeApart, double rate) {
    numbers[0] = rate;
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGraph = new NoGradGuard()) {
      steps.fill_(new Scalar((double) made));
      stepsApart.fill_(new Scalar((double) madeApart));
      IValueVector arguments = new IValueVector();
      lists.forEach(list -> arguments.push_back(new IValue(list)));
      for (double number : numbers) {
        arguments.push_back(new IValue(number));
      }
      IValue no = new IValue(false);
      arguments.push_back(no);
      arguments.push_back(no);
      IValue nothing = new IValue();
      arguments.push_back(nothing);
      arguments.push_back(nothing);
      Dispatcher.singleton().findSchemaOrThrow(OPERATOR, "").callBoxed(arguments);
    }
  }

  @Override
  public void close() {
    // Frees the tensors even if something still holds a list.
    lists.forEach(GenericList::clear);
    lists.forEach(GenericList::close);
    steps.close();
    stepsApart.close();
  }
}
