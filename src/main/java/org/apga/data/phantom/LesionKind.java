package org.apga.data.phantom;

import java.util.Locale;

/**
 * What makes a phantom abnormal. Below a difficulty of about 0.5, bright callus surrounds fractures
 * and step-offs, as if they were healing: at 64 x 64 pixels the line alone is not visible.
 */
public enum LesionKind {
  /** A dark, jagged line across the cortex; the fragment beyond it slightly displaced. */
  FRACTURE,
  /** The cortex jumps sideways at a thin line. */
  STEP_OFF,
  /** A metal plate along the shaft, with screws across it. */
  PLATE;

  /** The name in the lesion's file: {@code fracture}, {@code step-off} or {@code plate}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
