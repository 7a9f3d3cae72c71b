package org.apga.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apga.config.GridConfig;
import org.apga.data.phantom.OddFile;
import org.apga.data.phantom.PhantomReport;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.files.FileErrors;
import org.apga.files.JsonFile;

/** Writes phantoms for a command, and says in one line why it could not. */
final class PhantomFiles {
  private PhantomFiles() {}

  /**
   * @throws UsageException if the phantoms that are asked for cannot be drawn or written
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

  /**
   * Makes sure that phantoms which are there were drawn as a configuration asks. A folder without
   * their marker holds real images, of which nothing is asked.
   *
   * @throws UsageException if they were drawn with other settings
   */
  static void requireDrawnAs(
      GridConfig.Phantoms wanted, FileSystem files, org.apache.hadoop.fs.Path folder) {
    Optional<ObjectNode> marker;
    try {
      marker = JsonFile.read(files, new org.apache.hadoop.fs.Path(folder, PhantomWriter.MARKER));
    } catch (IOException e) {
      throw new UsageException(
          "Cannot find out how the phantoms in "
              + folder
              + " were drawn: "
              + FileErrors.reason(e)
              + ". Set data.root to another folder, or remove this one.");
    }
    if (marker.isEmpty()) {
      return;
    }
    JsonNode drawn = marker.get().path("spec");
    List<String> differences = new ArrayList<>();
    compare("patients", BigDecimal.valueOf(wanted.patients()), drawn, differences);
    compare("seed", BigDecimal.valueOf(wanted.seed()), drawn, differences);
    compare("difficulty", BigDecimal.valueOf(wanted.difficulty()), drawn, differences);
    if (!differences.isEmpty()) {
      throw new UsageException(
          "Cannot use the phantoms in "
              + folder
              + ": "
              + String.join(" and ", differences)
              + ". Set data.root to another folder, or remove this one.");
    }
  }

  private static void compare(
      String name, BigDecimal wanted, JsonNode drawn, List<String> differences) {
    JsonNode was = drawn.path(name);
    if (!was.isNumber() || was.decimalValue().compareTo(wanted) != 0) {
      differences.add(
          "they were drawn with data.phantoms."
              + name
              + " = "
              + was.asText("nothing")
              + ", not "
              + wanted.stripTrailingZeros().toPlainString());
    }
  }
}
