package org.apga.cli;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apga.report.ReportSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By which columns of a manifest a report measures images apart. */
final class SubgroupOptions {
  @Option(names = "--subgroups", paramLabel = "COLUMN", split = ",")
  private @Nullable List<String> subgroups;

  @Option(names = "--match", paramLabel = "COLUMN", split = ",")
  private @Nullable List<String> match;

  /**
   * What is asked with these options in place of what was.
   *
   * @param columns that images have; asked for only where an option is given
   * @param classes how many there are
   * @throws UsageException if an option names another
   */
  ReportSettings in(ReportSettings before, Supplier<Set<String>> columns, int classes) {
    if (subgroups == null && match == null) {
      return before;
    }
    ReportSettings asked = before;
    asked = subgroups == null ? asked : asked.withSubgroups(names(subgroups));
    asked = match == null ? asked : asked.withMatch(names(match));
    List<String> problems = asked.problems(columns.get(), classes);
    if (!problems.isEmpty()) {
      throw new UsageException("%s", String.join("\n", problems));
    }
    return asked;
  }

  /** None where the option is empty. */
  private static List<String> names(List<String> given) {
    return given.stream().map(String::strip).filter(name -> !name.isEmpty()).distinct().toList();
  }
}
