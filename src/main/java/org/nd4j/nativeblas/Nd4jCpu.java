package org.nd4j.nativeblas;

/**
 * A name that Deeplearning4j 1.0.0-M2.1 looks for and no longer finds.
 *
 * <p>{@code BaseMKLDNNHelper} asks {@code org.nd4j.nativeblas.Nd4jCpu$Environment} by reflection
 * whether oneDNN is there; the class moved to {@code org.nd4j.linalg.cpu.nativecpu.bindings}, the
 * question fails silently, and every convolution falls back to code that is 12 to 20 times slower.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** What the helper asks. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** The only instance. */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Whether the native library was built with oneDNN: both classifiers that travel are. */
    public boolean isUseMKLDNN() {
      return true;
    }
  }
}
