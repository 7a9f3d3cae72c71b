package org.apga.report.html;

import java.util.List;

/** What this page answers of the checklists its readers know, and what authors must add. */
record ChecklistSection(RunFacts facts) {
  /** Where an item says so, the page cannot answer. */
  private static final String NOT_HERE = "not here";

  void write(Markup html) {
    html.paragraph(Prose.of("checklists.about"));
    DataTable.open(html, "Items of the checklists");
    for (String column : List.of("what", "CLAIM", "TRIPOD+AI", "answered by")) {
      html.element("th", column, "scope", "col", "class", "t");
    }
    html.close().close().open("tbody");
    Page.table("checklists.txt").forEach(item -> write(html, item));
    html.close().close().close().line();
  }

  /** Writes one thing asked for: what, items of CLAIM and of TRIPOD+AI, section's id, answer. */
  private void write(Markup html, List<String> item) {
    html.open("tr").element("th", item.get(0), "scope", "row");
    html.element("td", item.get(1)).element("td", item.get(2)).open("td");
    boolean asked = facts.report().subgroups().asked().asksOfSome();
    if (item.get(3).equals(NOT_HERE)) {
      html.text(NOT_HERE + ": " + item.get(4));
    } else if (item.get(3).equals(RunPage.SUBGROUPS) && !asked) {
      html.text(NOT_HERE + ": " + Prose.of("checklists.unasked"));
    } else {
      html.element("a", item.get(4), "href", "#" + item.get(3));
    }
    html.close().close();
  }
}
