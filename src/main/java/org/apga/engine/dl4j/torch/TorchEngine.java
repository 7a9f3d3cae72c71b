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
import org.apga.engine.dl4j.Dl4jEngine;
import org.apga.engine.dl4j.GraphLayout;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

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
   */
  public TorchEngine(Precision precision, int threads) {
    this.precision = precision;
    this.threads = threads;
    TorchDevice.useThreads(threads);
    Context context = torch.globalContext();
    context.setDeterministicAlgorithms(true, false);
    context.setDeterministicCuDNN(true);
    context.setBenchmarkCuDNN(false);
    this.device = new TorchDevice("cpu", precision);
  }

  @Override
  public EngineDescription description() {
    TreeMap<String, String> versions = new TreeMap<>();
    versions.put("libtorch", Dl4jEngine.version("org.bytedeco", "pytorch"));
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
