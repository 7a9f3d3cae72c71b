package org.apga.data.phantom;

/**
 * Files of the kind that spoils a reader's day; one of each chosen kind for every part, in train.
 */
public enum OddFile {
  /** {@code ._image1.png}, as macOS leaves beside a file; never listed. */
  RESOURCE_FORK,
  /** A PNG that stops half way; listed like any image. */
  TRUNCATED,
  /** A file of no bytes; listed like any image. */
  EMPTY,
  /** A line of text named .png; listed like any image. */
  TEXT
}
