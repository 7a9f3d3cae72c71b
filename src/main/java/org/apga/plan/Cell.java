package org.apga.plan;

import org.apga.config.Arm;
import org.apga.config.Shots;

/**
 * What is compared in a report.
 *
 * @param part group of the data set
 * @param arm way of training
 * @param shots how much of the training set
 */
public record Cell(String part, Arm arm, Shots shots) {
  /** The cell of an arm's name and a label of shots. */
  public static Cell of(String part, String arm, String shots) {
    return new Cell(part, Arm.of(arm), Shots.of(shots));
  }

  @Override
  public String toString() {
    return part + " " + arm.label() + (shots.isFull() ? "" : " " + shots.label() + "-shot");
  }
}
