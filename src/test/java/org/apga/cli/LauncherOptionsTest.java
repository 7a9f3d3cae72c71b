package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Options that submit/apga passes to spark-submit do not reach commands. */
class LauncherOptionsTest {
  /** A pattern of the launcher's case statement: an option, alone or with its value. */
  private static final Pattern OPTION = Pattern.compile("(--[a-z-]+)(?:=\\*)?(?= \\||\\))");

  static Set<String> ofSparkSubmit() throws IOException {
    String launcher = Files.readString(Path.of("submit/apga"));
    int sorts = launcher.indexOf("split_arguments() {");
    String cases = launcher.substring(sorts, launcher.indexOf("wants_help=yes", sorts));
    Set<String> options = new TreeSet<>();
    Matcher option = OPTION.matcher(cases);
    while (option.find()) {
      options.add(option.group(1));
    }
    options.remove("--help");
    return options;
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "doctor", "evaluate", "predict"})
  void noOptionOfACommandIsOneOfSparkSubmits(String name) throws IOException {
    CommandLine command =
        Main.commandLine().getSubcommands().values().stream()
            .filter(c -> c.getCommandName().equals(name))
            .findFirst()
            .orElseThrow();

    assertThat(ofSparkSubmit()).contains("--master", "--name", "--conf", "--verbose");
    assertThat(command.getCommandSpec().optionsMap().keySet())
        .doesNotContainAnyElementsOf(ofSparkSubmit());
  }
}
