package org.apga.doctor;

import org.jspecify.annotations.Nullable;

/**
 * A GPU as its driver tells of it.
 *
 * @param index as {@code nvidia-smi} counts
 * @param capability null where the driver is too old to tell
 * @param totalMib memory; -1 where the driver does not tell
 * @param freeMib memory; -1 where the driver does not tell
 */
record Gpu(
    int index,
    String uuid,
    String name,
    String driver,
    @Nullable ComputeCapability capability,
    long totalMib,
    long freeMib) {

  /** Whether Spark means this one. */
  boolean isAt(String address) {
    return address.equals(Integer.toString(index)) || address.equals(uuid);
  }

  @Override
  public String toString() {
    return "GPU " + index + " (" + name + ")";
  }
}
