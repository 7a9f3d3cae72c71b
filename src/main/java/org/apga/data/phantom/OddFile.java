package org.apga.data.phantom;

/** Kinds of files that are hard on readers; one of each chosen kind per part, in train. */
public enum OddFile {
  /** {@code ._image1.png}, which macOS leaves beside a file; never listed. */
  RESOURCE_FORK,
  /** An image file that stops half way; listed like any image. */
  TRUNCATED,
  /** A file of no bytes; listed like any image. */
  EMPTY,
  /** A line of text with the name of an image; listed like any image. */
  TEXT
}
