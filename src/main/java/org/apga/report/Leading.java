package org.apga.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which variant of each arm and shot count is shown first: the one with the grid's own settings, if
 * there is one, otherwise the first.
 */
public final class Leading {
  private final Map<List<String>, String> variants = new LinkedHashMap<>();

  public Leading(Collection<CellName> cells) {
    for (CellName cell : cells) {
      variants.merge(key(cell), cell.variant(), (first, next) -> next.isEmpty() ? next : first);
    }
  }

  /** Whether a cell, or the mean of its variant over parts, is shown first. */
  public boolean leads(CellName cell) {
    return cell.variant().equals(variants.get(key(cell)));
  }

  /** The cells, with the leading ones first. */
  public List<CellName> first(Collection<CellName> cells) {
    List<CellName> ordered = new ArrayList<>(cells.stream().filter(this::leads).toList());
    cells.stream().filter(cell -> !leads(cell)).forEach(ordered::add);
    return ordered;
  }

  private static List<String> key(CellName cell) {
    return List.of(cell.shots(), cell.arm());
  }
}
