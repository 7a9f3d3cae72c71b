package org.apga.engine.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.engine.AdamSpec;
import org.apga.engine.Classifier;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineDescription;
import org.apga.engine.EngineException;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NativeBuild;
import org.apga.engine.NetworkState;
import org.apga.engine.Precision;
import org.apga.engine.UNetSpec;
import org.apga.engine.dl4j.cores.CoreBinding;
import org.apga.engine.dl4j.onednn.CompiledGraph;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The engine on Deeplearning4j, with PyTorch's numbers.
 *
 * <p>Results depend bit for bit only on the number of threads and on the native build: several
 * engines in several threads of one JVM compute what each would compute alone.
 */
public final class Dl4jEngine implements Engine {
  private final EngineChoice choice;

  /**
   * Opens the engine on the calling thread, which must be the one that uses its networks.
   *
   * @param choice {@link EngineChoice#FITTING} computes in single precision on a CPU by a oneDNN
   *     plan if one can be made; otherwise Deeplearning4j's own operations compute vertex by vertex
   * @param maxNativeBytes limit of the memory of all arrays of this JVM's engines outside the Java
   *     heap, 0 = no limit; the first engine of a JVM sets it
   * @throws IllegalArgumentException if the number of threads is not positive
   * @throws EngineException if ND4J finds no device for its build
   */
  public Dl4jEngine(EngineChoice choice, long maxNativeBytes) {
    if (choice.threads() < 1) {
      throw new IllegalArgumentException(
          "Cannot open the engine with " + choice.threads() + " threads: it needs one or more.");
    }
    NativeBackend.awaken(maxNativeBytes);
    this.choice = choice;
    try {
      CudaDevices.attach();
      NativeBackend.useThreads(choice.threads());
      if (NativeBackend.isCpu()) {
        CoreBinding.bind(choice.threads());
      }
    } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new EngineException(
          "Cannot open the engine %s: ND4J finds no device here for its build. See submit/apga doctor."
              .formatted(choice.name()),
          e);
    }
  }

  /**
   * The libraries on the class path that decide the bits of results, by name. Initialises nothing
   * and does not inspect this machine's CPU, because the machines of a cluster may differ; table
   * {@code trials} records what each trial used.
   */
  public static SortedMap<String, String> libraries() {
    NativeBuild.Device device = NativeBackend.build().device();
    TreeMap<String, String> libraries = new TreeMap<>();
    libraries.put("native", device.name().toLowerCase(Locale.ROOT));
    libraries.put("deeplearning4j", version("org.deeplearning4j", "deeplearning4j-nn"));
    libraries.put("nd4j", version("org.nd4j", "nd4j-api"));
    libraries.put("javacpp", version("org.bytedeco", "javacpp"));
    if (device == NativeBuild.Device.CPU) {
      libraries.put("onednn", version("org.bytedeco", "dnnl"));
    } else if (device == NativeBuild.Device.CUDA) {
      // This version covers CUDA, cuDNN and JavaCPP.
      libraries.put("cuda", version("org.bytedeco", "cuda"));
    }
    return libraries;
  }

  Precision precision() {
    return choice.precision();
  }

  private boolean plans() {
    return choice.name().equals(EngineChoice.FITTING) && precision() == Precision.FLOAT;
  }

  /**
   * Compiles a graph to oneDNN plans, if this engine and this machine support them.
   *
   * @param graph of {@code spec}
   */
  Optional<CompiledGraph> compile(ComputationGraph graph, GraphSpec spec) {
    return plans() && NativeBackend.isCpu()
        ? CompiledGraph.of(graph, spec.identities(), spec.visible(), spec.imageSize())
        : Optional.empty();
  }

  @Override
  public EngineDescription description() {
    String backend =
        Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend", "unknown");
    boolean cpu = backend.equalsIgnoreCase("CPU");
    TreeMap<String, String> versions = new TreeMap<>();
    versions.put("deeplearning4j", version("org.deeplearning4j", "deeplearning4j-nn"));
    versions.put("nd4j", version("org.nd4j", "nd4j-api"));
    versions.put("backend", backend);
    if (cpu) {
      versions.put("instruction set", NativeBackend.instructionSet());
      if (plans()) {
        versions.put("plans", CompiledGraph.library().orElse("none"));
      }
      versions.put("oneDNN", BaseMKLDNNHelper.mklDnnEnabled() ? "awake" : "asleep");
    }
    String device = cpu ? "cpu" : "gpu " + gpu();
    return new EngineDescription(
        choice.name(), device, precision(), choice.threads(), cpu, versions);
  }

  private static String gpu() {
    String mine = CudaDevices.mine();
    return mine == null
        ? String.valueOf(Nd4j.getAffinityManager().getDeviceForCurrentThread())
        : mine;
  }

  /** The version of a library on the class path, from Maven's properties in the jar. */
  public static String version(String group, String artifact) {
    String path = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    Properties properties = new Properties();
    try (InputStream in = Dl4jEngine.class.getResourceAsStream(path)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return properties.getProperty("version", "unknown");
  }

  @Override
  public Classifier classifier(DenseNetSpec spec, ClassifierSteps steps, NetworkState state) {
    return new Dl4jClassifier(this, spec, steps, state);
  }

  @Override
  public MaskPolicy policy(UNetSpec spec, AdamSpec adam, NetworkState state) {
    return new Dl4jPolicy(this, spec, adam, state);
  }

  /** Does nothing: the networks own the memory. */
  @Override
  public void close() {}
}
