package org.apga.engine.dl4j.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apga.engine.Batch;
import org.apga.engine.Precision;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where networks compute, and the one way there and back. Keeps the images of the latest batches,
 * so that each crosses once however often a step uses it. Belongs to one thread.
 */
final class TorchDevice implements AutoCloseable {
  /** A step's own, the one whose masks outlive it, and one to spare. */
  private static final int BATCHES = 3;

  /** What has crossed so far. */
  record Crossings(long uploads, long uploadedBytes, long downloads, long downloadedBytes) {
    /** What has crossed since. */
    Crossings since(Crossings before) {
      return new Crossings(
          uploads - before.uploads,
          uploadedBytes - before.uploadedBytes,
          downloads - before.downloads,
          downloadedBytes - before.downloadedBytes);
    }
  }

  /** A batch's images, n x 1 x h x w, and its labels, n. */
  private record Images(Tensor pixels, Tensor labels) {
    void close() {
      pixels.close();
      labels.close();
    }
  }

  private final Device device;
  private final ScalarType type;
  private final Map<Batch, Images> latest = new LinkedHashMap<>();
  private long uploads;
  private long uploadedBytes;
  private long downloads;
  private long downloadedBytes;

  /**
   * @param name such as {@code cpu} or {@code cuda}
   */
  TorchDevice(String name, Precision precision) {
    this.device = new Device(name);
    this.type = precision == Precision.DOUBLE ? ScalarType.Double : ScalarType.Float;
  }

  /** The type of weights and activations. */
  ScalarType type() {
    return type;
  }

  Crossings crossings() {
    return new Crossings(uploads, uploadedBytes, downloads, downloadedBytes);
  }

  /** Takes a tensor out of the scope that would close it; its owner closes it. */
  static Tensor keep(Tensor tensor) {
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      // detach gives back the reference that attach took.
      tensor.retainReference();
      scope.detach(tensor);
    }
    return tensor;
  }

  private Tensor upload(Pointer memory, long bytes, ScalarType from, ScalarType to, long... shape) {
    uploads++;
    uploadedBytes += bytes;
    Tensor host = from_blob(memory, shape, new TensorOptions(from));
    // A copy, though host and device be one: the memory is this call's own.
    return host.to(device, to, false, true, new MemoryFormatOptional());
  }

  /** A vector of the device's type. */
  Tensor vector(double[] values) {
    return upload(values, values.length);
  }

  private Tensor upload(double[] values, long... shape) {
    if (type == ScalarType.Double) {
      return upload(new DoublePointer(values), 8L * values.length, type, type, shape);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return upload(new FloatPointer(floats), 4L * floats.length, type, type, shape);
  }

  /** The elements, row-major. */
  double[] download(Tensor tensor) {
    Tensor host = tensor.detach().to(new Device("cpu"), ScalarType.Double).contiguous();
    double[] values = new double[Math.toIntExact(host.numel())];
    host.data_ptr_double().get(values);
    downloads++;
    downloadedBytes += tensor.nbytes();
    return values;
  }

  /** The elements of a tensor of floats, row-major. */
  float[] downloadFloats(Tensor tensor) {
    Tensor host = tensor.detach().to(new Device("cpu"), ScalarType.Float).contiguous();
    float[] values = new float[Math.toIntExact(host.numel())];
    host.data_ptr_float().get(values);
    downloads++;
    downloadedBytes += tensor.nbytes();
    return values;
  }

  /**
   * The images of a batch, with what covers them black.
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
      Tensor black = by.erased() ? masks.overHalf() : masks.underHalf();
      return whole.masked_fill(black, new Scalar(0));
    }
    if (covering instanceof Batch.Covering.ByMap by) {
      return whole.masked_fill(flags(by.kept(), whole.shape()), new Scalar(0));
    }
    return upload(batch.pixels(), batch.images(), 1, batch.height(), batch.width());
  }

  /** True where a pixel is not kept. */
  private Tensor flags(boolean[] kept, long... shape) {
    byte[] bytes = new byte[kept.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (kept[i] ? 0 : 1);
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
            keep(upload(batch.pixels(), batch.images(), 1, batch.height(), batch.width())),
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

  /** Threads of the process that one operation may use. */
  static void useThreads(int threads) {
    torch.set_num_threads(threads);
  }
}
