package org.apga.doctor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.GridConfig;
import org.apga.engine.Engine;
import org.apga.engine.NativeBuild.Device;
import org.apga.engine.Precision;
import org.apga.trial.DataSet;
import org.apga.trial.Engines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Examines a machine: what every build needs, what a build for GPUs needs, and, where there is a
 * grid, what its trials need. A check that makes no sense after another's failure is left out.
 *
 * <p>Wakes the engine, which decides this process's native settings.
 */
public final class Doctor {
  private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

  private final Surroundings around;
  private final Allowance allowance;
  private final List<Check> checks = new ArrayList<>();

  /**
   * Something that can be looked at.
   *
   * @param name a word
   * @param after checks that must have been well before; else there is nothing to look at
   * @param examination what is done; says in its finding what is wrong, and throws only what nobody
   *     foresaw
   */
  private record Check(String name, List<String> after, Supplier<Finding> examination) {
    Check(String name, Supplier<Finding> examination) {
      this(name, List.of(), examination);
    }

    Finding examine() {
      try {
        return examination.get();
      } catch (RuntimeException | LinkageError e) {
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        String first = why.lines().findFirst().orElse("").replaceFirst("\\.$", "");
        return Finding.machine(name, "cannot be looked at: " + first, "Look at the log.");
      }
    }
  }

  private Doctor(Surroundings around, Allowance allowance) {
    this.around = around;
    this.allowance = allowance;
  }

  /** What is found on this machine, whatever is to be trained. */
  public static List<Finding> examine(Allowance allowance) {
    return examine(Surroundings.ofThisProcess(), allowance);
  }

  static List<Finding> examine(Surroundings around, Allowance allowance) {
    Doctor doctor = new Doctor(around, allowance);
    doctor.machine();
    doctor.engine(
        () ->
            Engines.open(
                new org.apga.engine.EngineChoice(
                    org.apga.engine.EngineChoice.FITTING,
                    org.apga.engine.Device.CPU,
                    Precision.FLOAT,
                    1),
                0));
    return doctor.examine();
  }

  /**
   * What is found on this machine for a grid.
   *
   * @param dataSet reads the lists or the manifest
   */
  public static List<Finding> examine(
      Allowance allowance, GridConfig config, Configuration hadoop, Supplier<DataSet> dataSet) {
    return examine(Surroundings.ofThisProcess(), allowance, config, hadoop, dataSet);
  }

  static List<Finding> examine(
      Surroundings around,
      Allowance allowance,
      GridConfig config,
      Configuration hadoop,
      Supplier<DataSet> dataSet) {
    Doctor doctor = new Doctor(around, allowance);
    doctor.machine();
    doctor.grid(config);
    doctor.engine(() -> Engines.open(config));
    doctor.files(config, hadoop, dataSet);
    return doctor.examine();
  }

  private void machine() {
    checks.add(new Check("java", () -> MachineChecks.java(around.java(), around.javaHome())));
    checks.add(new Check("cpu", () -> MachineChecks.cpu(around.build(), around.cpuInfo())));
    if (around.build().device() == Device.CUDA) {
      GpuChecks gpus = gpus();
      checks.add(new Check("device", gpus::device));
      checks.add(new Check("driver", List.of("device"), gpus::driver));
      checks.add(new Check("capability", List.of("device"), gpus::capability));
      checks.add(new Check("cuda", () -> gpus.libraries(around.hasLibrary())));
    } else {
      checks.add(new Check("device", this::cpu));
    }
  }

  private Finding cpu() {
    return Finding.ok(
        "device",
        allowance.gpus().isEmpty()
            ? "cpu"
            : "cpu; this build leaves GPU " + String.join(", ", allowance.gpus()) + " idle");
  }

  private void grid(GridConfig config) {
    MemoryNeed need = MemoryNeed.of(config);
    boolean onGpu = around.build().device() == Device.CUDA;
    if (onGpu) {
      checks.add(new Check("gpu-memory", List.of("device"), () -> gpus().memory(need)));
    }
    // ND4J keeps what it has on a GPU in the host's memory too, but for what a step leaves behind.
    long host = onGpu ? need.stateBytes() : need.bytes();
    checks.add(
        new Check(
            "memory",
            () -> MachineChecks.memory(host, around.availableBytes(), allowance.trialsAtOnce())));
    checks.add(
        new Check(
            "limits",
            () ->
                MemoryLimits.ofThisProcess(config.run().nativeMemoryBytes())
                    .judge(host, allowance)));
  }

  private void engine(Supplier<Engine> open) {
    // On another CPU or GPU it might end the process without a word; limits stay as first set.
    List<String> after = List.of("cpu", "device", "driver", "capability", "cuda", "limits");
    checks.add(
        new Check(
            "engine",
            after,
            () -> {
              try (Engine engine = open.get()) {
                return MachineChecks.engine(engine.description(), around.build());
              }
            }));
  }

  private void files(GridConfig config, Configuration hadoop, Supplier<DataSet> dataSet) {
    checks.add(new Check("results", () -> DataChecks.results(config, hadoop)));
    checks.add(new Check("data", () -> DataChecks.data(config, hadoop, dataSet)));
  }

  private GpuChecks gpus() {
    return new GpuChecks(around.smi(), allowance);
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
