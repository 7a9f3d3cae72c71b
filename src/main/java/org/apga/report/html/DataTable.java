package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;

/**
 * A table with a caption, heads and, where it is wide, a region of its own that scrolls and that a
 * keyboard reaches. It shows no more than {@link #MOST_ROWS} rows and says how many are left out.
 */
final class DataTable {
  static final int MOST_ROWS = 200;

  private final String caption;
  private final String source;
  private final List<String> columns;
  private final List<Group> groups = new ArrayList<>();
  private int rows;

  private record Group(String title, List<List<TableCell>> rows) {}

  /**
   * @param source the stored table in which rows that are left out can be found
   * @param columns their heads; one that begins with # is over numbers
   */
  DataTable(String caption, String source, String... columns) {
    this.caption = caption;
    this.source = source;
    this.columns = List.of(columns);
  }

  /** What the next rows have in common. */
  DataTable group(String title) {
    groups.add(new Group(title, new ArrayList<>()));
    return this;
  }

  /** A row, a cell a column. */
  DataTable row(TableCell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "Cannot add a row of " + cells.length + " cells: the table has " + columns + ".");
    }
    if (groups.isEmpty()) {
      group("");
    }
    rows++;
    if (rows <= MOST_ROWS) {
      groups.get(groups.size() - 1).rows.add(List.of(cells));
    }
    return this;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /** Adds the table to the page. */
  void write(Markup html) {
    String id = html.id("table");
    html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-labelledby", id);
    html.open("table");
    caption(html, caption, id);
    html.open("thead").open("tr");
    for (String column : columns) {
      boolean number = column.startsWith("#");
      html.element(
          "th", number ? column.substring(1) : column, "scope", "col", "class", number ? "n" : "t");
    }
    html.close().close().line();
    groups.stream().filter(group -> !group.rows.isEmpty()).forEach(group -> write(html, group));
    if (rows > MOST_ROWS) {
      html.open("tfoot").open("tr");
      html.element(
          "td",
          (rows - MOST_ROWS) + " more in table " + source + ".",
          "colspan",
          Integer.toString(columns.size()));
      html.close().close();
    }
    html.close().close().line();
  }

  /** A caption that stays in sight where its table scrolls. */
  static void caption(Markup html, String caption, String id) {
    html.open("caption", "id", id).element("span", caption).close();
  }

  private void write(Markup html, Group group) {
    html.open("tbody");
    if (!group.title.isEmpty()) {
      html.open("tr", "class", "group");
      html.element(
          "th", group.title, "scope", "rowgroup", "colspan", Integer.toString(columns.size()));
      html.close();
    }
    for (List<TableCell> row : group.rows) {
      html.open("tr");
      for (TableCell cell : row) {
        if (cell.element().equals("th")) {
          html.open("th", "scope", "row", "class", cell.look().isEmpty() ? "t" : cell.look());
        } else if (cell.look().isEmpty()) {
          html.open("td");
        } else {
          html.open("td", "class", cell.look());
        }
        html.told(cell.text()).close();
      }
      html.close().line();
    }
    html.close();
  }
}
