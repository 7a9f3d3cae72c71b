package org.apga.cli;

import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.data.Manifest;
import org.apga.data.MuraLists;
import org.apga.files.FileErrors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the manifest of a MURA folder. */
@Command(
    name = "manifest",
    description =
        "Writes a folder in MURA's layout as a manifest CSV (dataset-manifests/README.md).",
    mixinStandardHelpOptions = true)
final class ManifestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "DIR",
      description = "Folder that holds MURA-v1.1, on any Hadoop file system.")
  private String dataset = "";

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The CSV to write.")
  private String out = "";

  @Override
  public Integer call() {
    Manifest manifest;
    try {
      manifest = MuraLists.toCsv(new Path(dataset), new Path(out), new Configuration());
    } catch (UncheckedIOException e) {
      throw new UsageException(
          "Cannot write "
              + out
              + ": "
              + FileErrors.reason(e.getCause() == null ? e : e.getCause())
              + ". Give another --out.");
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%d images of %d groups are listed in %s.%n",
            manifest.examples().size(), manifest.groups().size(), out);
    spec.commandLine().getOut().flush();
    return Main.DONE;
  }
}
