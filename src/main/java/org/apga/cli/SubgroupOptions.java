package org.apga.cli;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apga.report.ReportSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The columns of a manifest by which a report divides images into subgroups and pairs. */
final class SubgroupOptions {
  @Option(names = "--subgroups", paramLabel = "COLUMN", split = ",")
  private @Nullable List<String> subgroups;

  @Option(names = "--match", paramLabel = "COLUMN", split = ",")
  private @Nullable List<String> match;

  /**
   * The settings of a report, changed by the options that are given.
   *
   * @param before the settings without these options
   * @param columns the columns that images have; called only if an option is given
   * @param classes number of classes
   * @throws UsageException if the report cannot show what an option requests
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

  /** The columns of an option; none if it is empty. */
  private static List<String> names(List<String> given) {
    return given.stream().map(String::strip).filter(name -> !name.isEmpty()).distinct().toList();
  }
}
