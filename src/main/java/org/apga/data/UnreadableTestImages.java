package org.apga.data;

/** What to do if images of the test split are missing or cannot be decoded. */
public enum UnreadableTestImages {
  /** Refuse to test: arms are compared on the same images, all that are listed. */
  FAIL,
  /** Test on the others, and state this in every report. */
  DROP
}
