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
    doctor.engine(() -> Engines.open("dl4j", Precision.FLOAT, 1, 0));
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
    checks.add(Check.of("java", () -> MachineChecks.java(around.java(), around.javaHome())));
    checks.add(Check.of("cpu", () -> MachineChecks.cpu(around.build(), around.cpuInfo())));
    if (around.build().device() == Device.CUDA) {
      GpuChecks gpus = gpus();
      checks.add(Check.of("device", gpus::device));
      checks.add(Check.of("driver", gpus::driver).after("device"));
      checks.add(Check.of("capability", gpus::capability).after("device"));
      checks.add(Check.of("cuda", () -> gpus.libraries(around.hasLibrary())));
    } else {
      checks.add(Check.of("device", this::cpu));
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
      checks.add(Check.of("gpu-memory", () -> gpus().memory(need)).after("device"));
    }
    // ND4J keeps what it has on a GPU in the host's memory too, but for what a step leaves behind.
    long host = onGpu ? need.stateBytes() : need.bytes();
    checks.add(
        Check.of(
            "memory",
            () -> MachineChecks.memory(host, around.availableBytes(), allowance.trialsAtOnce())));
    checks.add(
        Check.of(
            "limits",
            () ->
                MemoryLimits.ofThisProcess(config.run().nativeMemoryBytes())
                    .judge(host, allowance)));
  }

  private void engine(Supplier<Engine> open) {
    checks.add(
        Check.of(
                "engine",
                () -> {
                  try (Engine engine = open.get()) {
                    return MachineChecks.engine(engine.description(), around.build());
                  }
                })
            // On another CPU or GPU it might end the process without a word; limits stay as first
            // set.
            .after("cpu", "device", "driver", "capability", "cuda", "limits"));
  }

  private void files(GridConfig config, Configuration hadoop, Supplier<DataSet> dataSet) {
    checks.add(Check.of("results", () -> DataChecks.results(config, hadoop)));
    checks.add(Check.of("data", () -> DataChecks.data(config, hadoop, dataSet)));
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
