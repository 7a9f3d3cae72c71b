package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import org.apga.report.ClassNames;

/**
 * A table with a caption and heads, in a region that scrolls if the table is wide and that can be
 * reached by keyboard. It shows at most {@link #MOST_ROWS} rows and reports how many are omitted.
 */
final class DataTable {
  static final int MOST_ROWS = 200;

  private final String caption;
  private final String source;
  private final List<String> columns;
  private final List<Group> groups = new ArrayList<>();
  private int rows;
  private boolean omitsEmptyColumns;

  private record Group(String title, List<List<TableCell>> rows) {}

  /**
   * A table whose caption, stored table and heads are in {@link Prose} under {@code table.} and the
   * name. The stored table has the rows that are omitted; a head that begins with # is over
   * numbers.
   *
   * @param gaps the values to fill into the caption
   */
  DataTable(String name, Object... gaps) {
    List<String> texts = List.of(Prose.of("table." + name).split(" \\| ", -1));
    caption = gaps.length == 0 ? texts.get(0) : texts.get(0).formatted(gaps);
    source = texts.get(1);
    columns = new ArrayList<>(texts.subList(2, texts.size()));
  }

  /** Adds columns of numbers on the right. */
  DataTable with(List<String> heads) {
    heads.forEach(head -> columns.add("#" + head));
    return this;
  }

  /** Names in its heads the positive one of two classes; with more, what AUROC is. */
  DataTable of(ClassNames classes) {
    columns.replaceAll(
        head ->
            classes.areTwo()
                ? head.replace("abnormal", classes.positive())
                : head.replace("AUROC", classes.auroc()));
    return this;
  }

  /** Omits columns of numbers in which no row has one, because a narrow table is easier to read. */
  DataTable withoutEmptyColumns() {
    omitsEmptyColumns = true;
    return this;
  }

  /** Starts a group of rows with a title, unless the last group has the same title. */
  DataTable under(String title) {
    if (groups.isEmpty() || !groups.get(groups.size() - 1).title.equals(title)) {
      groups.add(new Group(title, new ArrayList<>()));
    }
    return this;
  }

  DataTable row(TableCell... cells) {
    return row(List.of(cells));
  }

  DataTable row(List<TableCell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot add a row of %s cells: the table has the columns %s.",
              cells.size(), columns));
    }
    if (groups.isEmpty()) {
      under("");
    }
    rows++;
    if (rows <= MOST_ROWS) {
      groups.get(groups.size() - 1).rows.add(new ArrayList<>(cells));
    }
    return this;
  }

  void write(Markup html) {
    if (omitsEmptyColumns) {
      omitEmptyColumns();
    }
    open(html, caption);
    for (String column : columns) {
      boolean number = column.startsWith("#");
      html.element(
          "th", number ? column.substring(1) : column, "scope", "col", "class", number ? "n" : "t");
    }
    html.close().close().line();
    groups.stream().filter(group -> !group.rows.isEmpty()).forEach(group -> write(html, group));
    if (rows > MOST_ROWS) {
      String left = (rows - MOST_ROWS) + " more in table " + source + ".";
      html.open("tfoot").open("tr").element("td", left, "colspan", span()).close().close();
    }
    html.close().close().line();
  }

  private void omitEmptyColumns() {
    for (int column = columns.size() - 1; column > 0; column--) {
      int at = column;
      if (columns.get(at).startsWith("#")
          && groups.stream()
              .flatMap(group -> group.rows.stream())
              .allMatch(row -> row.get(at).text().equals(Digits.NONE))) {
        columns.remove(at);
        groups.forEach(group -> group.rows.forEach(row -> row.remove(at)));
      }
    }
  }

  /**
   * Opens a table, from its region to the row of its heads. The caption stays visible while the
   * table scrolls.
   *
   * @param attributes names and values of the table's attributes in turn
   */
  static void open(Markup html, String caption, String... attributes) {
    String id = html.id("table");
    html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-labelledby", id);
    html.open("table", attributes);
    html.open("caption", "id", id).element("span", caption);
    // The style sheet shows it if the table is wider than its region.
    html.element("span", Prose.of("table.hint"), "class", "hint", "aria-hidden", "true");
    html.close().open("thead").open("tr");
  }

  private String span() {
    return Integer.toString(columns.size());
  }

  private void write(Markup html, Group group) {
    html.open("tbody");
    if (!group.title.isEmpty()) {
      html.open("tr", "class", "group");
      html.element("th", group.title, "scope", "rowgroup", "colspan", span()).close();
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
        if (cell.address().isEmpty()) {
          html.told(cell.text()).close();
        } else {
          html.open("a", "href", cell.address()).told(cell.text()).close().close();
        }
      }
      html.close().line();
    }
    html.close();
  }
}
