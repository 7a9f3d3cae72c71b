package org.apga.report;

import java.util.Optional;
import org.apga.config.Arm;
import org.apga.store.Row;

/**
 * A cell, whose trials differ only in their seed and fold: what a report compares.
 *
 * @param part body part, or group of the data set
 * @param shots {@code full}, or the number of training images of each class
 * @param arm training method
 * @param variant the varied settings in words; empty for the grid's own settings
 */
public record CellName(String part, String shots, String arm, String variant) {
  /** The cell of a row, from a table with a column {@code variant}. */
  public static CellName of(Row row) {
    String variant = row.has("variant") ? row.text("variant") : "";
    return new CellName(row.text("part"), row.text("shots"), row.text("arm"), variant);
  }

  /** The same cell without a variant. */
  public CellName plain() {
    return plain(arm);
  }

  /** Another arm's cell of the same part and shots, without a variant. */
  CellName plain(String other) {
    return new CellName(part, shots, other, "");
  }

  /** Part, shots and variant in words, which several arms have in common. */
  public String block() {
    return part + ", " + conditions();
  }

  /** Part and shots in words. */
  public String place() {
    return part + ", " + images();
  }

  /** Arm and variant in words. */
  public String way() {
    return arm + (variant.isEmpty() ? "" : ", " + variant);
  }

  /** Shots and variant in words. */
  String conditions() {
    return images() + (variant.isEmpty() ? "" : ", " + variant);
  }

  /** Shots in words. */
  private String images() {
    return shots.equals("full") ? "all training images" : shots + " training images of each class";
  }

  /**
   * The name of a trial for people: {@code elbow apga seed 7}, {@code elbow apga seed 7 fold 2}.
   */
  public static String title(Row trial) {
    return of(trial) + " " + draw(trial);
  }

  /**
   * What distinguishes a trial from the others of its cell: {@code seed 7}, {@code seed 7 fold 2}.
   */
  public static String draw(Row trial) {
    return "seed "
        + trial.whole("seed")
        + (trial.has("fold") ? " fold " + trial.whole("fold") : "");
  }

  /** The control of its arm, planned or not; empty if the arm is not a treatment. */
  public Optional<String> control() {
    return Arm.find(arm).flatMap(Arm::control).map(Arm::label);
  }

  /** Whether {@code rival} is the control of its arm. */
  boolean isControl(String rival) {
    return control().filter(rival::equals).isPresent();
  }

  @Override
  public String toString() {
    return part
        + " "
        + arm
        + (shots.equals("full") ? "" : " " + shots + "-shot")
        + (variant.isEmpty() ? "" : " " + variant);
  }
}
