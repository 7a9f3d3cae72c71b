package org.apga.engine.dl4j.torch;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apga.engine.DeviceMemory;
import org.apga.engine.EngineMemoryException;

/** What libtorch throws, which arrives as a RuntimeException with a C++ stack in its text. */
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
   * The same as an exception of ours.
   *
   * @param what was done: {@code compute with a batch}
   * @param images of the batch; 0 where there is none
   * @param memory of the device, if it has its own
   */
  static RuntimeException of(
      RuntimeException thrown, String what, int images, Optional<DeviceMemory> memory) {
    String text = String.valueOf(thrown.getMessage());
    if (!FULL.matcher(text).find()) {
      return new IllegalStateException(
          "Cannot %s: libtorch says: %s".formatted(what, LibTorch.reason(thrown)), thrown);
    }
    long asked = asked(text);
    StringBuilder why = new StringBuilder();
    why.append(memory.isPresent() ? "the GPU's memory" : "memory").append(" ran out");
    if (asked > 0) {
      why.append(", where ").append(gib(asked)).append(" more were asked for");
    }
    memory.ifPresent(
        m ->
            why.append(
                "; %s were taken at most, %s of %s are free"
                    .formatted(gib(m.peak()), gib(m.free()), gib(m.total()))));
    String batch = images == 0 ? "" : " of " + images + " images";
    String remedy =
        images < 2
            ? "Take smaller networks, or let fewer trials share the device"
            : "Try train.batch-size = %d, or fewer trials at a time"
                .formatted(fitting(images, asked, memory));
    return new EngineMemoryException(
        "Cannot %s%s: %s. %s.".formatted(what, batch, why, remedy), thrown);
  }

  /**
   * A batch that may fit: need grows with the batch, and is at least what was held and asked for.
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
