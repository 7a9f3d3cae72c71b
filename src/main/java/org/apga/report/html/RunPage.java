package org.apga.report.html;

import java.util.List;
import org.apga.report.Completeness;
import org.apga.report.GateVerdict;
import org.apga.report.RunReport;
import org.apga.report.RunResults;
import org.apga.report.Search;
import org.apga.report.html.Page.Section;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.jspecify.annotations.Nullable;

/** The page of a run. Its size is bounded, even with many trials. */
public final class RunPage {
  /** The name of the page's file in the folder of a run's report. */
  public static final String NAME = Page.FILE;

  /** The columns of the table of epochs that a page reads. */
  public static final TableSchema EPOCHS = EpochCurves.COLUMNS;

  private static final String SEARCH = "search";

  static final String SUBGROUPS = "subgroups";

  /** The sections of a run that only tries variants. */
  private static final List<String> OF_TUNING =
      List.of("result", "failures", "data", "provenance", "cost");

  private final RunFacts facts;

  private RunPage(RunFacts facts) {
    this.facts = facts;
  }

  /**
   * The page of a published run.
   *
   * @param report the report of {@code results}
   * @param drift the comparison with an earlier run; null if there is none
   * @throws org.apga.files.StoreException if a table of the run cannot be read
   */
  public static String of(
      ResultStore store, RunResults results, RunReport report, @Nullable GateVerdict drift) {
    return of(RunFacts.read(store, results, report, drift));
  }

  static String of(RunFacts facts) {
    return new RunPage(facts).html();
  }

  private List<Section> sections() {
    if (Search.isTuning(facts.report())) {
      return all().stream().filter(section -> OF_TUNING.contains(section.id())).toList();
    }
    boolean chose = !facts.report().choices().isEmpty();
    boolean apart = facts.report().subgroups().asked().asksOfSome();
    return all().stream()
        .filter(section -> chose || !section.id().equals(SEARCH))
        .filter(section -> apart || !section.id().equals(SUBGROUPS))
        .toList();
  }

  private List<Section> all() {
    return List.of(
        Section.of("result", new HeadlineSection(facts)::write),
        Section.of("comparisons", new ComparisonSection(facts)::write),
        Section.of(SEARCH, new SearchSection(facts)::write),
        Section.of("failures", new FailureSection(facts)::write),
        Section.of("drift", new DriftSection(facts)::write),
        Section.of("seeds", new SeedSection(facts)::write),
        Section.of("learning", new LearningSection(facts)::write),
        Section.of("policy", new PolicySection(facts)::write),
        Section.of("masks", new MaskSection(facts)::write),
        Section.of("metrics", new MetricsSection(facts)::write),
        Section.of("ensembles", new EnsembleSection(facts)::write),
        Section.of(SUBGROUPS, new SubgroupSection(facts)::write),
        Section.of("errors", facts.errors()::write),
        Section.of("data", new DataSection(facts)::write),
        Section.of("recipe", new RecipeSection(facts)::write),
        Section.of("provenance", new ProvenanceSection(facts)::write),
        Section.of("cost", new CostSection(facts)::write),
        Section.of("paper", new PaperSection(facts)::write),
        Section.of("checklists", new ChecklistSection(facts)::write));
  }

  private String html() {
    String run = facts.run();
    return new Page("run", "APGA run " + run, "Run " + run, this::banner, sections()).html();
  }

  private void banner(Markup html) {
    Completeness trials = facts.report().trials();
    html.open("p").told(subtitle()).close();
    html.paragraph(
        trials.isPartial()
            ? String.format(
                "Incomplete: %s of %s trials done, %s failed or skipped, %s missing",
                trials.done(), trials.expected(), trials.failed(), trials.missing())
            : "Complete: all " + Digits.count(trials.expected(), "trial", "trials") + " done",
        "class",
        trials.isPartial() ? "badge bad" : "badge");
  }

  private String subtitle() {
    long variants = facts.cells().mostVariants();
    List<Row> trials = facts.trials();
    long parts = trials.stream().map(trial -> trial.text("part")).distinct().count();
    long arms = trials.stream().map(trial -> trial.text("arm")).distinct().count();
    long seeds = trials.stream().map(trial -> trial.whole("seed")).distinct().count();
    String manifest = RunFacts.list(facts.texts("manifest"));
    String profile = RunFacts.list(facts.texts("profile"));
    return String.join(
            " × ",
            Digits.count(parts, "part", "parts"),
            Digits.count(arms, "arm", "arms")
                + (variants > 1 ? " in up to " + variants + " variants" : ""),
            Digits.count(seeds, "seed", "seeds")
                + (facts.report().variance().folds() > 0
                    ? " × " + facts.report().variance().folds() + " folds"
                    : ""))
        + (manifest.isEmpty() ? "" : " on " + manifest)
        + (profile.isEmpty() ? "" : "; profile " + profile);
  }
}
