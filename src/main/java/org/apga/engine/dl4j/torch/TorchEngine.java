package org.apga.engine.dl4j.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.engine.AdamSpec;
import org.apga.engine.Classifier;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.DeviceMemory;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineDescription;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.engine.TorchBuild;
import org.apga.engine.UNetSpec;
import org.apga.engine.dl4j.CudaDevices;
import org.apga.engine.dl4j.GraphLayout;

/** The engine on libtorch: ATen computes Deeplearning4j's graphs on a CPU or a GPU. */
public final class TorchEngine implements Engine {
  private final EngineChoice choice;
  private final TorchDevice device;

  /** One for each network's spec, because Deeplearning4j builds a whole graph to make it. */
  private final Map<Object, GraphLayout> layouts = new HashMap<>();

  /**
   * Opens the engine on the calling thread, which must be the one that uses its networks.
   *
   * @param maxNativeBytes limit of the memory of JavaCPP's arrays of this JVM outside the Java
   *     heap, 0 = no limit; the first engine of a JVM sets it. It does not include libtorch's own
   *     memory
   * @throws org.apga.engine.EngineException if libtorch cannot be loaded, or has no such device
   * @throws IllegalArgumentException if the number of threads is not positive
   */
  public TorchEngine(EngineChoice choice, long maxNativeBytes) {
    if (choice.threads() < 1) {
      throw new IllegalArgumentException(
          "Cannot open the engine with " + choice.threads() + " threads: it needs one or more.");
    }
    LibTorch.load(choice.device(), maxNativeBytes);
    this.choice = choice;
    this.device = new TorchDevice(choice);
  }

  /**
   * The libraries on the class path that decide the bits of results, by name: the version of
   * libtorch, with that of JavaCPP. Initialises nothing.
   */
  public static SortedMap<String, String> libraries() {
    TreeMap<String, String> libraries = new TreeMap<>();
    libraries.put("libtorch", LibTorch.VERSION);
    return libraries;
  }

  /**
   * The libtorch that an engine on the given device would load. Loads nothing.
   *
   * @throws org.apga.engine.EngineException if it is missing, has another version, or cannot be
   *     read
   */
  public static TorchBuild found(Device device) {
    return LibTorch.found(device);
  }

  /** The transfers between host and device so far. */
  TorchDevice.Crossings crossings() {
    return device.crossings();
  }

  @Override
  public EngineDescription description() {
    SortedMap<String, String> versions = LibTorch.versions(choice.device());
    if (device.channelsLast) {
      versions.put("layout", "channels last");
    }
    String random = String.join(", ", device.notDeterministic);
    if (!random.isEmpty()) {
      versions.put("not deterministic", random);
    }
    return new EngineDescription(
        choice.name(),
        choice.device() == Device.CUDA
            ? "gpu "
                + Objects.requireNonNullElse(
                    CudaDevices.mine(), Integer.toString(CudaDevices.index()))
            : "cpu",
        choice.precision(),
        choice.threads(),
        random.isEmpty(),
        versions);
  }

  @Override
  public Optional<DeviceMemory> memory() {
    return device.memory();
  }

  @Override
  public Classifier classifier(DenseNetSpec spec, ClassifierSteps steps, NetworkState state) {
    GraphLayout layout =
        layouts.computeIfAbsent(spec, unread -> GraphLayout.of(spec, choice.precision()));
    return device.translated(
        "open a classifier", 0, () -> new TorchClassifier(device, layout, steps, state));
  }

  @Override
  public MaskPolicy policy(UNetSpec spec, AdamSpec adam, NetworkState state) {
    GraphLayout layout =
        layouts.computeIfAbsent(spec, unread -> GraphLayout.of(spec, choice.precision()));
    return device.translated(
        "open a policy", 0, () -> new TorchPolicy(device, layout, adam, state));
  }

  @Override
  public void close() {
    device.close();
  }
}
