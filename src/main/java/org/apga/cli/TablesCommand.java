package org.apga.cli;

import java.util.concurrent.Callable;
import org.apga.store.SchemaPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints docs/tables.md. */
@Command(
    name = "tables",
    description = "Explains every column of every table: its type, unit and meaning.",
    mixinStandardHelpOptions = true)
final class TablesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(SchemaPage.markdown());
    spec.commandLine().getOut().flush();
    return Main.DONE;
  }
}
