package org.apga.cli;

import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.data.Manifest;
import org.apga.data.ManifestCsv;
import org.apga.data.MuraLists;
import org.apga.files.FileErrors;
import org.apga.run.spark.SparkContexts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "manifest", mixinStandardHelpOptions = true)
final class ManifestCommand extends ApgaCommand {
  @Option(names = "--dataset", required = true, paramLabel = "DIR")
  private String dataset = "";

  @Option(names = "--out", required = true, paramLabel = "FILE")
  private String out = "";

  @Override
  public Integer call() {
    Configuration hadoop = SparkContexts.hadoop();
    Manifest manifest;
    try {
      manifest = MuraLists.read(new Path(dataset), hadoop);
      ManifestCsv.write(manifest, new Path(out), hadoop);
    } catch (UncheckedIOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UsageException(
          "Cannot write %s: %s. Give another --out.", out, FileErrors.reason(cause));
    }
    out()
        .printf(
            "%d images of %d groups are listed in %s.%n",
            manifest.examples().size(), manifest.groups().size(), out);
    return Main.DONE;
  }
}
