package org.apga.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** Programs that answer as nvidia-smi does on machines that are not here. */
final class StandInSmi {
  static final String T4 = "0, GPU-2b3c6f0e, Tesla T4, 535.161.08, 15360, 14923, 7.5";
  static final String A100 =
      "0, GPU-77e1a2d4, NVIDIA A100-SXM4-40GB, 525.105.17, 40960, 40338, 8.0";
  static final String L4 = "0, GPU-90af31bb, NVIDIA L4, 550.54.15, 23034, 22491, 8.9";
  static final String RTX_4090 =
      "1, GPU-c41d07e5, NVIDIA GeForce RTX 4090, 550.54.15, 24564, 24070, 8.9";
  static final String H100 = "0, GPU-0d9e8f11, NVIDIA H100 80GB HBM3, 550.54.15, 81559, 81008, 9.0";

  private final Path folder;

  StandInSmi(Path folder) {
    this.folder = folder;
  }

  /** One that prints these lines. */
  NvidiaSmi printing(String... lines) {
    return running("cat <<'END'\n" + String.join("\n", lines) + "\nEND\n", Duration.ofSeconds(20));
  }

  /** One that runs that script. */
  NvidiaSmi running(String script, Duration limit) {
    try {
      Path file = Files.createTempFile(folder, "nvidia-smi", "");
      Files.writeString(file, "#!/bin/sh\n" + script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      return new NvidiaSmi(file.toString(), limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
