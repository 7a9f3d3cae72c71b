package org.apga.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.data.Classes;
import org.apga.data.Manifest;
import org.apga.data.ManifestCsv;
import org.apga.data.MuraLists;
import org.apga.data.intake.Intake;
import org.apga.data.intake.Salt;
import org.apga.files.FileErrors;
import org.apga.run.spark.SparkContexts;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "manifest", mixinStandardHelpOptions = true)
final class ManifestCommand extends ApgaCommand {
  /** Largest number of damaged files that are named. */
  private static final int MOST_NAMED = 20;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(names = "--label-from", paramLabel = "FILE")
  private String labels = "";

  @Option(names = "--salt-file", paramLabel = "FILE")
  private String salt = "";

  @Option(names = "--classes", paramLabel = "CLASS", split = ",")
  private List<String> classes = List.of();

  @Option(names = "--group", paramLabel = "NAME")
  private String group = "";

  @Option(names = "--out", required = true, paramLabel = "FILE")
  private String out = "";

  /** The data set to list: one of the two. */
  private static final class Source {
    @Option(names = "--dataset", paramLabel = "DIR")
    private String dataset = "";

    @Option(names = "--dicom", paramLabel = "DIR")
    private String dicom = "";
  }

  @Override
  public Integer call() {
    Configuration hadoop = SparkContexts.hadoop();
    List<String> damaged = List.of();
    Manifest manifest;
    if (source.dicom.isEmpty()) {
      refuseOptionsOfDicom();
      manifest = MuraLists.read(new Path(source.dataset), hadoop);
    } else {
      Intake.Result result = take(hadoop);
      manifest = result.manifest();
      damaged = result.damaged();
    }
    try {
      ManifestCsv.write(manifest, new Path(out), hadoop);
    } catch (UncheckedIOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UsageException(
          "Cannot write %s: %s. Give another --out.", out, FileErrors.reason(cause));
    }
    out()
        .printf(
            "%d images of %d groups are listed in %s%s.%n",
            manifest.examples().size(), manifest.groups().size(), out, left(damaged.size()));
    return damaged.isEmpty() ? Main.DONE : Main.SOME_FAILED;
  }

  private void refuseOptionsOfDicom() {
    if (!(labels + salt + group).isEmpty() || !classes.isEmpty()) {
      throw new UsageException(
          "Cannot list %s with --label-from, --classes, --salt-file or --group: these options are"
              + " for DICOM files. Name their folder with --dicom.",
          source.dataset);
    }
  }

  private Intake.Result take(Configuration hadoop) {
    if (labels.isEmpty()) {
      throw new UsageException(
          "Cannot list the DICOM files in %s: they have no labels. Give --label-from FILE.",
          source.dicom);
    }
    PrintWriter print = out();
    Salt kept = salt.isEmpty() ? Salt.ofThisCall() : Salt.keptIn(new Path(salt), hadoop);
    print.println(kept.told());
    Intake.Result result =
        Intake.of(new Path(source.dicom), new Path(labels), named(), group, kept, hadoop);
    result.notes().forEach(print::println);
    result.damaged().stream()
        .limit(MOST_NAMED)
        .forEach(file -> print.println("Cannot read " + file + ". It is left out."));
    if (result.damaged().size() > MOST_NAMED) {
      print.printf("%d more cannot be read.%n", result.damaged().size() - MOST_NAMED);
    }
    if (result.manifest().examples().isEmpty()) {
      throw new UsageException(
          "Cannot write %s: no image in %s is left. See the lines above.", out, source.dicom);
    }
    return result;
  }

  private Classes named() {
    try {
      return classes.isEmpty() ? Classes.TWO : new Classes(classes);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "Cannot use --classes %s: %s. Name at least two, each once.",
          classes, String.valueOf(e.getMessage()));
    }
  }

  private static String left(int damaged) {
    return damaged == 0
        ? ""
        : damaged == 1
            ? "; 1 damaged file is left out"
            : "; " + damaged + " damaged files are left out";
  }
}
