package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apga.report.CellName;
import org.apga.report.ClassNames;
import org.apga.report.Evaluated;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.RunReport;
import org.apga.report.RunResults;
import org.apga.report.TrialMetrics;
import org.apga.report.html.Page.Section;
import org.apga.store.Row;

/** The page of an evaluation: results of committed models on images other than their own. */
public final class EvaluationPage {
  private final Evaluated evaluated;
  private final RunFacts facts;

  private EvaluationPage(Evaluated evaluated, RunFacts facts) {
    this.evaluated = evaluated;
    this.facts = facts;
  }

  /**
   * The page of an evaluation.
   *
   * @param report the report of {@code results}
   * @param predictions rows of {@link org.apga.store.Tables#PREDICTIONS}
   */
  public static String of(
      Evaluated evaluated, RunResults results, RunReport report, List<Row> predictions) {
    return new EvaluationPage(
            evaluated, RunFacts.ofEvaluation(evaluated.run(), results, report, predictions))
        .html();
  }

  private String html() {
    String title = "APGA evaluation " + evaluated.run();
    String heading = "Evaluation on " + evaluated.dataSet();
    return new Page("evaluation", title, heading, this::banner, sections()).html();
  }

  private void banner(Markup html) {
    html.open("p").told(evaluated.run() + ", " + Digits.time(evaluated.made())).close();
    Long seen = evaluated.seen();
    boolean clean = seen != null && seen == 0;
    html.paragraph(
        seen == null
            ? Prose.of("evaluation.unknown")
            : clean
                ? Prose.of("evaluation.new")
                : Prose.of("evaluation.seen", seen, evaluated.images()),
        "class",
        clean ? "badge" : "badge bad");
  }

  private List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("result", this::result));
    sections.add(Section.of("models", this::models));
    sections.add(Section.of("metrics", new MetricsSection(facts)::figures));
    if (facts.report().subgroups().asked().asksOfSome()) {
      sections.add(Section.of(RunPage.SUBGROUPS, new SubgroupSection(facts)::write));
    }
    sections.add(Section.of("errors", facts.errors()::write));
    sections.add(Section.of("images", this::images));
    return sections;
  }

  private void result(Markup html) {
    HeadlineSection.finding(html, List.of(finding(evaluated, facts.report())), data());
    new HeadlineSection(facts).cells(html, Prose.of("evaluation.caption"));
    html.note(Prose.of("evaluation.cells"));
  }

  /** The first sentence of the page: the results with their intervals. */
  static String finding(Evaluated evaluated, RunReport report) {
    String figures =
        report.summary().stream()
            .map(cell -> reached(cell, report.classes()))
            .collect(Collectors.joining("; ", "On " + evaluated.dataSet() + ", ", "."));
    Long seen = evaluated.seen();
    return seen == null || seen == 0
        ? figures
        : figures + " " + Prose.of("evaluation.seen", seen, evaluated.images()) + ".";
  }

  private static String reached(Row cell, ClassNames classes) {
    return Prose.of(
        "evaluation.reached",
        CellName.of(cell),
        figure(cell, "accuracy", 100, 1, " %"),
        classes.auroc(),
        figure(cell, "auroc", 1, 3, ""),
        Digits.count(cell.whole("done"), "model", "models"));
  }

  private static String figure(Row cell, String column, double factor, int digits, String unit) {
    String ends =
        Digits.between(
            Digits.fixed(factor * cell.real(column + "_low"), digits),
            Digits.fixed(factor * cell.real(column + "_high"), digits));
    return Digits.fixed(factor * cell.real(column + "_mean"), digits)
        + unit
        + (ends.equals(Digits.NONE) ? "" : " (" + ends + ")");
  }

  private String data() {
    return facts.report().metrics().stream()
        .filter(of -> of.level() == Level.IMAGE && of.scores() == ScoreKind.PLAIN)
        .findFirst()
        .map(this::data)
        .orElse("");
  }

  private String data(TrialMetrics of) {
    ClassNames classes = facts.report().classes();
    return Prose.of(
        "evaluation.data",
        Digits.count(of.metrics().n(), "image", "images"),
        Digits.count(of.patients(), "patient", "patients"),
        classes.areTwo() ? ", " + of.metrics().positives() + " of them " + classes.positive() : "");
  }

  private void models(Markup html) {
    html.paragraph(Prose.of("evaluation.models"));
    DataTable table = new DataTable("evaluated");
    for (Evaluated.Model model : evaluated.models()) {
      Long seen = model.seen();
      table.row(
          TableCell.head(model.title()),
          seen == null
              ? TableCell.warning("not known")
              : seen > 0
                  ? TableCell.alarming(seen + " of " + evaluated.images())
                  : TableCell.number("none"),
          TableCell.code(model.trial()));
    }
    table.write(html);
    new MetricsSection(facts).trials(html);
  }

  private void images(Markup html) {
    html.open("p").told(data() + " ").open("code").told(evaluated.place()).close().close();
    DataSection.unreadable(html, evaluated.unreadable(), "evaluation.json");
    html.note(
        Prose.of(
            "evaluation.resampling",
            facts.report().resampling().resamples(),
            facts.report().resampling().seed()));
  }
}
