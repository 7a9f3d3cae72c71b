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
   * Lets idle OpenMP threads sleep instead of spin, unless the user decided otherwise; must run
   * before the native library is loaded. Two threads that spin on cores which others use too are
   * several times slower than one.
   *
   * <p>OpenMP reads the environment only, which Java can not change; the C library can.
   */
  static void sleepWhenIdle() {
    try {
      int keepUsersValue = 0;
      NativeLibrary.getInstance("c")
          .getFunction("setenv")
          .invokeInt(new Object[] {"OMP_WAIT_POLICY", "PASSIVE", keepUsersValue});
    } catch (UnsatisfiedLinkError elsewhere) {
      LOG.info("OMP_WAIT_POLICY is left as it is: {}", elsewhere.getMessage());
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
