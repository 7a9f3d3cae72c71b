package org.apga.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.io.IOUtils;
import org.apga.config.ConfigException;
import org.apga.data.DataException;
import org.apga.engine.EngineException;
import org.apga.engine.EngineMemoryException;
import org.apga.engine.WeightsException;
import org.apga.evaluation.EvaluationException;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;
import org.apga.provenance.RunProvenance;
import org.apga.run.GridException;
import org.apga.secrets.RedactingWriter;
import org.apga.secrets.Secrets;
import org.apga.store.Tables;
import org.apga.trial.Vocabulary;
import org.apga.verify.CaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The program: {@code submit/apga COMMAND}.
 *
 * <p>{@code help.properties} explains the exit codes. 4 is a separate code because a scheduler must
 * neither alert a person, as after 1, nor regard the grid as done, as after 0, nor run the command
 * again at once, as it may after 130.
 */
@Command(
    name = "apga",
    resourceBundle = "org.apga.cli.help",
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
      CleanCommand.class
    })
public final class Main {
  static final int DONE = 0;
  static final int SOME_FAILED = 1;
  static final int NOTHING_STARTED = 2;
  static final int UNPUBLISHED = 3;
  static final int TIME_OVER = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    int code = commandLine().execute(arguments);
    // In YARN's cluster mode a driver that calls System.exit, even with 0, counts as failed.
    if (code != DONE || !"cluster".equals(System.getProperty("spark.submit.deployMode"))) {
      System.exit(code);
    }
  }

  /** Prints {@code reference.conf}. */
  @Command(name = "settings", mixinStandardHelpOptions = true)
  int settings() throws IOException {
    // Not commons-io's own class loader, which is Spark's.
    ClassLoader ours = Main.class.getClassLoader();
    spec.commandLine().getOut().print(IOUtils.resourceToString("reference.conf", UTF_8, ours));
    return DONE;
  }

  /** Prints docs/reference/tables.md. */
  @Command(name = "tables", mixinStandardHelpOptions = true)
  int tables() {
    spec.commandLine().getOut().print(Tables.markdown());
    return DONE;
  }

  static CommandLine commandLine() {
    Secrets.keep(Vocabulary.words());
    return new CommandLine(new Main())
        .setExecutionStrategy(Main::withoutSecrets)
        .setExecutionExceptionHandler(new OneLine())
        .setParameterExceptionHandler(Main::refuse)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Removes secrets from everything that a command prints. */
  private static int withoutSecrets(ParseResult arguments) {
    CommandLine program = arguments.commandSpec().commandLine();
    PrintWriter out = program.getOut();
    PrintWriter err = program.getErr();
    program.setOut(new PrintWriter(new RedactingWriter(out), true));
    program.setErr(new PrintWriter(new RedactingWriter(err), true));
    try {
      return new CommandLine.RunLast().execute(arguments);
    } catch (Error e) {
      // Picocli handles only exceptions: an error would end the program in a trace, or not at all.
      throw new ExecutionException(lastOf(arguments), String.valueOf(e.getMessage()), e);
    } finally {
      program.getOut().flush();
      program.getErr().flush();
    }
  }

  private static CommandLine lastOf(ParseResult arguments) {
    List<CommandLine> commands = arguments.asCommandLineList();
    return commands.get(commands.size() - 1);
  }

  /** Picocli's own handler would print the whole usage below the one line that matters. */
  private static int refuse(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String why = first.replaceFirst("^Error: ", "");
    String message = "Cannot run " + name + ": " + why + ". See " + name + " --help.";
    command.getErr().println(Secrets.redact(message));
    return NOTHING_STARTED;
  }

  /** The exit code of a command that ends with this exception. */
  static int exitCode(Throwable e) {
    if (e instanceof BegunException begun) {
      return begun.exitCode;
    }
    return OneLine.isExpected(e) ? NOTHING_STARTED : SOME_FAILED;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      RunProvenance software = RunProvenance.current();
      return new String[] {
        "apga %s (commit %s%s)"
            .formatted(
                software.version(),
                software.gitCommit(),
                software.gitDirty() ? ", with uncommitted changes" : "")
      };
    }
  }

  /** Prints what is wrong in one line; the stack trace goes only to the log. */
  private static final class OneLine implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
      Throwable cause = causeOf(e);
      boolean expected = isExpected(cause);
      LOG.atLevel(expected ? Level.DEBUG : Level.ERROR)
          .log("{} failed\n{}", command.getCommandName(), Secrets.trace(e));
      String line =
          expected
              ? String.valueOf(cause.getMessage())
              : "%s. The stack trace is in %s."
                  .formatted(
                      what(cause, command.getCommandSpec().qualifiedName())
                          .replaceFirst("[.]$", ""),
                      System.getProperty("apga.log", "the log"));
      if (e instanceof BegunException begun) {
        command.getErr().println(line + " " + begun.left);
      } else {
        command.getErr().println(line);
      }
      return exitCode(e instanceof BegunException ? e : cause);
    }

    /** Picocli wraps errors; {@link BegunException} wraps failures after work had begun. */
    private static Throwable causeOf(Exception e) {
      Throwable cause =
          e instanceof BegunException || e instanceof ExecutionException ? e.getCause() : e;
      return cause == null ? e : cause;
    }

    /** Whether the message is written for the user: what, why, and what to try. */
    private static boolean isExpected(Throwable e) {
      return e instanceof ConfigException
          || e instanceof DataException
          || e instanceof StoreException
          || e instanceof WeightsException
          || e instanceof EngineException
          || e instanceof EngineMemoryException
          || e instanceof CaseException
          || e instanceof EvaluationException
          || e instanceof UsageException
          || e instanceof IOException && isSentence(e);
    }

    private static boolean isSentence(Throwable e) {
      return String.valueOf(e.getMessage()).startsWith("Cannot ");
    }

    private static String what(Throwable e, String command) {
      if (e instanceof UncheckedIOException file) {
        return FileErrors.told(file);
      }
      return e instanceof GridException
          ? String.valueOf(e.getMessage()).replaceFirst("\\.$", "")
          : "Cannot finish "
              + command
              + ": "
              + (e.getCause() instanceof ClassNotFoundException ? FileErrors.reason(e) : e);
    }
  }
}
