package org.apga.engine.dl4j.torch;

import java.util.TreeMap;
import org.apga.engine.AdamSpec;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Engine;
import org.apga.engine.EngineDescription;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.engine.Precision;
import org.apga.engine.UNetSpec;
import org.apga.engine.dl4j.GraphLayout;
import org.apga.engine.dl4j.NativeBackend;

/** The engine on libtorch: Deeplearning4j's graphs, computed by ATen on a CPU or a GPU. */
public final class TorchEngine implements Engine {
  /** Its name in the configuration and in tables. */
  public static final String NAME = "dl4j-torch";

  private final Precision precision;
  private final int threads;
  private final TorchDevice device;

  /**
   * Opens the engine on the calling thread, which must be the one that uses its networks.
   *
   * @param threads that one operation computes with, on a CPU
   * @param maxNativeBytes that JavaCPP's arrays of this JVM may hold outside the Java heap, 0 = no
   *     limit; the first engine of a JVM decides. libtorch's own memory is not among them
   * @throws org.apga.engine.EngineException if libtorch cannot be loaded
   * @throws IllegalArgumentException if {@code threads} is not positive
   */
  public TorchEngine(Precision precision, int threads, long maxNativeBytes) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Cannot open the engine with " + threads + " threads: it needs one or more.");
    }
    NativeBackend.awaken(maxNativeBytes);
    LibTorch.load();
    this.precision = precision;
    this.threads = threads;
    TorchDevice.useThreads(threads);
    this.device = new TorchDevice("cpu", precision);
  }

  /** The version of libtorch that it is made for, and of what calls it. Wakes nothing. */
  public static String library() {
    return LibTorch.VERSION;
  }

  /** What has crossed between host and device so far. */
  TorchDevice.Crossings crossings() {
    return device.crossings();
  }

  @Override
  public EngineDescription description() {
    TreeMap<String, String> versions = new TreeMap<>();
    versions.put("libtorch", library());
    return new EngineDescription(NAME, "cpu", precision, threads, true, versions);
  }

  @Override
  public Classifier classifier(DenseNetSpec spec, AdamSpec adam, NetworkState state) {
    return new TorchClassifier(device, spec, GraphLayout.of(spec, precision, state), adam, state);
  }

  @Override
  public MaskPolicy policy(UNetSpec spec, AdamSpec adam, NetworkState state) {
    return new TorchPolicy(device, GraphLayout.of(spec, precision, state), adam, state);
  }

  @Override
  public void close() {
    device.close();
  }
}
