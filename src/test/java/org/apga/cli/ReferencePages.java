package org.apga.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apga.store.Tables;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * The pages of docs/reference, made from reference.conf, the help texts and the tables' columns.
 */
final class ReferencePages {
  private static final String GENERATED =
      "<!-- Generated: mvn test -Dtest=ReferencePagesTest -Dapga.write-reference=true -->\n";

  private ReferencePages() {}

  /** Every page by its file name. Lines end with a line feed. */
  static Map<String, String> all() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("settings.md", settings());
    pages.put("commands.md", commands());
    pages.put("exit-codes.md", exitCodes());
    pages.put("tables.md", Tables.markdown());
    return pages;
  }

  private static String settings() {
    Config reference = ConfigFactory.parseResources(Main.class.getClassLoader(), "reference.conf");
    StringBuilder page =
        new StringBuilder(GENERATED)
            .append("# Settings\n\n")
            .append(
                "A grid's own file (`conf/*.conf`) names only the settings that differ from the")
            .append(" default. `--set path=value` on the\ncommand line overrides the file.")
            .append(" `submit/apga settings` prints these settings as a configuration file.\n");
    List<String> top = new ArrayList<>();
    for (Map.Entry<String, ConfigValue> entry : inOrder(reference.root())) {
      if (entry.getValue() instanceof ConfigObject section && !section.isEmpty()) {
        page.append("\n## ").append(entry.getKey()).append("\n");
        comment(section).ifPresent(text -> page.append("\n").append(text).append("\n"));
        rows(page, lines(entry.getKey(), section));
      } else {
        top.add(line(entry.getKey(), entry.getValue()));
      }
    }
    page.append("\n## Other settings\n");
    rows(page, top);
    return page.toString();
  }

  private static void rows(StringBuilder page, List<String> lines) {
    page.append("\n| setting | default | meaning |\n|---|---|---|\n");
    lines.forEach(page::append);
  }

  private static List<String> lines(String path, ConfigObject section) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, ConfigValue> entry : inOrder(section)) {
      String below = path + "." + ConfigUtil.joinPath(entry.getKey());
      if (entry.getValue() instanceof ConfigObject object && !object.isEmpty()) {
        comment(object).ifPresent(text -> lines.add("| **`" + below + "`** | | " + text + " |\n"));
        lines.addAll(lines(below, object));
      } else {
        lines.add(line(below, entry.getValue()));
      }
    }
    return lines;
  }

  private static String line(String path, ConfigValue value) {
    String shown = value.render(ConfigRenderOptions.concise().setJson(false));
    return "| `%s` | `%s` | %s |\n".formatted(path, shown, comment(value).orElse(""));
  }

  private static Optional<String> comment(ConfigValue value) {
    String text = String.join(" ", value.origin().comments().stream().map(String::strip).toList());
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(
            text.replaceAll(" +", " ")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*"));
  }

  private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject object) {
    return object.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()))
        .toList();
  }

  private static String commands() {
    StringBuilder page =
        new StringBuilder(GENERATED)
            .append("# Commands\n\n")
            .append("What `submit/apga COMMAND --help` prints. [Exit codes](exit-codes.md).\n");
    CommandLine program = Main.commandLine();
    program.getSubcommands().forEach((name, command) -> usage(page, name, command));
    return page.toString();
  }

  private static void usage(StringBuilder page, String name, CommandLine command) {
    page.append("\n## ").append(name).append("\n```text\n");
    page.append(command.getUsageMessage(Ansi.OFF).strip()).append("\n```\n");
    command.getSubcommands().forEach((sub, below) -> usage(page, name + " " + sub, below));
  }

  private static String exitCodes() {
    StringBuilder page =
        new StringBuilder(GENERATED)
            .append("# Exit codes\n\n")
            .append("The exit codes of `submit/apga`, as `submit/apga --help` prints them.")
            .append(
                " [submit/schedule/](../../submit/schedule/) has schedulers that\nhandle them.\n")
            .append("\n| code | meaning, and what to do |\n|---|---|\n");
    Main.commandLine()
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> page.append("| %s | %s |\n".formatted(code, meaning.strip())));
    return page.toString();
  }
}
