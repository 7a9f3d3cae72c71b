package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The links of the documentation lead somewhere, and its commands and settings exist. */
class DocumentsTest {
  private static final String LAUNCHER = "submit/apga";

  /** Other programs that a page may call. */
  private static final Set<String> OTHERS =
      Set.of("mvn", "export", "hdfs", "duckdb", "spark-submit", "python3", "pip", "apt-get", "git");

  /** Languages of blocks that do not contain commands. */
  private static final Set<String> NO_COMMANDS =
      Set.of("python", "sql", "yaml", "json", "csv", "text", "mermaid", "hocon", "math");

  static List<Markdown> pages() throws IOException {
    return Markdown.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsToAFileAndAHeading(Markdown page) throws IOException {
    for (String link : page.links()) {
      String[] parts = link.split("#", 2);
      Path target =
          parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
      assertThat(target).as("%s links to %s", page.file(), link).exists();
      if (parts.length == 2) {
        Markdown there = new Markdown(target, Files.readString(target));
        assertThat(there.anchors()).as("%s links to %s", page.file(), link).contains(parts[1]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandIsOneThatItsProgramTakes(Markdown page) throws IOException {
    for (Markdown.Block block : page.blocks()) {
      if (!NO_COMMANDS.contains(block.language())) {
        assertThat(block.language()).as("a block of %s", page.file()).isIn("", "sh");
        for (List<String> command : Markdown.commands(block.text())) {
          check(page, command);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandInASentenceHasOptionsThatThereAre(Markdown page) throws IOException {
    for (String code : page.code()) {
      List<String> words = Markdown.words(code);
      if (words.size() > 1 && words.get(0).equals(LAUNCHER) && !words.get(1).equals("COMMAND")) {
        CommandLine command = Main.commandLine();
        for (String word : words.subList(1, words.size())) {
          CommandLine below = command.getSubcommands().get(word);
          command = below == null ? command : below;
        }
        for (String option : words.stream().filter(word -> word.startsWith("--")).toList()) {
          String name = option.split("=")[0];
          if (!LauncherOptionsTest.ofSparkSubmit().contains(name)) {
            assertThat(command.getCommandSpec().optionsMap())
                .as("%s: %s", page.file(), code)
                .containsKey(name);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everySettingThatAConfigurationNamesIsOne(Markdown page) {
    for (Markdown.Block block : page.blocks()) {
      if (block.language().equals("hocon")) {
        Config config = ConfigFactory.parseString(block.text());
        config.entrySet().forEach(entry -> assertSetting(page, entry.getKey()));
      }
    }
  }

  @Test
  void readmeIsOneScreenOfShortLines() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("README.md"));
    boolean code = false;
    assertThat(lines).hasSizeLessThanOrEqualTo(120);
    for (String line : lines) {
      code ^= line.strip().startsWith("```");
      if (!code && !line.startsWith("|")) {
        assertThat(line).hasSizeLessThanOrEqualTo(100);
      }
    }
  }

  private static void check(Markdown page, List<String> line) throws IOException {
    String shown = page.file() + ": " + String.join(" ", line);
    List<String> words = new ArrayList<>(line);
    words.removeIf(word -> word.matches("[A-Z_]+=.*") && words.indexOf(word) == 0);
    String program = words.get(0);
    if (program.equals(LAUNCHER)) {
      List<String> arguments = withoutSparksOptions(words.subList(1, words.size()));
      assertThatCode(() -> Main.commandLine().parseArgs(arguments.toArray(String[]::new)))
          .as(shown)
          .doesNotThrowAnyException();
      for (String argument : arguments) {
        if (argument.startsWith("conf/")) {
          assertThat(Path.of(argument)).as(shown).exists();
        }
        if (argument.contains("=") && arguments.indexOf("--set") >= 0) {
          assertSetting(page, argument.split("=")[0]);
        }
      }
    } else if (program.contains("/") && !program.startsWith("$")) {
      assertThat(Path.of(program)).as(shown).isExecutable();
      String script = Files.readString(Path.of(program));
      for (String word : words) {
        if (word.startsWith("--") && !word.equals("--help")) {
          assertThat(script).as(shown).contains(word.split("=")[0]);
        }
      }
    } else {
      assertThat(program.startsWith("$SPARK_HOME/") || OTHERS.contains(program)).as(shown).isTrue();
    }
  }

  private static List<String> withoutSparksOptions(List<String> words) throws IOException {
    Set<String> ofSpark = LauncherOptionsTest.ofSparkSubmit();
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (!ofSpark.contains(words.get(i).split("=")[0])) {
        rest.add(words.get(i));
      } else if (!words.get(i).contains("=")) {
        i++;
      }
    }
    return rest;
  }

  /** Asserts that a path is in reference.conf, or below a setting that accepts any path. */
  private static void assertSetting(Markdown page, String path) {
    Config reference = ConfigFactory.parseResources(Main.class.getClassLoader(), "reference.conf");
    boolean open = path.startsWith("grid.vary.") || path.startsWith("grid.variants.");
    assertThat(open || reference.hasPathOrNull(path))
        .as("%s names the setting %s", page.file(), path)
        .isTrue();
  }
}
