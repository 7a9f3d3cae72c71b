package org.apga.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.apga.config.ConfigException;
import org.apga.data.DataException;
import org.apga.engine.WeightsException;
import org.apga.evaluation.EvaluationException;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;
import org.apga.provenance.RunProvenance;
import org.apga.secrets.RedactingWriter;
import org.apga.secrets.Secrets;
import org.apga.verify.CaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The program: {@code submit/apga COMMAND}.
 *
 * <p>Exit codes: 0 all done; 1 some trial or case failed; 2 nothing was started; 130 stopped by
 * Ctrl-C.
 */
@Command(
    name = "apga",
    description = "Adversarial Policy Gradient Augmentation on Spark: a nightly experiment grid.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      PlanCommand.class,
      DoctorCommand.class,
      ReportCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      PhantomsCommand.class,
      ManifestCommand.class,
      VerifyCommand.class,
      BenchCommand.class,
      WeightsCommand.class,
      CleanCommand.class,
      SettingsCommand.class,
      TablesCommand.class
    })
public final class Main {
  static final int DONE = 0;
  static final int SOME_FAILED = 1;
  static final int NOTHING_STARTED = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  /** Starts a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int code = commandLine().execute(arguments);
    // In YARN's cluster mode a driver that calls System.exit, even with 0, counts as failed.
    if (code != DONE || !"cluster".equals(System.getProperty("spark.submit.deployMode"))) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionStrategy(Main::withoutSecrets)
        .setExecutionExceptionHandler(new OneLine())
        .setParameterExceptionHandler(Main::refuse)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Whatever a command prints passes through a filter. */
  private static int withoutSecrets(ParseResult arguments) {
    CommandLine program = arguments.commandSpec().commandLine();
    PrintWriter out = program.getOut();
    PrintWriter err = program.getErr();
    program.setOut(new PrintWriter(new RedactingWriter(out), true));
    program.setErr(new PrintWriter(new RedactingWriter(err), true));
    try {
      return new CommandLine.RunLast().execute(arguments);
    } finally {
      program.getOut().flush();
      program.getErr().flush();
    }
  }

  /** Picocli's own handler would put the whole usage below the one line that matters. */
  private static int refuse(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String message = "Cannot run " + name + ": " + why + ". See " + name + " --help.";
    command.getErr().println(Secrets.redact(message));
    return NOTHING_STARTED;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      RunProvenance software = RunProvenance.current();
      return new String[] {
        "apga "
            + software.version()
            + " (commit "
            + software.gitCommit()
            + (software.gitDirty() ? ", with uncommitted changes)" : ")")
      };
    }
  }

  /** Says what is wrong in one line; a trace goes to the log alone. */
  private static final class OneLine implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
      LOG.debug("{} failed\n{}", command.getCommandName(), Secrets.trace(e));
      if (e instanceof ConfigException
          || e instanceof DataException
          || e instanceof StoreException
          || e instanceof WeightsException
          || e instanceof CaseException
          || e instanceof EvaluationException
          || e instanceof UsageException) {
        command.getErr().println(e.getMessage());
        return NOTHING_STARTED;
      }
      LOG.error("{} failed\n{}", command.getCommandName(), Secrets.trace(e));
      command
          .getErr()
          .println(
              what(e, command.getCommandSpec().qualifiedName())
                  + ". The whole story is in "
                  + System.getProperty("apga.log", "the log")
                  + ".");
      return SOME_FAILED;
    }

    private static String what(Exception e, String command) {
      if (e instanceof UncheckedIOException file && file.getCause() != null) {
        String doing = String.valueOf(file.getMessage()).replaceFirst("\\.$", "");
        return doing + ": " + FileErrors.reason(file.getCause());
      }
      return "Cannot finish " + command + ": " + e;
    }
  }
}
