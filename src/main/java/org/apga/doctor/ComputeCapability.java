package org.apga.doctor;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which machine code a GPU runs: code for a capability runs on the same major version with the same
 * or a higher minor one (CUDA C++ Programming Guide, "Binary Compatibility").
 */
record ComputeCapability(int major, int minor) {
  private static final Pattern TEXT = Pattern.compile("(\\d+)\\.(\\d+)");

  /** What nd4j-cuda-11.6 carries; it has no PTX, from which a driver could make code for others. */
  private static final List<ComputeCapability> CARRIED =
      List.of(
          new ComputeCapability(3, 7),
          new ComputeCapability(5, 0),
          new ComputeCapability(5, 2),
          new ComputeCapability(6, 0),
          new ComputeCapability(6, 1),
          new ComputeCapability(7, 0),
          new ComputeCapability(7, 5),
          new ComputeCapability(8, 0),
          new ComputeCapability(8, 6));

  /**
   * Reads {@code 8.6}.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  static ComputeCapability of(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text + " is no compute capability.");
    }
    return new ComputeCapability(
        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** Whether ND4J's CUDA code runs there. */
  boolean runsNd4j() {
    return CARRIED.stream().anyMatch(code -> code.major == major && code.minor <= minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
