package org.apga.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.util.VersionInfo;

/** The machine and the current process. */
public final class Machine {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIB_PER_MIB = 1024;

  private Machine() {}

  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Versions of the software below a trial, by name: operating system, Java, Hadoop and Spark. */
  public static SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    versions.put("java", Runtime.version().toString());
    versions.put("hadoop", VersionInfo.getVersion());
    versions.put("spark", sparkVersion());
    return versions;
  }

  /** Read from a resource in Spark's jar, so that this code does not depend on Spark. */
  private static String sparkVersion() {
    return properties("/spark-version-info.properties").getProperty("version", "unknown");
  }

  /** The properties in a resource; empty if it does not exist. */
  static Properties properties(String resource) {
    Properties properties = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** Highest resident memory of this process so far, MiB; NaN if Linux does not report it. */
  public static double peakMemoryMib() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException | UncheckedIOException e) {
      return Double.NaN;
    }
  }
}
