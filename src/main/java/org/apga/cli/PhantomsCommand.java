package org.apga.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apga.config.GridConfig;
import org.apga.data.phantom.OddFile;
import org.apga.data.phantom.PhantomClasses;
import org.apga.data.phantom.PhantomFormat;
import org.apga.data.phantom.PhantomReport;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.files.FileErrors;
import org.apga.files.JsonFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "phantoms", mixinStandardHelpOptions = true)
final class PhantomsCommand extends ApgaCommand {
  @Option(names = "--out", required = true, paramLabel = "DIR")
  private Path out = Path.of("");

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      defaultValue = "elbow,finger,forearm,hand,humerus,shoulder,wrist")
  private List<String> parts = List.of();

  @Option(names = "--patients", paramLabel = "N", defaultValue = "60")
  private int patients;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1")
  private long seed;

  @Option(names = "--difficulty", paramLabel = "D", defaultValue = "0.3")
  private double difficulty;

  @Option(names = "--odd-files")
  private boolean oddFiles;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "png")
  private PhantomFormat format = PhantomFormat.PNG;

  @Option(names = "--classes", paramLabel = "CLASSES", defaultValue = "abnormal")
  private PhantomClasses classes = PhantomClasses.ABNORMAL;

  @Override
  public Integer call() {
    Set<OddFile> odd = oddFiles ? EnumSet.allOf(OddFile.class) : Set.of();
    PhantomReport report = write(parts, patients, seed, difficulty, odd, format, classes, out);
    PrintWriter print = out();
    for (PhantomReport.Cell cell : report.cells()) {
      print.printf(
          "%-9s %-6s %4d patients  %s studies  %s images%n",
          cell.part(),
          cell.split(),
          cell.patients(),
          counted(cell, one -> "%4d %s".formatted(one.studies(), one.name())),
          counted(cell, one -> "%5d %s".formatted(one.images(), one.name())));
    }
    print.printf(
        "%d images%s are in %s.%n",
        report.images(),
        report.oddFiles() == 0 ? "" : " and " + report.oddFiles() + " odd files",
        report.root());
    return Main.DONE;
  }

  private static String counted(
      PhantomReport.Cell cell, Function<PhantomReport.OfClass, String> count) {
    return cell.classes().stream().map(count).collect(Collectors.joining(" + "));
  }

  /**
   * @throws UsageException if the phantoms cannot be drawn or written
   */
  static PhantomReport write(
      List<String> parts,
      int patients,
      long seed,
      double difficulty,
      Set<OddFile> odd,
      PhantomFormat format,
      PhantomClasses classes,
      Path out) {
    try {
      return PhantomWriter.write(
          new PhantomSpec(parts, patients, seed, difficulty, odd, format, classes), out);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UsageException(
          "Cannot write phantoms to " + out + ": " + e + ". Name another folder.");
    }
  }

  /**
   * Checks that existing phantoms were drawn with the settings of a configuration. A folder without
   * their marker contains real images and is not checked.
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
          "Cannot find out how the phantoms in %s were drawn: %s. Set data.root to another"
              + " folder, or remove this one.",
          folder, FileErrors.reason(e));
    }
    if (marker.isEmpty()) {
      return;
    }
    JsonNode drawn = marker.get().path("spec");
    List<String> differences = new ArrayList<>();
    compare("patients", BigDecimal.valueOf(wanted.patients()), drawn, differences);
    compare("seed", BigDecimal.valueOf(wanted.seed()), drawn, differences);
    compare("difficulty", BigDecimal.valueOf(wanted.difficulty()), drawn, differences);
    String classes = drawn.path("classes").asText(PhantomClasses.ABNORMAL.label());
    if (!classes.equals(wanted.classes().label())) {
      differences.add(difference("classes", classes, wanted.classes().label()));
    }
    if (!differences.isEmpty()) {
      throw new UsageException(
          "Cannot use the phantoms in %s: %s. Set data.root to another folder, or remove this one.",
          folder, String.join(" and ", differences));
    }
  }

  private static void compare(
      String name, BigDecimal wanted, JsonNode drawn, List<String> differences) {
    JsonNode was = drawn.path(name);
    if (!was.isNumber() || was.decimalValue().compareTo(wanted) != 0) {
      String asked = wanted.stripTrailingZeros().toPlainString();
      differences.add(difference(name, was.asText("nothing"), asked));
    }
  }

  private static String difference(String name, String was, String wanted) {
    return "they were drawn with data.phantoms.%s = %s, not %s".formatted(name, was, wanted);
  }
}
