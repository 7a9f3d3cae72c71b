package org.apga.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apga.data.phantom.OddFile;
import org.apga.data.phantom.PhantomReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes synthetic radiographs. */
@Command(
    name = "phantoms",
    description = "Writes synthetic radiographs in MURA's layout, with planted lesions.",
    mixinStandardHelpOptions = true)
final class PhantomsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder that gets MURA-v1.1.")
  private Path out = Path.of("");

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      defaultValue = "elbow,finger,forearm,hand,humerus,shoulder,wrist",
      description = "Body parts. Default: ${DEFAULT-VALUE}.")
  private List<String> parts = List.of();

  @Option(
      names = "--patients",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "Training patients a part; a third as many again for the test set. Default: ${DEFAULT-VALUE}.")
  private int patients;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of everything random. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--difficulty",
      paramLabel = "D",
      defaultValue = "0.3",
      description =
          "0 (lesions plain to see) .. 1 (subtle, with misleading marks). Default: ${DEFAULT-VALUE}.")
  private double difficulty;

  @Option(
      names = "--odd-files",
      description = "Adds what a reader must survive: junk, truncated, empty and non-image files.")
  private boolean oddFiles;

  @Override
  public Integer call() {
    Set<OddFile> odd = oddFiles ? EnumSet.allOf(OddFile.class) : Set.of();
    PhantomReport report = PhantomFiles.write(parts, patients, seed, difficulty, odd, out);
    PrintWriter print = spec.commandLine().getOut();
    for (PhantomReport.Cell cell : report.cells()) {
      print.printf(
          "%-9s %-6s %4d patients  %4d normal + %4d abnormal studies  %5d normal + %5d abnormal images%n",
          cell.part(),
          cell.split(),
          cell.patients(),
          cell.negativeStudies(),
          cell.positiveStudies(),
          cell.negativeImages(),
          cell.positiveImages());
    }
    print.printf(
        "%d images%s are in %s.%n",
        report.images(),
        report.oddFiles() == 0 ? "" : " and " + report.oddFiles() + " odd files",
        report.root());
    print.flush();
    return Main.DONE;
  }
}
