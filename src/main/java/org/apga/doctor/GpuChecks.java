package org.apga.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apga.doctor.NvidiaSmi.Gpu;

/**
 * Checks the GPUs on which this process would train. The other checks require {@link #device} to
 * have passed.
 *
 * @param smi the answer of {@code nvidia-smi}
 * @param code the code to run on the GPUs
 */
record GpuChecks(Supplier<NvidiaSmi.Answer> smi, Allowance allowance, GpuCode code) {
  /** The libraries with which ND4J's CUDA code is linked. */
  private static final List<String> LIBRARIES =
      List.of("libcudart.so.11.0", "libcublas.so.11", "libcusolver.so.11", "libcudnn.so.8");

  private static final long BYTES_PER_MIB = 1 << 20;

  /** Checks whether there are GPUs, including those that Spark assigned. */
  Finding device() {
    NvidiaSmi.Answer answer = smi.get();
    if (answer.trouble() != null) {
      return Finding.machine(
          "device",
          answer.trouble(),
          "Install NVIDIA's driver, or restart the machine if it has one, or %s."
              .formatted(code.otherwise()));
    }
    if (answer.gpus().isEmpty()) {
      return Finding.machine(
          "device",
          "there is no GPU",
          "Train on machines with one, or %s.".formatted(code.otherwise()));
    }
    if (allowance.place() == Allowance.Place.EXECUTOR && allowance.gpus().isEmpty()) {
      return Finding.settings(
          "device",
          "Spark gave this executor no GPU",
          "Set spark.executor.resource.gpu.amount=1, and let workers or executors find theirs"
              + " (docs/guide/cluster.md).");
    }
    List<String> missing =
        allowance.gpus().stream()
            .filter(address -> answer.gpus().stream().noneMatch(gpu -> gpu.isAt(address)))
            .toList();
    return missing.isEmpty()
        ? Finding.ok("device", told(mine()))
        : Finding.machine(
            "device",
            "Spark gave this executor GPU %s, but the driver knows %s"
                .formatted(String.join(", ", missing), told(answer.gpus())),
            "Check the output of the discovery script of this machine.");
  }

  /** Checks whether the driver is new enough for the code. */
  Finding driver() {
    String driver = smi.get().gpus().get(0).driver();
    return code.isTooOld(driver)
        ? Finding.machine(
            "driver",
            "%s is older than %s, the oldest for CUDA %d"
                .formatted(driver, code.oldestDriver(), code.cuda()),
            "Install a newer NVIDIA driver.")
        : Finding.ok("driver", driver);
  }

  /** Checks whether the code runs on the GPUs. */
  Finding capability() {
    List<String> wrong = new ArrayList<>();
    List<String> right = new ArrayList<>();
    for (Gpu gpu : mine()) {
      String capability = gpu.capability();
      if (capability == null) {
        right.add(gpu + " unknown to this driver");
      } else {
        (code.runsOn(capability) ? right : wrong).add(gpu + " " + capability);
      }
    }
    return wrong.isEmpty()
        ? Finding.ok("capability", String.join(", ", right))
        : Finding.machine(
            "capability",
            "%s: %s has code for %s".formatted(String.join(", ", wrong), code.name(), code.told()),
            "Give Spark GPUs of these major versions, or %s.".formatted(code.otherwise()));
  }

  /** Checks whether CUDA's libraries exist. */
  Finding libraries(Predicate<String> isThere) {
    List<String> missing = LIBRARIES.stream().filter(isThere.negate()).toList();
    return missing.isEmpty()
        ? Finding.ok("cuda", String.join(", ", LIBRARIES))
        : Finding.machine(
            "cuda",
            "there is no " + String.join(", ", missing),
            "Install CUDA 11 and cuDNN 8 and name their folders in LD_LIBRARY_PATH, or include them"
                + " in the build: mvn -Pcuda,cuda-libraries -DskipTests package.");
  }

  /** Checks whether the networks of the trials that share a GPU fit into its free memory. */
  Finding memory(MemoryNeed need) {
    long bytes = need.bytes() * allowance.trialsPerGpu();
    List<String> wrong = new ArrayList<>();
    List<String> right = new ArrayList<>();
    for (Gpu gpu : mine()) {
      if (gpu.freeMib() < 0) {
        right.add(gpu + " does not report its free memory");
      } else {
        boolean fits = gpu.freeMib() * BYTES_PER_MIB >= bytes;
        (fits ? right : wrong)
            .add(
                String.format("%s has %s free", gpu, Finding.bytes(gpu.freeMib() * BYTES_PER_MIB)));
      }
    }
    String share =
        allowance.trialsPerGpu() == 1 ? "" : " for " + allowance.trialsPerGpu() + " trials";
    String needed = String.format("at least %s needed%s", Finding.bytes(bytes), share);
    return wrong.isEmpty()
        ? Finding.ok("gpu-memory", String.join(", ", right) + ", " + needed)
        : Finding.machine(
            "gpu-memory",
            String.join(", ", wrong) + ", " + needed,
            "End other programs there (nvidia-smi), or lower train.batch-size"
                + (share.isEmpty() ? "." : ", or raise spark.task.resource.gpu.amount."));
  }

  /** Returns the GPUs that Spark assigned, or all if it assigned none. */
  private List<Gpu> mine() {
    List<Gpu> all = smi.get().gpus();
    return allowance.gpus().isEmpty()
        ? all
        : all.stream().filter(gpu -> allowance.gpus().stream().anyMatch(gpu::isAt)).toList();
  }

  static String told(List<Gpu> gpus) {
    return gpus.stream().map(Gpu::toString).collect(Collectors.joining(", "));
  }
}
