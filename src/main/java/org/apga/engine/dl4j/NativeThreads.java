package org.apga.engine.dl4j;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** How many threads one operation computes with, and how they wait. */
final class NativeThreads {
  private NativeThreads() {}

  /**
   * Lets idle OpenMP threads sleep instead of spin, unless the user decided otherwise; must run
   * before the native library is loaded. Two threads that spin on cores which others use too are
   * several times slower than one.
   */
  static void sleepWhenIdle() {
    NativeEnvironment.setIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
  }

  /** Sets the threads of operations that the calling thread starts. */
  static void use(int threads) {
    // The count is the whole process's and changes the order of sums: two engines would disturb
    // each other. Convolutions do not go through BLAS in single precision.
    Nd4j.factory().blas().setMaxThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }
}
