package org.apga.engine.dl4j;

import com.sun.jna.NativeLibrary;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many threads one operation computes with, and how they wait. */
final class NativeThreads {
  private static final Logger LOG = LoggerFactory.getLogger(NativeThreads.class);

  private NativeThreads() {}

  /**
   * How often an idle OpenMP thread looks for work before it sleeps: some microseconds. Operations
   * follow each other that fast, and to wake a thread takes longer than a small one; but two
   * threads that spin on cores which others use too are several times slower than one.
   */
  private static final String SPINS = "1000";

  /**
   * Lets idle OpenMP threads sleep soon, unless the user decided otherwise; must run before the
   * native library is loaded.
   *
   * <p>OpenMP reads the environment only, which Java can not change; the C library can.
   */
  static void sleepWhenIdle() {
    if (!"passive".equalsIgnoreCase(System.getenv().getOrDefault("OMP_WAIT_POLICY", "passive"))) {
      return;
    }
    try {
      setUnlessSet("OMP_WAIT_POLICY", "PASSIVE");
      setUnlessSet("GOMP_SPINCOUNT", SPINS);
    } catch (UnsatisfiedLinkError elsewhere) {
      LOG.info("OMP_WAIT_POLICY is left as it is: {}", elsewhere.getMessage());
    }
  }

  private static void setUnlessSet(String variable, String value) {
    int keepUsersValue = 0;
    NativeLibrary.getInstance("c")
        .getFunction("setenv")
        .invokeInt(new Object[] {variable, value, keepUsersValue});
  }

  /** Sets the threads of operations that the calling thread starts. */
  static void use(int threads) {
    // The count is the whole process's and changes the order of sums: two engines would disturb
    // each other. Convolutions do not go through BLAS in single precision.
    Nd4j.factory().blas().setMaxThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }
}
