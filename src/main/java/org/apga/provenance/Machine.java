package org.apga.provenance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine and process that runs. */
public final class Machine {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIB_PER_MIB = 1024;

  private Machine() {}

  /** Its name. */
  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Highest resident memory of this process so far, MiB; NaN where Linux does not tell. */
  public static double peakMemoryMib() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmHWM:")) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB;
        }
      }
    } catch (IOException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }
}
