package org.apga.doctor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.GridConfig;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineException;
import org.apga.engine.TorchBuild;
import org.apga.trial.DataSet;
import org.apga.trial.Engines;
import org.apga.trial.FailureCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a machine: what every engine needs, what an engine on GPUs needs, and, if there is a grid,
 * what its trials need. Omits a check that makes no sense after another's failure.
 *
 * <p>Starts the engine, which fixes this process's native settings.
 */
public final class Doctor {
  private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

  private final Surroundings around;
  private final Allowance allowance;
  private final EngineChoice choice;
  private GpuCode code;
  private final List<Check> checks = new ArrayList<>();

  /**
   * One check.
   *
   * @param after the checks that must have passed; otherwise this one is omitted
   * @param examination the check itself, which returns problems as a finding and throws only
   *     unexpected exceptions
   */
  private record Check(String name, List<String> after, Supplier<Finding> examination) {
    Finding examine() {
      try {
        return examination.get();
      } catch (EngineException e) {
        return Finding.said(name, e, FailureCause.INFRASTRUCTURE);
      } catch (RuntimeException | LinkageError e) {
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        String first = why.lines().findFirst().orElse("").replaceFirst("\\.$", "");
        return Finding.machine(name, "the check failed: " + first, "Read the log.");
      }
    }
  }

  private Doctor(Surroundings around, Allowance allowance, EngineChoice choice) {
    this.around = around;
    this.allowance = allowance;
    this.choice = choice;
    this.code = choice.torch() ? GpuCode.LIBTORCH : GpuCode.ND4J;
  }

  /**
   * Checks this machine without a grid.
   *
   * @param around usually the surroundings of this process
   */
  public static List<Finding> examine(
      Surroundings around, Allowance allowance, EngineChoice choice) {
    Doctor doctor = new Doctor(around, allowance, choice);
    doctor.machine();
    doctor.engine(0);
    return doctor.examine();
  }

  /**
   * Checks this machine for a grid.
   *
   * @param dataSet reads the lists or the manifest
   */
  public static List<Finding> examine(
      Surroundings around,
      Allowance allowance,
      GridConfig config,
      Configuration hadoop,
      Supplier<DataSet> dataSet) {
    return of(around, allowance, config, hadoop, dataSet).examine();
  }

  /**
   * Checks the same and the images of the grid's parts. For a person; executors read all of the
   * images anyway.
   */
  public static List<Finding> examineWithImages(
      Surroundings around,
      Allowance allowance,
      GridConfig config,
      Configuration hadoop,
      Supplier<DataSet> dataSet) {
    Doctor doctor = of(around, allowance, config, hadoop, dataSet);
    doctor.check("images", List.of("data"), () -> ImageChecks.images(config, hadoop, dataSet));
    return doctor.examine();
  }

  private static Doctor of(
      Surroundings around,
      Allowance allowance,
      GridConfig config,
      Configuration hadoop,
      Supplier<DataSet> dataSet) {
    Doctor doctor = new Doctor(around, allowance, config.engine());
    doctor.machine();
    doctor.grid(config);
    doctor.engine(config.run().nativeMemoryBytes());
    doctor.files(config, hadoop, dataSet);
    return doctor;
  }

  private void check(String name, Supplier<Finding> examination) {
    check(name, List.of(), examination);
  }

  private void check(String name, List<String> after, Supplier<Finding> examination) {
    checks.add(new Check(name, after, examination));
  }

  private void machine() {
    check("java", () -> MachineChecks.java(around.java(), around.javaHome()));
    check("cpu", () -> MachineChecks.cpu(around.build(), around.cpuInfo()));
    GpuChecks gpus = gpus();
    check("device", onGpu() ? gpus::device : this::cpu);
    if (choice.torch()) {
      check("libtorch", this::libtorch);
    }
    if (onGpu()) {
      List<String> after = List.of("device", "libtorch");
      check("driver", after, () -> gpus().driver());
      check("capability", after, () -> gpus().capability());
      if (!choice.torch()) {
        check("cuda", () -> gpus.libraries(around.hasLibrary()));
      }
    }
  }

  private boolean onGpu() {
    return choice.device() == Device.CUDA;
  }

  private Finding cpu() {
    String idle =
        allowance.place() == Allowance.Place.EXECUTOR
            ? allowance.gpus().stream().map("GPU "::concat).collect(Collectors.joining(", "))
            : GpuChecks.told(around.smi().get().gpus());
    return Finding.ok(
        "device",
        idle.isEmpty()
            ? "cpu"
            : "cpu; this machine has %s: numerics.device = cuda uses it".formatted(idle));
  }

  private Finding libtorch() {
    TorchBuild found = around.libtorch().apply(choice.device());
    TorchBuild.Gpu gpu = found.gpu();
    if (gpu == null) {
      return Finding.ok("libtorch", found.told());
    }
    code = code.of(found, gpu);
    return Finding.ok(
        "libtorch",
        "%s, for CUDA %d and cuDNN %d, with code for compute capability %s"
            .formatted(found.told(), gpu.cuda(), gpu.cudnn(), code.told()));
  }

  private void grid(GridConfig config) {
    MemoryNeed need = MemoryNeed.of(config);
    if (onGpu()) {
      check("gpu-memory", List.of("device"), () -> gpus().memory(need));
    }
    // Everything on a GPU is in the host's memory too, except a step's activations.
    long host = onGpu() ? need.stateBytes() : need.bytes();
    check(
        "memory",
        () -> MachineChecks.memory(host, around.availableBytes(), allowance.trialsAtOnce()));
    check(
        "limits",
        () -> MemoryLimits.ofThisProcess(config.run().nativeMemoryBytes()).judge(host, allowance));
  }

  private void engine(long maxNativeBytes) {
    // On an unsuitable CPU or GPU the engine may end the process without a message. Its memory
    // limits stay as first set.
    List<String> after =
        List.of("cpu", "device", "libtorch", "driver", "capability", "cuda", "limits");
    check(
        "engine",
        after,
        () -> {
          try (Engine engine = Engines.open(choice, maxNativeBytes)) {
            MachineChecks.step(engine);
            return MachineChecks.engine(choice, engine.description(), around.build());
          }
        });
  }

  private void files(GridConfig config, Configuration hadoop, Supplier<DataSet> dataSet) {
    check("results", () -> DataChecks.results(config, hadoop));
    check("data", () -> DataChecks.data(config, hadoop, dataSet));
  }

  private GpuChecks gpus() {
    return new GpuChecks(around.smi(), allowance, code);
  }

  private List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    Set<String> unwell = new HashSet<>();
    for (Check check : checks) {
      if (check.after().stream().anyMatch(unwell::contains)) {
        unwell.add(check.name());
        continue;
      }
      Finding finding = check.examine();
      findings.add(finding);
      if (!finding.ok()) {
        unwell.add(check.name());
      }
      LOG.info("{}", finding.line());
    }
    return findings;
  }
}
