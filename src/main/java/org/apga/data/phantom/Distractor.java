package org.apga.data.phantom;

/** Objects and marks on a radiograph that contain no information about the patient. */
public enum Distractor {
  /** The collimator's edge: dark beyond a slightly turned rectangle. */
  FRAME,
  /** A burned-in L or R near a corner. */
  LETTER,
  /** A burned-in arrow at a random place and angle. */
  ARROW,
  /** A plaster cast around the limb: a shell with a woven texture. */
  CAST
}
