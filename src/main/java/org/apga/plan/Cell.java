package org.apga.plan;

import org.apga.config.Arm;
import org.apga.config.Shots;
import org.apga.config.Variant;

/**
 * What is compared in a report.
 *
 * @param part group of the data set
 * @param arm way of training
 * @param shots how much of the training set
 * @param variant settings in place of the grid's own
 */
public record Cell(String part, Arm arm, Shots shots, Variant variant) {
  /** The cell of an arm's name and a label of shots, with its grid's own settings. */
  public static Cell of(String part, String arm, String shots) {
    return new Cell(part, Arm.of(arm), Shots.of(shots), Variant.NONE);
  }

  /** The same with its grid's own settings. */
  public Cell plain() {
    return with(Variant.NONE);
  }

  /** The same with other settings. */
  public Cell with(Variant other) {
    return new Cell(part, arm, shots, other);
  }

  @Override
  public String toString() {
    return part
        + " "
        + arm.label()
        + (shots.isFull() ? "" : " " + shots.label() + "-shot")
        + (variant.name().isEmpty() ? "" : " " + variant);
  }
}
