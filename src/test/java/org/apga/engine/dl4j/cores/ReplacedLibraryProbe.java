package org.apga.engine.dl4j.cores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.Dl4jEngine;

/** A process whose OpenMP library is removed from JavaCPP's cache after it was loaded. */
final class ReplacedLibraryProbe {
  private static final EngineChoice TWO_THREADS =
      new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 2);

  private ReplacedLibraryProbe() {}

  /** Prints the cores that its threads are bound to; the argument is JavaCPP's cache. */
  public static void main(String[] arguments) throws IOException {
    new Dl4jEngine(TWO_THREADS, 0).close();
    try (Stream<Path> files = Files.walk(Path.of(arguments[0]))) {
      for (Path file : files.filter(one -> one.toString().contains("libgomp")).toList()) {
        Files.delete(file);
      }
    }
    CoreBinding.give(CoreBinding.ofProcess().subList(0, 2));
    try (Engine engine = new Dl4jEngine(TWO_THREADS, 0);
        CoreBinding.Computing here = CoreBinding.computing()) {
      System.out.println(List.copyOf(BoundThreads.cores()));
    }
  }
}
