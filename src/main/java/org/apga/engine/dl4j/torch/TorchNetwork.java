package org.apga.engine.dl4j.torch;

import static org.apga.engine.dl4j.torch.TorchDevice.keep;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apga.engine.Batch;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.GradientCarry;
import org.apga.engine.MaskedNorms;
import org.apga.engine.Network;
import org.apga.engine.NetworkState;
import org.apga.engine.NormSet;
import org.apga.engine.dl4j.GraphLayout;
import org.apga.engine.dl4j.GraphLayout.Place;
import org.apga.engine.dl4j.NormPlaces;
import org.apga.engine.dl4j.nodes.Node;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Computes the nodes of a network by calls of ATen. Parameters with running statistics, gradients
 * and Adam's two moments are flat vectors on the device, in Deeplearning4j's layout; every tensor
 * is a view.
 */
class TorchNetwork implements Network {
  private static final long[] PIXELS = {2, 3};

  /** The source of batch norm's statistics. */
  enum Norms {
    /** The batch; updates the running ones. */
    TRAINING,
    /** The batch; updates nothing. */
    BATCH,
    /** The running ones. */
    RUNNING
  }

  private final GraphLayout layout;
  private final TorchKernels kernels;
  final TorchDevice device;
  private final TorchOptimiser optimiser;
  private final Map<String, Tensor> views = new HashMap<>();
  private final Map<String, TensorOptional> optional = new HashMap<>();
  private final TensorOptional none = new TensorOptional();
  private final ScalarTypeOptional sameType = new ScalarTypeOptional();
  private final Tensor parameters;
  private final Tensor gradients;
  private final Tensor firstMoments;
  private final Tensor secondMoments;
  private final TorchInput input;
  private final @Nullable TorchOwnNorms masked;

  private final TorchStatistics statistics;
  private @Nullable Tensor carried;

  /** Weight of a batch's statistics in the running ones while they are gathered; otherwise 0. */
  private double gathering;

  /** Throws an {@link IllegalArgumentException} if the state does not fit. */
  TorchNetwork(TorchDevice device, GraphLayout layout, ClassifierSteps steps, NetworkState state) {
    layout.check(state);
    this.layout = layout;
    this.device = device;
    kernels = new TorchKernels(layout, device.channelsLast);
    NetworkState.Optimiser earlier = state.optimiser();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGraph = new NoGradGuard()) {
      parameters =
          keep(kernels.toDevice(device.upload(layout.vector(state.tensors()), layout.length())));
      gradients = keep(torch.zeros_like(parameters));
      Map<String, org.apga.engine.Tensor> nothing = Map.of();
      firstMoments = moments(earlier == null ? nothing : earlier.firstMoments());
      secondMoments = moments(earlier == null ? nothing : earlier.secondMoments());
      carried = earlier == null || earlier.carried().isEmpty() ? null : moments(earlier.carried());
      input = TorchInput.on(device, state.input());
      layout.views().forEach(this::open);
      NormPlaces own = NormPlaces.ofMasked(steps.masked(), layout.places());
      optimiser =
          new TorchOptimiser(
              steps.adam(),
              steps.masked().ownAffine() ? own.bounds() : new int[0],
              new Tensor[] {parameters, gradients, firstMoments, secondMoments},
              keep(device.upload(layout.trained(), layout.length())),
              earlier == null || earlier.average().isEmpty() ? null : moments(earlier.average()),
              earlier == null ? 0 : earlier.steps());
      masked =
          steps.masked() == MaskedNorms.SHARED
              ? null
              : new TorchOwnNorms(
                  device,
                  steps.masked(),
                  own,
                  parameters,
                  new Tensor[] {firstMoments, secondMoments},
                  earlier == null ? NetworkState.OwnNorms.NONE : earlier.masked());
      statistics = new TorchStatistics(device, layout.places(), parameters);
    }
  }

  private Tensor moments(Map<String, org.apga.engine.Tensor> tensors) {
    return keep(
        tensors.isEmpty()
            ? torch.zeros_like(parameters)
            : kernels.toDevice(device.upload(layout.vector(tensors), layout.length())));
  }

  private void open(String name, GraphLayout.View view) {
    // data() gives a version counter of its own, so that a step on one view does not count as a
    // change of all others.
    Tensor tensor = keep(kernels.of(parameters, view).data());
    if (view.trained()) {
      tensor.set_requires_grad(true);
      tensor.mutable_grad().put(kernels.of(gradients, view));
    }
    views.put(name, tensor);
    TensorOptional may = new TensorOptional(tensor);
    may.retainReference();
    PointerScope.getInnerScope().detach(may);
    optional.put(name, may);
  }

  private Tensor view(String name) {
    Tensor view = views.get(name);
    if (view == null) {
      throw new IllegalStateException("Cannot find %s: the network has none.".formatted(name));
    }
    return view;
  }

  private TensorOptional optional(String name) {
    return optional.getOrDefault(name, none);
  }

  /**
   * Activations by vertex, within the caller's scope.
   *
   * @param images n x 1 x h x w; the channel is repeated
   */
  Map<String, Tensor> forward(Tensor images, Norms norms) {
    return device.forward(() -> activations(images, norms));
  }

  private Map<String, Tensor> activations(Tensor images, Norms norms) {
    Map<String, Tensor> activations = new HashMap<>();
    Tensor three = input.channels(images);
    if (device.channelsLast) {
      three = three.contiguous(MemoryFormat.ChannelsLast);
    }
    activations.put(layout.nodes().input(), three);
    for (Node node : layout.nodes().nodes()) {
      activations.put(node.name(), activation(node, activations, norms));
    }
    return activations;
  }

  Tensor output(Tensor images, Norms norms) {
    Tensor output = forward(images, norms).get(layout.nodes().output());
    if (output == null) {
      throw new IllegalStateException(
          "Cannot find " + layout.nodes().output() + ": the network has none.");
    }
    return output;
  }

  private Tensor activation(Node node, Map<String, Tensor> all, Norms norms) {
    if (node instanceof Node.Concatenation) {
      TensorVector parts = new TensorVector();
      node.inputs().forEach(name -> parts.push_back(all.get(name)));
      return torch.cat(parts, 1);
    }
    Tensor in = all.get(node.inputs().get(0));
    if (in == null) {
      throw new IllegalStateException(
          "Cannot compute node " + node.name() + ": its input is not computed yet.");
    }
    if (node instanceof Node.Convolution convolution) {
      return TorchCalls.rectified(convolution(convolution, in), convolution.rectified());
    }
    if (node instanceof Node.Norm norm) {
      return TorchCalls.rectified(norm(norm, in, norms), norm.rectified());
    }
    if (node instanceof Node.Rectifier) {
      return torch.relu(in);
    }
    if (node instanceof Node.Pool pool) {
      return TorchCalls.pool(pool, in);
    }
    if (node instanceof Node.GlobalMean) {
      return in.mean(PIXELS, false, sameType);
    }
    if (node instanceof Node.Linear) {
      return torch.linear(in, view(node.name() + "_W"), optional(node.name() + "_b"));
    }
    throw new IllegalStateException("Cannot compute " + node + ": there is no call for it.");
  }

  private Tensor convolution(Node.Convolution node, Tensor in) {
    TensorOptional bias =
        node.bias() == Node.Bias.TRAINED ? optional(node.parameters() + "_b") : none;
    return TorchCalls.convolution(node, in, view(node.parameters() + "_W"), bias);
  }

  private Tensor norm(Node.Norm node, Tensor in, Norms norms) {
    String name = node.parameters();
    boolean one = in.size(0) * in.size(2) * in.size(3) == 1;
    if (one && norms == Norms.TRAINING) {
      moveByOne(name, in.detach(), momentum(node));
    }
    boolean running = norms == Norms.RUNNING || norms == Norms.TRAINING && !one;
    return torch.batch_norm(
        in,
        optional(name + "_gamma"),
        optional(name + "_beta"),
        running ? optional(name + "_mean") : none,
        running ? optional(name + "_var") : none,
        norms != Norms.RUNNING,
        momentum(node),
        // The decimal 1e-5, as in double precision, and not the nearest float.
        Double.parseDouble(Float.toString(node.epsilon())),
        true);
  }

  private double momentum(Node.Norm node) {
    return gathering > 0 ? gathering : node.momentum();
  }

  /** Runs work that makes a step with a set of norms. */
  <T> T stepping(NormSet norms, Supplier<T> work) {
    return masked == null || norms == NormSet.CLEAN ? work.get() : masked.stepping(optimiser, work);
  }

  /** Runs work with a set of norms that changes nothing; without autograd. */
  <T> T looking(NormSet norms, Supplier<T> work) {
    return masked == null || norms == NormSet.CLEAN ? work.get() : masked.looking(work);
  }

  /** Replaces the running statistics by those of these batches. */
  public void gatherStatistics(Iterable<Batch> clean) {
    statistics.gather(
        clean,
        (batch, share) -> {
          gathering = share;
          device.evaluate(batch, () -> output(device.images(batch), Norms.TRAINING).numel());
          gathering = 0;
        });
  }

  public void restoreStatistics() {
    statistics.restore();
  }

  /**
   * Updates the running statistics from one value per channel. It has no unbiased variance, for
   * which ATen would divide by 0; its biased variance is 0.
   */
  private void moveByOne(String name, Tensor values, double momentum) {
    try (NoGradGuard noGraph = new NoGradGuard()) {
      view(name + "_mean").lerp_(values.flatten().to(device.type), new Scalar(momentum));
      view(name + "_var").mul_(new Scalar(1 - momentum));
    }
  }

  /** The backward pass of a loss; the vector of gradients then contains its gradient alone. */
  void backward(Tensor loss) {
    gradients.zero_();
    loss.backward();
  }

  /**
   * The backward pass of an activation.
   *
   * @param error the gradient of a loss with respect to the activation
   */
  void backward(Tensor activation, Tensor error) {
    gradients.zero_();
    activation.backward(error, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  /** Adds the gradient of an earlier step if it was kept and {@code carry} requires it. */
  void addCarried(GradientCarry carry) {
    if (carry == GradientCarry.ACCUMULATE && carried != null) {
      gradients.add_(carried);
    }
  }

  /** One step of PyTorch's Adam; running statistics have no gradient and do not change. */
  void step(GradientCarry carry) {
    forget();
    statistics.forget();
    if (carry == GradientCarry.ACCUMULATE) {
      try (PointerScope scope = new PointerScope()) {
        carried = keep(gradients.clone());
      }
    }
    optimiser.step(masked == null ? 1 : masked.nextStep(optimiser.steps()));
  }

  @Override
  public void rate(double share) {
    optimiser.rate(share);
  }

  @Override
  public void exchangeAverage() {
    optimiser.exchangeAverage();
  }

  private void forget() {
    if (carried != null) {
      carried.close();
      carried = null;
    }
  }

  /** The elements of a tensor in the parameters, which may be changed in place. */
  Tensor parameter(String name) {
    Place place = Place.find(layout.places(), name);
    return parameters.narrow(0, place.offset(), place.parameter().size());
  }

  @Override
  public NetworkState state() {
    try (PointerScope scope = new PointerScope()) {
      NetworkState.Optimiser now = null;
      Tensor kept = carried;
      Tensor average = optimiser.average();
      if (optimiser.steps() > 0 || kept != null) {
        now =
            new NetworkState.Optimiser(
                optimiser.steps(),
                tensors(firstMoments, true),
                tensors(secondMoments, true),
                kept == null ? Map.of() : tensors(kept, true),
                average == null ? Map.of() : tensors(average, false),
                masked == null ? NetworkState.OwnNorms.NONE : masked.state(this::onHost));
      }
      return new NetworkState(tensors(parameters, false), input.of(), now);
    }
  }

  private Map<String, org.apga.engine.Tensor> tensors(Tensor onDevice, boolean trainedOnly) {
    return Place.tensors(layout.places(), onHost(kernels.fromDevice(onDevice)), trainedOnly);
  }

  private org.apga.engine.Tensor onHost(Tensor vector) {
    int[] shape = {Math.toIntExact(vector.numel())};
    return device.type == ScalarType.Double
        ? new org.apga.engine.Tensor.Doubles(shape, device.download(vector))
        : new org.apga.engine.Tensor.Floats(shape, device.downloadFloats(vector));
  }

  /** {@inheritDoc} A sum is finite only if all its terms are. */
  @Override
  public Optional<String> flaw() {
    try (PointerScope scope = new PointerScope()) {
      double sum = device.download(parameters.sum().add(secondMoments.sum()))[0];
      return Double.isFinite(sum)
          ? Optional.empty()
          : state().flaw().map(flaw -> "the " + layout.name() + "'s " + flaw);
    }
  }

  /** Always empty, because ATen's rectifier and pooling propagate NaN. */
  @Override
  public Optional<String> flawOn(Batch batch) {
    return Optional.empty();
  }

  @Override
  public void close() {
    forget();
    optional.values().forEach(Pointer::close);
    views.values().forEach(Pointer::close);
    optimiser.close();
    if (masked != null) {
      masked.close();
    }
    statistics.close();
    input.close();
    parameters.close();
    gradients.close();
    firstMoments.close();
    secondMoments.close();
  }
}
