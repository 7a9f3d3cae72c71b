package org.apga.engine.dl4j;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** How many threads one operation computes with, and how they wait. */
final class NativeThreads {
  /**
   * How often an idle OpenMP thread looks for work before it sleeps: some microseconds. Operations
   * follow each other that fast, and to wake a thread takes longer than a small one; but two
   * threads that spin on cores which others use too are several times slower than one.
   */
  private static final String SPINS = "1000";

  private NativeThreads() {}

  /**
   * Lets idle OpenMP threads sleep soon, unless the user decided otherwise; must run before the
   * native library is loaded.
   */
  static void sleepWhenIdle() {
    if ("passive".equalsIgnoreCase(System.getenv().getOrDefault("OMP_WAIT_POLICY", "passive"))) {
      NativeEnvironment.setIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
      NativeEnvironment.setIfAbsent("GOMP_SPINCOUNT", SPINS);
    }
  }

  /** Sets the threads of operations that the calling thread starts. */
  static void use(int threads) {
    // The count is the whole process's and changes the order of sums: two engines would disturb
    // each other. Convolutions do not go through BLAS in single precision.
    Nd4j.factory().blas().setMaxThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }
}
