package org.apga.engine.dl4j.cores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which cores the kernel lets threads of this process run on. */
public final class BoundThreads {
  private static final String ALLOWED = "Cpus_allowed_list:";

  private BoundThreads() {}

  /** The cores that threads of this process are bound to, where it is one: in ascending order. */
  public static List<Integer> cores() {
    List<Integer> cores = new ArrayList<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        String allowed = allowed(thread);
        if (allowed.matches("\\d+")) {
          cores.add(Integer.valueOf(allowed));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return cores.stream().sorted().toList();
  }

  /** What the kernel says of the calling thread. */
  static String ofCaller() throws IOException {
    return allowed(Path.of("/proc/thread-self"));
  }

  private static String allowed(Path thread) throws IOException {
    try (Stream<String> lines = Files.lines(thread.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith(ALLOWED))
          .map(line -> line.substring(ALLOWED.length()).strip())
          .findFirst()
          .orElse("");
    } catch (IOException gone) {
      return "";
    }
  }
}
