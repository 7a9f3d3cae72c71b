package org.apga.report.html;

import java.util.List;

/** The items of reporting checklists that this page answers, and those that authors must answer. */
record ChecklistSection(RunFacts facts) {
  /** Stands for the section of an item that the page cannot answer. */
  private static final String NOT_HERE = "not here";

  void write(Markup html) {
    html.paragraph(Prose.of("checklists.about"));
    DataTable.open(html, "Items of the checklists");
    for (String column : List.of("topic", "CLAIM", "TRIPOD+AI", "answered by")) {
      html.element("th", column, "scope", "col", "class", "t");
    }
    html.close().close().open("tbody");
    Page.table("checklists.txt").forEach(item -> write(html, item));
    html.close().close().close().line();
  }

  /** Writes one row: topic, items of CLAIM and of TRIPOD+AI, id of a section, answer. */
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
