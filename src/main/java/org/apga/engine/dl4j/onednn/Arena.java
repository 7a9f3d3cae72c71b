package org.apga.engine.dl4j.onednn;

import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all plans of one network share: only one of them is at work at a time. It grows
 * to what the largest needs and stays, for a network is trained for hours on batches of one size.
 */
final class Arena implements AutoCloseable {
  private @Nullable BytePointer memory;
  private long bytes;
  private @Nullable Object tenant;

  /**
   * Claims the memory; what another tenant left there is lost.
   *
   * @return the first address; another than before if the memory had to grow
   */
  long claim(Object newTenant, long needed) {
    if (memory == null || bytes < needed) {
      release();
      memory = new BytePointer(needed + HugePages.SIZE);
      bytes = needed;
      HugePages.wish(memory.address(), memory.address() + needed + HugePages.SIZE);
    }
    tenant = newTenant;
    long address = memory.address();
    return (address + HugePages.SIZE - 1) / HugePages.SIZE * HugePages.SIZE;
  }

  /** Whether what {@code object} left in the memory is still there. */
  boolean isTenant(Object object) {
    return tenant == object;
  }

  private void release() {
    if (memory != null) {
      memory.close();
      memory = null;
      bytes = 0;
      tenant = null;
    }
  }

  @Override
  public void close() {
    release();
  }
}
