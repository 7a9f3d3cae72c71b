package org.apga.report;

/**
 * What is compared in a report.
 *
 * @param part group of the data set
 * @param shots {@code full}, or images of each class
 * @param arm way of training
 */
public record CellName(String part, String shots, String arm) {
  /** The cell of another arm on the same part and shots. */
  CellName with(String otherArm) {
    return new CellName(part, shots, otherArm);
  }

  @Override
  public String toString() {
    return part + " " + arm + (shots.equals("full") ? "" : " " + shots + "-shot");
  }
}
