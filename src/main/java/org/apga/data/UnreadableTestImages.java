package org.apga.data;

/** What to do where images of the test split are missing or cannot be decoded. */
public enum UnreadableTestImages {
  /** Refuse to test: arms are compared on the same images, all of those that are listed. */
  FAIL,
  /** Test on the others, and say so in every report. */
  DROP
}
