package org.apga.engine.dl4j;

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
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.versioncheck.VersionCheck;
import org.nd4j.versioncheck.VersionInfo;

/**
 * The engine on Deeplearning4j, with PyTorch's numbers.
 *
 * <p>Bits depend on the number of threads and on the native build, and on nothing else: several
 * engines in several threads of one JVM compute what each would alone.
 */
public final class Dl4jEngine implements Engine {
  private final Precision precision;
  private final int threads;

  /**
   * Opens the engine on the calling thread, which must be the one that uses its networks.
   *
   * @param threads that one network computes with
   * @throws IllegalArgumentException if {@code threads} is not positive
   */
  public Dl4jEngine(Precision precision, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Cannot open the engine with " + threads + " threads: it needs one or more.");
    }
    NativeBackend.awaken();
    this.precision = precision;
    this.threads = threads;
    NativeThreads.use(threads);
  }

  Precision precision() {
    return precision;
  }

  @Override
  public EngineDescription description() {
    String backend =
        Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend", "unknown");
    boolean cpu = backend.equalsIgnoreCase("CPU");
    TreeMap<String, String> versions = new TreeMap<>();
    for (VersionInfo info : VersionCheck.getVersionInfos()) {
      if (info.getArtifactId().equals("deeplearning4j-nn")
          || info.getArtifactId().equals("nd4j-api")) {
        versions.put(info.getArtifactId(), info.getBuildVersion());
      }
    }
    versions.put("backend", backend);
    if (cpu) {
      versions.put("instruction set", NativeBackend.instructionSet());
      versions.put("oneDNN", BaseMKLDNNHelper.mklDnnEnabled() ? "awake" : "asleep");
    }
    String device = cpu ? "cpu" : "gpu " + Nd4j.getAffinityManager().getDeviceForCurrentThread();
    return new EngineDescription("dl4j", device, precision, threads, cpu, versions);
  }

  @Override
  public Classifier classifier(DenseNetSpec spec, AdamSpec adam, NetworkState state) {
    return new Dl4jClassifier(this, spec, adam, state);
  }

  @Override
  public MaskPolicy policy(UNetSpec spec, AdamSpec adam, NetworkState state) {
    return new Dl4jPolicy(this, spec, adam, state);
  }

  /** Does nothing: the networks own the memory. */
  @Override
  public void close() {}
}
