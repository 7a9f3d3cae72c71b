package org.apga.cli;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands that work on a grid take. */
final class GridOptions {
  @Parameters(paramLabel = "CONF")
  private File file = new File("");

  @Option(names = "--set", paramLabel = "PATH=VALUE")
  private List<String> sets = new ArrayList<>();

  GridConfig read() {
    return ConfigReader.read(file, sets);
  }
}
