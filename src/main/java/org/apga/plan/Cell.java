package org.apga.plan;

import org.apga.config.Arm;
import org.apga.config.Shots;
import org.apga.config.Variant;

/**
 * The trials that differ only in their seed; what a report compares.
 *
 * @param part body part, or group of other data sets
 * @param arm training method
 * @param shots how much of the training set is used
 * @param variant settings that replace the grid's own
 */
public record Cell(String part, Arm arm, Shots shots, Variant variant) {
  /** Returns the cell of an arm's name and a label of shots, with its grid's own settings. */
  public static Cell of(String part, String arm, String shots) {
    return new Cell(part, Arm.of(arm), Shots.of(shots), Variant.NONE);
  }

  /** Returns the same cell with its grid's own settings. */
  public Cell plain() {
    return with(Variant.NONE);
  }

  /** Returns the same cell with another variant. */
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
