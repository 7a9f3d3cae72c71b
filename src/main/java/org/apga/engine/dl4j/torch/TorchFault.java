package org.apga.engine.dl4j.torch;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apga.engine.DeviceMemory;
import org.apga.engine.EngineMemoryException;

/**
 * Translates libtorch's exceptions, which arrive as RuntimeExceptions with a C++ stack in their
 * text.
 */
final class TorchFault {
  /**
   * {@code CUDA out of memory. Tried to allocate 2.00 GiB}, {@code you tried to allocate 12 bytes}.
   */
  private static final Pattern ASKED =
      Pattern.compile("(?i)tried to allocate ([0-9.]+) (bytes|KiB|MiB|GiB)");

  private static final Pattern FULL =
      Pattern.compile("(?i)out of memory|can't allocate memory|CUBLAS_STATUS_ALLOC_FAILED");

  private TorchFault() {}

  /**
   * The exception as one of ours.
   *
   * @param what the attempted work: {@code compute with a batch}
   * @param images of the batch; 0 if there is none
   * @param memory of the device, if it has its own
   */
  static RuntimeException of(
      RuntimeException thrown, String what, int images, Optional<DeviceMemory> memory) {
    String text = String.valueOf(thrown.getMessage());
    if (!FULL.matcher(text).find()) {
      return new IllegalStateException(
          "Cannot %s: libtorch reports: %s".formatted(what, LibTorch.reason(thrown)), thrown);
    }
    long asked = asked(text);
    StringBuilder why = new StringBuilder();
    why.append(memory.isPresent() ? "the GPU's memory" : "memory").append(" ran out");
    if (asked > 0) {
      why.append(" when ").append(gib(asked)).append(" more were requested");
    }
    memory.ifPresent(
        m ->
            why.append(
                "; at most %s were in use, %s of %s are free"
                    .formatted(gib(m.peak()), gib(m.free()), gib(m.total()))));
    String batch = images == 0 ? "" : " of " + images + " images";
    String remedy =
        images < 2
            ? "Use smaller networks, or let fewer trials share the device"
            : "Try train.batch-size = %d, or fewer trials at a time"
                .formatted(fitting(images, asked, memory));
    return new EngineMemoryException(
        "Cannot %s%s: %s. %s.".formatted(what, batch, why, remedy), thrown);
  }

  /**
   * A batch size that may fit: the need grows with the batch, and is at least the memory held plus
   * the memory requested.
   */
  static int fitting(int images, long asked, Optional<DeviceMemory> memory) {
    double share =
        memory
            .map(m -> (double) (m.peak() + m.free()) / (m.peak() + Math.max(asked, m.free() + 1)))
            .orElse(0.5);
    return Math.max(1, (int) Math.min(images - 1, Math.floor(images * share)));
  }

  private static long asked(String text) {
    Matcher asked = ASKED.matcher(text);
    if (!asked.find()) {
      return 0;
    }
    int shift =
        switch (asked.group(2).toLowerCase(Locale.ROOT)) {
          case "kib" -> 10;
          case "mib" -> 20;
          case "gib" -> 30;
          default -> 0;
        };
    return (long) (Double.parseDouble(asked.group(1)) * (1L << shift));
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", (double) bytes / (1L << 30));
  }
}
