package org.apga.engine.dl4j.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apga.engine.Batch;
import org.apga.engine.DeviceMemory;
import org.apga.engine.EngineChoice;
import org.apga.engine.Fill;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.CudaDevices;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.SizeTPair;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The device that computes networks; all transfers from and to the host go through it. Keeps the
 * images of the latest batches, so that each is uploaded once even if a step uses it several times.
 * Belongs to one thread.
 */
final class TorchDevice implements AutoCloseable {
  /** A Java property that overrides the memory format of channels, for benchmarks. */
  static final String CHANNELS_LAST = "apga.channels-last";

  /** The batch of a step, the one whose masks outlive it, and one spare. */
  private static final int BATCHES = 3;

  /** The transfers so far. */
  record Crossings(long uploads, long uploadedBytes, long downloadedBytes) {}

  /** A batch's images, n x 1 x h x w, and its labels, n. */
  private record Images(Tensor pixels, Tensor labels) {
    void close() {
      pixels.close();
      labels.close();
    }
  }

  private final Device device;
  private final DeviceType kind;
  private final boolean autocast;

  /** The type of weights and of losses. */
  final ScalarType type;

  final boolean channelsLast;

  /** Operations that are not deterministic here; empty on a CPU. */
  final List<String> notDeterministic;

  private final Map<Batch, Images> latest = new LinkedHashMap<>();
  private long uploads;
  private long uploadedBytes;
  private long downloadedBytes;

  /**
   * Opens the device on the calling thread. Threads and TF32 are process-wide settings: the engine
   * that was opened last decides them.
   */
  TorchDevice(EngineChoice choice) {
    torch.set_num_threads(choice.threads());
    Context context = torch.globalContext();
    boolean tf32 = choice.precision() == Precision.TF32;
    context.setAllowTF32CuDNN(tf32);
    context.setAllowTF32CuBLAS(tf32);
    boolean cuda = choice.device() == org.apga.engine.Device.CUDA;
    this.kind = cuda ? DeviceType.CUDA : DeviceType.CPU;
    this.device = cuda ? new Device("cuda:" + CudaDevices.index()) : new Device("cpu");
    this.type = choice.precision() == Precision.DOUBLE ? ScalarType.Double : ScalarType.Float;
    this.autocast = choice.precision() == Precision.BF16;
    this.channelsLast = channelsLast(choice);
    this.notDeterministic = cuda ? Determinism.missing(device) : List.of();
    if (cuda) {
      torch.resetPeakStats(device.index());
    }
  }

  /** Whether channels vary fastest in memory, as tensor cores, and oneDNN on CPUs, prefer. */
  private static boolean channelsLast(EngineChoice choice) {
    String asked = System.getProperty(CHANNELS_LAST, "");
    if (!asked.isEmpty()) {
      return Boolean.parseBoolean(asked);
    }
    boolean cuda = choice.device() == org.apga.engine.Device.CUDA;
    return switch (choice.precision()) {
      case TF32, BF16 -> true;
      case FLOAT -> !cuda;
      case DOUBLE -> false;
    };
  }

  Crossings crossings() {
    return new Crossings(uploads, uploadedBytes, downloadedBytes);
  }

  /** The memory of a GPU. */
  Optional<DeviceMemory> memory() {
    if (kind != DeviceType.CUDA) {
      return Optional.empty();
    }
    try (PointerScope scope = new PointerScope()) {
      SizeTPair free = torch.getMemoryInfo(device.index());
      long peak = torch.getDeviceStats(device.index()).reserved_bytes().peak();
      return Optional.of(new DeviceMemory(peak, free.first(), free.second()));
    }
  }

  /**
   * Runs work, and translates exceptions of libtorch into ours.
   *
   * @param what in words, such as {@code compute with a batch}
   * @param images of its batch; 0 if there is none
   * @throws org.apga.engine.EngineMemoryException if memory runs out
   */
  <T> T translated(String what, int images, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      // JavaCPP throws exactly this class for every C++ exception.
      throw e.getClass() == RuntimeException.class ? TorchFault.of(e, what, images, memory()) : e;
    }
  }

  /** Computes with a batch; results that are not kept are freed. */
  <T> T compute(Batch batch, Supplier<T> work) {
    return translated(
        "compute with a batch",
        batch.images(),
        () -> {
          try (PointerScope scope = new PointerScope()) {
            return work.get();
          }
        });
  }

  /** The same without autograd. */
  <T> T evaluate(Batch batch, Supplier<T> work) {
    return compute(
        batch,
        () -> {
          try (NoGradGuard noGraph = new NoGradGuard()) {
            return work.get();
          }
        });
  }

  /** Runs a forward pass in the device's precision: bf16 is PyTorch's autocast. */
  <T> T forward(Supplier<T> pass) {
    if (!autocast) {
      return pass.get();
    }
    torch.set_autocast_dtype(kind, ScalarType.BFloat16);
    torch.set_autocast_enabled(kind, true);
    torch.increment_nesting();
    try {
      return pass.get();
    } finally {
      if (torch.decrement_nesting() == 0) {
        torch.clear_cache();
      }
      torch.set_autocast_enabled(kind, false);
    }
  }

  /** Removes a tensor from the scope that would close it; the caller closes it. */
  static Tensor keep(Tensor tensor) {
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      // detach releases the reference that attach took.
      tensor.retainReference();
      scope.detach(tensor);
    }
    return tensor;
  }

  private Tensor upload(Pointer memory, long bytes, ScalarType from, ScalarType to, long... shape) {
    uploads++;
    uploadedBytes += bytes;
    Tensor host = from_blob(memory, shape, new TensorOptions(from));
    // Always a copy, even if host and device are the same, because this call owns the memory.
    return host.to(device, to, false, true, new MemoryFormatOptional());
  }

  /** An array of the device's type. */
  Tensor upload(double[] values, long... shape) {
    if (type == ScalarType.Double) {
      return upload(new DoublePointer(values), 8L * values.length, type, type, shape);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return upload(floats, shape);
  }

  /** An array for a device of single precision. */
  private Tensor upload(float[] values, long... shape) {
    return upload(new FloatPointer(values), 4L * values.length, type, type, shape);
  }

  /** A vector of indices. */
  Tensor indices(long[] places) {
    ScalarType whole = ScalarType.Long;
    return upload(new LongPointer(places), 8L * places.length, whole, whole, places.length);
  }

  /** A vector in double precision. */
  Tensor doubles(List<Double> values) {
    double[] array = values.stream().mapToDouble(Double::doubleValue).toArray();
    ScalarType wide = ScalarType.Double;
    return upload(new DoublePointer(array), 8L * array.length, wide, wide, array.length);
  }

  /** The elements, row-major. */
  double[] download(Tensor tensor) {
    Tensor host = onHost(tensor, ScalarType.Double);
    double[] values = new double[Math.toIntExact(host.numel())];
    host.data_ptr_double().get(values);
    return values;
  }

  /** The elements of a tensor of floats, row-major. */
  float[] downloadFloats(Tensor tensor) {
    Tensor host = onHost(tensor, ScalarType.Float);
    float[] values = new float[Math.toIntExact(host.numel())];
    host.data_ptr_float().get(values);
    return values;
  }

  private Tensor onHost(Tensor tensor, ScalarType to) {
    downloadedBytes += tensor.nbytes();
    return tensor.detach().to(new Device("cpu"), to).contiguous();
  }

  /**
   * The images of a batch, with fills in place of erased pixels.
   *
   * @return n x 1 x h x w; not to be changed, valid within the caller's scope
   */
  Tensor images(Batch batch) {
    Batch.Covering covering = batch.covering();
    if (covering == null) {
      return whole(batch).pixels;
    }
    Tensor whole = images(covering.whole());
    if (covering instanceof Batch.Covering.ByMasks by
        && by.masks() instanceof TorchMasks masks
        && masks.isOn(this)) {
      return filled(whole, by.erased() ? masks.overHalf() : masks.underHalf(), by);
    }
    if (covering instanceof Batch.Covering.ByMap by) {
      return filled(whole, flags(by.kept(), false, whole.shape()), by);
    }
    return upload(batch.pixels(), batch.images(), 1, batch.height(), batch.width());
  }

  private Tensor filled(Tensor whole, Tensor erased, Batch.Covering covering) {
    return covering.fill() == Fill.ZERO
        ? whole.masked_fill(erased, new Scalar(0))
        : torch.where(erased, filling(covering.whole(), covering.fill()), whole);
  }

  /** The values that replace erased pixels of a batch: n x 1 x h x w. */
  Tensor filling(Batch whole, Fill fill) {
    return upload(whole.filling(fill), whole.images(), 1, whole.height(), whole.width());
  }

  /** True where a flag equals {@code wanted}. */
  Tensor flags(boolean[] flags, boolean wanted, long... shape) {
    byte[] bytes = new byte[flags.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (flags[i] == wanted ? 1 : 0);
    }
    return upload(new BytePointer(bytes), bytes.length, ScalarType.Byte, ScalarType.Bool, shape);
  }

  /** The labels of a batch, n whole numbers. */
  Tensor labels(Batch batch) {
    Batch whole = batch;
    for (Batch.Covering c = batch.covering(); c != null; c = whole.covering()) {
      whole = c.whole();
    }
    return whole(whole).labels;
  }

  /** The pixels of a whole batch: n x 1 x h x w. */
  private Tensor pixels(Batch batch) {
    long[] shape = {batch.images(), 1, batch.height(), batch.width()};
    if (type == ScalarType.Double) {
      return upload(batch.pixels(), shape);
    }
    float[] pixels = new float[batch.images() * batch.height() * batch.width()];
    batch.pixels(pixels);
    return upload(pixels, shape);
  }

  private Images whole(Batch batch) {
    Images known = latest.get(batch);
    if (known != null) {
      return known;
    }
    if (latest.size() == BATCHES) {
      Batch oldest = latest.keySet().iterator().next();
      latest.remove(oldest).close();
    }
    long[] labels = new long[batch.images()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = batch.labels()[i];
    }
    Images images =
        new Images(
            keep(pixels(batch)),
            keep(
                upload(
                    new LongPointer(labels),
                    8L * labels.length,
                    ScalarType.Long,
                    ScalarType.Long,
                    labels.length)));
    latest.put(batch, images);
    return images;
  }

  @Override
  public void close() {
    latest.values().forEach(Images::close);
    latest.clear();
  }
}
