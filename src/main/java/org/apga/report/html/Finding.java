package org.apga.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.config.Arm;
import org.apga.metrics.stats.ReachableP;
import org.apga.report.CellName;
import org.apga.report.Comparison;
import org.apga.report.Completeness;
import org.apga.report.Controls;
import org.apga.report.Measure;
import org.apga.report.RunReport;
import org.apga.report.Search;

/** What a run found, in sentences that claim no more than its tests allow. */
public final class Finding {
  private static final int MOST_NAMED = 6;

  private final RunReport report;
  private final List<Comparison> parts;

  /** The comparisons of treatments with their controls. */
  private final List<Comparison> asked;

  private Finding(RunReport report) {
    this.report = report;
    this.parts =
        report.comparisons().stream()
            .filter(c -> c.measure() == Measure.ACCURACY && !c.isOverParts())
            .toList();
    this.asked = parts.stream().filter(Comparison::isAgainstControl).toList();
  }

  /** The sentences, the most important first; never empty. */
  public static List<String> of(RunReport report) {
    Finding finding = new Finding(report);
    List<String> sentences = new ArrayList<>();
    if (Search.isTuning(report)) {
      sentences.add(Search.tuning(report));
    } else if (report.trials().done() == 0) {
      sentences.add("Nothing was found: no trial is done.");
    } else if (finding.parts.isEmpty()) {
      sentences.add("Nothing is compared: no two arms start from the same weights.");
    } else {
      finding.compare(sentences);
    }
    finding.caveats(sentences);
    return sentences;
  }

  private void compare(List<String> sentences) {
    List<String> uncontrolled = new Controls(report.summary()).missing();
    if (!canFind(parts)) {
      sentences.add(tooFewSeeds("arm", "another", parts));
    } else if (!asked.isEmpty()) {
      sentences.add(canFind(asked) ? conclusion() : tooFewSeeds("treatment", "its control", asked));
    } else if (uncontrolled.isEmpty()) {
      sentences.add("Only controls were trained: the run shows what longer training gives.");
    }
    sentences.addAll(uncontrolled);
    if (canFind(parts)) {
      parts.stream().map(Comparison::against).distinct().forEach(r -> against(r, sentences));
    }
  }

  private static boolean canFind(List<Comparison> parts) {
    return parts.stream().anyMatch(c -> c.correction().leastP() <= ReachableP.ALPHA);
  }

  private static boolean differs(Comparison comparison) {
    return comparison.correction().p() <= ReachableP.ALPHA;
  }

  private String tooFewSeeds(String what, String from, List<Comparison> parts) {
    Comparison best =
        parts.stream()
            .filter(c -> !Double.isNaN(c.leastP()))
            .min(Comparator.comparingDouble(c -> c.correction().leastP()))
            .orElse(null);
    if (best == null) {
      return "Nothing is compared: no two arms completed the same seed.";
    }
    int seeds = best.paired().deltas().seeds().size();
    int tests = best.correction().tests();
    return Prose.of(
        "finding.too-few-seeds",
        what,
        from,
        Digits.count(seeds, "seed", "seeds"),
        Digits.least(best.correction().leastP()),
        tests > 1 ? " after Holm's correction over " + tests + " " + Search.family(report) : "",
        ReachableP.seedsFor(Math.max(1, tests)));
  }

  /** The sentence on whether a treatment is better than both baseline and its control. */
  private String conclusion() {
    Set<String> overBaseline =
        parts.stream()
            .filter(c -> c.against().equals(Arm.BASELINE.label()) && isBetter(c))
            .map(Finding::name)
            .collect(Collectors.toSet());
    List<String> both =
        asked.stream()
            .filter(c -> isBetter(c) && overBaseline.contains(name(c)))
            .map(c -> name(c) + " (control " + c.against() + ")")
            .toList();
    if (!both.isEmpty()) {
      return String.format(
          "Better than baseline and than a control with as many classifier steps per batch: %s.",
          named(both));
    }
    return "No treatment is better than both baseline and its control"
        + (asked.stream().map(Finding::name).anyMatch(overBaseline::contains)
            ? ": their gain over baseline cannot be separated from longer training."
            : " in any part.");
  }

  private static boolean isBetter(Comparison comparison) {
    return differs(comparison) && comparison.mean() > 0;
  }

  private static String name(Comparison comparison) {
    CellName cell = comparison.cell();
    return cell.arm()
        + " in "
        + cell.part()
        + (cell.shots().equals("full") ? "" : " (" + cell.shots() + "-shot)")
        + (cell.variant().isEmpty() ? "" : " (" + cell.variant() + ")");
  }

  private void against(String other, List<String> sentences) {
    List<Comparison> tests = parts.stream().filter(c -> c.against().equals(other)).toList();
    if (tests.isEmpty()) {
      return;
    }
    List<String> found =
        tests.stream()
            .filter(Finding::differs)
            .map(c -> String.format("%s %s points (p %s)", name(c), Digits.points(c.mean()), p(c)))
            .toList();
    long unable =
        tests.stream().filter(c -> !(c.correction().leastP() <= ReachableP.ALPHA)).count();
    sentences.add(
        String.format(
            "Against %s, accuracy of test images, after Holm's correction over %s: %s%s.",
            other,
            Search.family(report),
            found.isEmpty() ? "no arm differs" : named(found),
            unable == 0
                ? ""
                : String.format("; %s of %s tests have too few seeds", unable, tests.size())));
  }

  private static String p(Comparison comparison) {
    List<String> beside = new ArrayList<>(List.of(Digits.p(comparison.correction().p())));
    beside.addAll(Search.tried(comparison));
    return String.join("; ", beside);
  }

  private static String named(List<String> names) {
    String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMED
        ? first + " and " + (names.size() - MOST_NAMED) + " more"
        : first;
  }

  private void caveats(List<String> sentences) {
    sentences.addAll(Search.unequal(report));
    if (report.trials().isPartial()) {
      Completeness trials = report.trials();
      sentences.add(
          Prose.of(
              "finding.partial",
              trials.done(),
              Digits.count(trials.expected(), "trial", "trials"),
              trials.failed(),
              trials.missing()));
    }
    if (report.summary().stream().anyMatch(row -> row.flag("reported_split_selects"))) {
      sentences.add(
          "The test split chose the weights, as published: its figures are maxima and too good.");
    }
  }
}
