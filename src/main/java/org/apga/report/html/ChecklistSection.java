package org.apga.report.html;

import java.util.List;

/** What this page answers of the checklists its readers know, and what authors must add. */
final class ChecklistSection implements Section {
  private static final String AUTHORS = "the authors";

  /**
   * One thing asked for.
   *
   * @param claim items of CLAIM (2020)
   * @param tripod items of TRIPOD+AI (2024)
   * @param where section's id; empty where the page cannot answer
   */
  private record Item(String what, String claim, String tripod, String where, String answer) {}

  private static final List<Item> ITEMS =
      List.of(
          new Item("Source of the data", "7", "5", "provenance", "manifest and its hash"),
          new Item("Who was included", "8, 33", "6, 20", "", "the data set's own publication"),
          new Item("Preparation of images", "9", "7", "provenance", "settings data.* and train.*"),
          new Item("Missing and unreadable data", "13", "11", "data", "files left out, by name"),
          new Item(
              "Reference standard",
              "14–18",
              "8",
              "",
              "labels as the manifest gives them; how they"
                  + " came about: the data set's own publication"),
          new Item("Sample size", "19", "10", "data", "images, studies, seeds; least p reachable"),
          new Item(
              "Partitions, and how disjoint",
              "20, 21",
              "12, 16",
              "data",
              "by patient; leakage check"),
          new Item(
              "Model, software, starting weights",
              "22–24",
              "12, 22",
              "provenance",
              "settings," + " versions, origin of weights"),
          new Item(
              "Training and choice of the model",
              "25, 26",
              "12, 21",
              "learning",
              "curves, best" + " epoch, why each stopped"),
          new Item("Class imbalance", "–", "13", "data", "counts by class; nothing is reweighted"),
          new Item("Metrics", "28", "12, 15", "metrics", "image and study level"),
          new Item(
              "Uncertainty and significance",
              "29, 36",
              "23",
              "comparisons",
              "intervals over" + " patients and seeds, paired tests, Holm"),
          new Item("Robustness", "30", "23", "seeds", "over seeds; over nights in Drift"),
          new Item("Explainability", "31", "–", "masks", "masks against lesions where known"),
          new Item(
              "External data",
              "32",
              "12",
              "",
              "not part of a run; submit/apga evaluate, where" + " this version has it"),
          new Item(
              "Demographics, subgroups, fairness",
              "34",
              "14, 20",
              "data",
              "impossible: the data" + " set has no age or sex"),
          new Item("Failure analysis", "37", "23", "errors", "images that most trials call wrong"),
          new Item(
              "Availability of code", "–", "18", "provenance", "commit and whether it was clean"),
          new Item(
              "Rationale, limitations, ethics, registration, funding",
              "1–6, 10–12, 38–42",
              "1–4, 17–19, 25–27",
              "",
              AUTHORS));

  @Override
  public String id() {
    return "checklists";
  }

  @Override
  public String title() {
    return "Checklists: CLAIM and TRIPOD+AI";
  }

  @Override
  public void write(Markup html) {
    html.paragraph(
        "Which items of CLAIM (2020) and TRIPOD+AI (2024) this page answers, and which it cannot."
            + " It is no certificate: a paper answers them in its own words.");
    String id = html.id("table");
    html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-labelledby", id);
    html.open("table");
    DataTable.caption(html, "Items of the checklists", id);
    html.open("thead").open("tr");
    for (String column : List.of("what", "CLAIM", "TRIPOD+AI", "answered by")) {
      html.element("th", column, "scope", "col", "class", "t");
    }
    html.close().close().open("tbody");
    for (Item item : ITEMS) {
      html.open("tr").element("th", item.what(), "scope", "row");
      html.element("td", item.claim()).element("td", item.tripod()).open("td");
      if (item.where().isEmpty()) {
        html.text("not here: " + item.answer());
      } else {
        html.element("a", item.answer(), "href", "#" + item.where());
      }
      html.close().close();
    }
    html.close().close().close().line();
  }
}
