package org.apga.report;

import java.util.Optional;
import org.apga.config.Arm;
import org.apga.store.Row;

/**
 * What is compared in a report.
 *
 * @param part group of the data set
 * @param shots {@code full}, or images of each class
 * @param arm way of training
 */
public record CellName(String part, String shots, String arm) {
  /** What a row of any table of trials is about. */
  public static CellName of(Row row) {
    return new CellName(row.text("part"), row.text("shots"), row.text("arm"));
  }

  /** Part and shots in words: what its arms have in common. */
  public String block() {
    return part + ", " + images();
  }

  /** Shots in words. */
  String images() {
    return shots.equals("full") ? "all images" : shots + " images of each class";
  }

  /** The cell of another arm on the same part and shots. */
  CellName with(String otherArm) {
    return new CellName(part, shots, otherArm);
  }

  /** The arm to compare its arm with, planned or not; empty where it is no treatment. */
  public Optional<String> control() {
    return Arm.find(arm).flatMap(Arm::control).map(Arm::label);
  }

  /** Whether it is what was asked: its arm's own control. */
  boolean isControl(String rival) {
    return control().filter(rival::equals).isPresent();
  }

  @Override
  public String toString() {
    return part + " " + arm + (shots.equals("full") ? "" : " " + shots + "-shot");
  }
}
