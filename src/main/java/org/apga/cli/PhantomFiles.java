package org.apga.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apga.data.phantom.OddFile;
import org.apga.data.phantom.PhantomReport;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;

/** Writes phantoms for a command, and says in one line why it could not. */
final class PhantomFiles {
  private PhantomFiles() {}

  /**
   * @throws UsageException if the phantoms that are asked for can not be drawn or written
   */
  static PhantomReport write(
      List<String> parts, int patients, long seed, double difficulty, Set<OddFile> odd, Path out) {
    try {
      return PhantomWriter.write(new PhantomSpec(parts, patients, seed, difficulty, odd), out);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UsageException(
          "Cannot write phantoms to " + out + ": " + e + ". Name another folder.");
    }
  }
}
