package org.apga.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A libtorch that was found, and not loaded.
 *
 * @param told what and where it is, such as {@code 2.10.0+cu128 in /opt/torch}
 * @param gpu what it computes with on a GPU; null where it was found for a CPU
 */
public record TorchBuild(String told, @Nullable Gpu gpu) {

  /**
   * The part for GPUs.
   *
   * @param cuda major version of the CUDA that it is linked with
   * @param cudnn major version of its cuDNN; 0 where it has none
   * @param capabilities compute capabilities that it has machine code for, such as {@code 9.0}, in
   *     ascending order
   */
  public record Gpu(int cuda, int cudnn, List<String> capabilities) {
    /** Copies the list. */
    public Gpu {
      capabilities = List.copyOf(capabilities);
    }
  }
}
