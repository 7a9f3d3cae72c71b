package org.apga.engine.dl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.apga.engine.Device;
import org.apga.engine.DeviceMemory;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineMemoryException;
import org.apga.engine.Precision;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** What libtorch reports when something fails, as one line of ours. */
class TorchFaultTest {
  private static final long GIB = 1L << 30;

  /** As libtorch 2.10 puts it on a GPU, its C++ stack below. */
  private static final RuntimeException FULL_GPU =
      new RuntimeException(
          "CUDA out of memory. Tried to allocate 6.00 GiB. GPU 0 has a total capacity of 79.10 GiB"
              + " of which 2.00 GiB is free.\nException raised from malloc at"
              + " CUDACachingAllocator.cpp:1420\n#0 c10::Error::Error");

  @Test
  void aFullGpuTellsWhatWasAskedForWhatIsThereAndWhatMayFit() {
    DeviceMemory memory = new DeviceMemory(70 * GIB, 2 * GIB, 79 * GIB);

    assertThat(TorchFault.of(FULL_GPU, "compute with a batch", 64, Optional.of(memory)))
        .isInstanceOf(EngineMemoryException.class)
        .hasCause(FULL_GPU)
        .hasMessage(
            "Cannot compute with a batch of 64 images: the GPU's memory ran out when 6.00 GiB more"
                + " were requested; at most 70.00 GiB were in use, 2.00 GiB of 79.00 GiB are free."
                + " Try train.batch-size = 60, or fewer trials at a time.");
  }

  /** The real allocator's own words. */
  @Test
  void aFullHostIsTheSame() {
    try (TorchEngine engine =
            new TorchEngine(
                new EngineChoice(EngineChoice.TORCH, Device.CPU, Precision.FLOAT, 1), 0);
        PointerScope scope = new PointerScope()) {
      assertThat(engine.memory()).isEmpty();
      TorchDevice device =
          new TorchDevice(new EngineChoice(EngineChoice.TORCH, Device.CPU, Precision.FLOAT, 1));

      assertThatThrownBy(
              () -> device.translated("compute with a batch", 8, () -> torch.ones(1L << 50)))
          .isInstanceOf(EngineMemoryException.class)
          .hasMessage(
              "Cannot compute with a batch of 8 images: memory ran out when 4194304.00 GiB more"
                  + " were requested. Try train.batch-size = 4, or fewer trials at a time.");
    }
  }

  @Test
  void anyOtherFaultIsOneLine() {
    assertThat(
            TorchFault.of(
                new RuntimeException("shapes differ\nException raised from x\n#0 c10"),
                "compute with a batch",
                8,
                Optional.empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot compute with a batch: libtorch reports: shapes differ");
  }

  @Test
  void aBatchThatMayFitIsSmallerAndHoldsAnImage() {
    assertThat(TorchFault.fitting(25, 0, Optional.empty())).isEqualTo(12);
    assertThat(TorchFault.fitting(2, GIB, Optional.of(new DeviceMemory(GIB, 0, GIB)))).isEqualTo(1);
    assertThat(TorchFault.fitting(25, 1, Optional.of(new DeviceMemory(0, GIB, GIB)))).isEqualTo(24);
  }
}
