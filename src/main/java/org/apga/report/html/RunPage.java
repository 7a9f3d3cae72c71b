package org.apga.report.html;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.apga.provenance.Sha256;
import org.apga.report.Completeness;
import org.apga.report.GateVerdict;
import org.apga.report.RunReport;
import org.apga.report.RunResults;
import org.apga.report.Search;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * A run's page: one file that needs no network, no script and no other file, and is bounded however
 * many trials there are.
 */
public final class RunPage {
  /** The file's name in a run's report. */
  public static final String NAME = "index.html";

  /** What a page reads of the table of epochs. */
  public static final TableSchema EPOCHS = EpochCurves.COLUMNS;

  private static final String SEARCH = "search";

  static final String SUBGROUPS = "subgroups";

  /** What there is to say of a run that only tries variants. */
  private static final List<String> OF_TUNING =
      List.of("result", "failures", "data", "provenance", "cost");

  private final RunFacts facts;

  private RunPage(RunFacts facts) {
    this.facts = facts;
  }

  /**
   * The page of a published run.
   *
   * @param report of {@code results}
   * @param drift since an earlier run; null where there is none
   * @throws org.apga.files.StoreException if a table of the run cannot be read
   */
  public static String of(
      ResultStore store, RunResults results, RunReport report, @Nullable GateVerdict drift) {
    return of(RunFacts.read(store, results, report, drift));
  }

  static String of(RunFacts facts) {
    return new RunPage(facts).html();
  }

  /** A part of the page under a heading of its own; links lead to its id. */
  private record Section(String id, String title, Consumer<Markup> body) {}

  private static Section section(String id, Consumer<Markup> body) {
    return new Section(id, Prose.of("section." + id), body);
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
        section("result", new HeadlineSection(facts)::write),
        section("comparisons", new ComparisonSection(facts)::write),
        section(SEARCH, new SearchSection(facts)::write),
        section("failures", new FailureSection(facts)::write),
        section("drift", new DriftSection(facts)::write),
        section("seeds", new SeedSection(facts)::write),
        section("learning", new LearningSection(facts)::write),
        section("policy", new PolicySection(facts)::write),
        section("masks", new MaskSection(facts)::write),
        section("metrics", new MetricsSection(facts)::write),
        section("ensembles", new EnsembleSection(facts)::write),
        section(SUBGROUPS, new SubgroupSection(facts)::write),
        section("errors", facts.errors()::write),
        section("data", new DataSection(facts)::write),
        section("recipe", new RecipeSection(facts)::write),
        section("provenance", new ProvenanceSection(facts)::write),
        section("cost", new CostSection(facts)::write),
        section("paper", new PaperSection(facts)::write),
        section("checklists", new ChecklistSection(facts)::write));
  }

  private String html() {
    String css = resource("page.css");
    Markup html = new Markup();
    html.doctype().open("html", "lang", "en").line();
    head(html, css);
    html.open("body").line();
    html.element("a", "Skip to the result", "href", "#result", "class", "skip");
    banner(html);
    html.open("div", "class", "page");
    contents(html);
    html.open("main");
    for (Section section : sections()) {
      String heading = section.id() + "-heading";
      html.open("section", "id", section.id(), "aria-labelledby", heading, "tabindex", "-1");
      html.element("h2", section.title(), "id", heading).line();
      section.body().accept(html);
      html.close().line();
    }
    html.close().close();
    footer(html);
    return html.close().close().toString();
  }

  private void head(Markup html, String css) {
    html.open("head").empty("meta", "charset", "utf-8").line();
    html.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src '"
            + hash(css)
            + "'; img-src data:; base-uri 'none'; form-action 'none'");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("meta", "name", "referrer", "content", "no-referrer").line();
    html.element("title", "APGA run " + facts.run()).style(css);
    html.close().line();
  }

  private void banner(Markup html) {
    Completeness trials = facts.report().trials();
    html.open("header", "class", "banner");
    html.paragraph("Adversarial Policy Gradient Augmentation: report of a run", "class", "kicker");
    html.element("h1", "Run " + facts.run());
    html.open("p").told(subtitle()).close();
    html.open("p", "class", trials.isPartial() ? "badge bad" : "badge");
    html.text(
        trials.isPartial()
            ? String.format(
                "Incomplete: %s of %s trials done, %s failed or skipped, %s missing",
                trials.done(), trials.expected(), trials.failed(), trials.missing())
            : "Complete: all " + Digits.count(trials.expected(), "trial", "trials") + " done");
    html.close().close().line();
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

  private void contents(Markup html) {
    html.open("nav", "aria-label", "Contents", "class", "contents").open("ol");
    for (Section section : sections()) {
      html.open("li").element("a", section.title(), "href", "#" + section.id()).close();
    }
    html.close().close().line();
  }

  private void footer(Markup html) {
    html.open("footer");
    html.paragraph(Prose.of("page.footer"));
    html.close().line();
  }

  /** A text that comes with this package. */
  static String resource(String name) {
    ClassLoader ours = RunPage.class.getClassLoader();
    return Uncheck.get(() -> IOUtils.resourceToString("org/apga/report/html/" + name, UTF_8, ours));
  }

  /**
   * A table that comes with this package: a row a line, {@code |} between its cells, # a comment.
   */
  static List<List<String>> table(String name) {
    return resource(name)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> List.of(line.split(" \\| ", -1)))
        .toList();
  }

  /** What a browser compares the style sheet with before it heeds it. */
  private static String hash(String css) {
    byte[] digest = new Sha256().bytes(css.getBytes(UTF_8)).raw();
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }
}
