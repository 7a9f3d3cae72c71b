package org.apga.report;

import org.apga.store.Row;

/**
 * An image's own class and the class that a model calls, from a row of table predictions, masks or
 * mask_history.
 */
public record CalledImage(Row row, ClassNames classes) {
  private static final double HALF = 0.5;

  /** The name of the image's own class. */
  public String own() {
    return classes.names().get((int) row.whole("label"));
  }

  /** The name of the class that is called, if the table tells it. */
  public String called() {
    if (classes.areTwo()) {
      return classes.names().get(probability() > HALF ? 1 : 0);
    }
    return row.has("called") ? row.text("called") : "unknown";
  }

  public boolean isCalledRightly() {
    return called().equals(own());
  }

  /** The probability of {@link #shown}. */
  public double probability() {
    return row.real("probability");
  }

  /** The name of the class whose probability the row has. */
  public String shown() {
    return classes.areTwo() ? classes.positive() : own();
  }
}
