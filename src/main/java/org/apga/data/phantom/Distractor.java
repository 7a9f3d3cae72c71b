package org.apga.data.phantom;

/** What lies on a radiograph and says nothing about the patient. */
public enum Distractor {
  /** The collimator's edge: dark beyond a slightly turned rectangle. */
  FRAME,
  /** A burned-in L or R near a corner. */
  LETTER,
  /** A burned-in arrow that points anywhere. */
  ARROW,
  /** A plaster cast around the limb: a shell with a woven texture. */
  CAST
}
