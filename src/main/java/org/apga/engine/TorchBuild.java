package org.apga.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A libtorch that was found but not loaded.
 *
 * @param told version and folder, such as {@code 2.10.0+cu128 in /opt/torch}
 * @param gpu its GPU part; null if it was looked up for a CPU
 */
public record TorchBuild(String told, @Nullable Gpu gpu) {

  /**
   * The GPU part.
   *
   * @param cuda major version of the CUDA that it is linked with
   * @param cudnn major version of its cuDNN; 0 if it has none
   * @param capabilities compute capabilities for which it has machine code, such as {@code 9.0}, in
   *     ascending order
   */
  public record Gpu(int cuda, int cudnn, List<String> capabilities) {
    /** Copies the list. */
    public Gpu {
      capabilities = List.copyOf(capabilities);
    }
  }
}
