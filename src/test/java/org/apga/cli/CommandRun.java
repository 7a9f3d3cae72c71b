package org.apga.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * The result of a command that ran within this JVM, given as a user types it.
 *
 * @param lines of standard output
 * @param errors lines of standard error that the command itself wrote
 */
public record CommandRun(int exitCode, List<String> lines, List<String> errors) {

  /**
   * Runs a command.
   *
   * @param spark Spark's settings, passed as spark-submit passes them
   */
  public static CommandRun of(Map<String, String> spark, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, UTF_8);
    PrintStream standardOutput = System.out;
    System.setOut(printed);
    spark.forEach(System::setProperty);
    try {
      CommandLine line =
          Main.commandLine()
              .setOut(new PrintWriter(printed, true))
              .setErr(new PrintWriter(errors, true, UTF_8));
      int exitCode = line.execute(arguments);
      return new CommandRun(exitCode, lines(out), lines(errors));
    } finally {
      System.setOut(standardOutput);
      spark.keySet().forEach(System::clearProperty);
    }
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8).lines().toList();
  }
}
