package org.apga.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Weights between this program and PyTorch. */
@Command(
    name = "weights",
    description = "Brings weights from PyTorch and back (README.md, \"Weights from PyTorch\").",
    mixinStandardHelpOptions = true,
    subcommands = {
      WeightsImportCommand.class,
      WeightsExportCommand.class,
      WeightsInspectCommand.class
    })
final class WeightsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of import, export, inspect");
  }
}
