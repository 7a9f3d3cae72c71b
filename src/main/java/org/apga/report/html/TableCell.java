package org.apga.report.html;

import org.apga.metrics.Summary;
import org.apga.store.Row;

/**
 * A cell of a table.
 *
 * @param element {@code th} for a cell that names its row, else {@code td}
 * @param look a class of the style sheet; empty for none
 * @param address the address that the text links to; empty for none
 */
record TableCell(String text, String element, String look, String address) {
  TableCell(String text, String element, String look) {
    this(text, element, look, "");
  }

  /** A cell that names its row. */
  static TableCell head(String text) {
    return new TableCell(text, "th", "");
  }

  static TableCell text(String text) {
    return new TableCell(text, "td", "");
  }

  /** A cell that names its row, and links to more about it. */
  static TableCell link(String text, String address) {
    return new TableCell(text, "th", "", address);
  }

  /** Text that stays on one line. */
  static TableCell whole(String text) {
    return new TableCell(text, "td", "whole");
  }

  /** A sentence or more. */
  static TableCell words(String text) {
    return new TableCell(text, "td", "words");
  }

  /** A number, or a few that belong together. */
  static TableCell number(String text) {
    return new TableCell(text, "td", "n");
  }

  static TableCell number(long count) {
    return number(Long.toString(count));
  }

  static TableCell number(double value, int digits) {
    return number(Digits.fixed(value, digits));
  }

  static TableCell percent(double share) {
    return number(Digits.percent(share));
  }

  static TableCell duration(double seconds) {
    return number(Digits.duration(seconds));
  }

  /** Mean and standard deviation, each multiplied by {@code factor}. */
  static TableCell spread(Summary summary, double factor, int digits) {
    return number(Digits.spread(summary.mean(), summary.sd(), factor, digits));
  }

  /** The same from a row's columns that end in {@code _mean} and {@code _sd}. */
  static TableCell spread(Row row, String column, double factor, int digits) {
    return number(
        Digits.spread(row.real(column + "_mean"), row.real(column + "_sd"), factor, digits));
  }

  /** A number, with a star if it covers only some of the expected seeds, trials or models. */
  static TableCell marked(String text, boolean partial) {
    return partial ? alarming(text + "*") : number(text);
  }

  /** A number that a reader should check. */
  static TableCell alarming(String text) {
    return new TableCell(text, "td", "n warn");
  }

  /** Text that a reader should check. */
  static TableCell warning(String text) {
    return new TableCell(text, "td", "warn");
  }

  /** Text for machines: an id, a hash, a path. */
  static TableCell code(String text) {
    return new TableCell(text, "td", "code");
  }
}
