package org.apga;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts classes in a Java process of their own, with this process's classes and settings. */
public final class JavaProcess {
  private JavaProcess() {}

  /**
   * A process that is not started yet. Its OpenMP has one thread.
   *
   * @param options Java's options, besides this process's {@code -D} and {@code --add-opens}
   * @param arguments the main class and its arguments
   */
  public static ProcessBuilder of(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(one -> one.startsWith("--add-opens") || one.startsWith("-D"))
            .toList());
    // The first compiler alone: nothing here runs long enough for the second.
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder;
  }
}
