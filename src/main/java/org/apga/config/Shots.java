package org.apga.config;

/**
 * How much of a training set is used.
 *
 * @param perClass number of images of each class; 0 = all
 */
public record Shots(int perClass) {
  /** The whole training set. */
  public static final Shots FULL = new Shots(0);

  /** Returns whether the whole training set is used. */
  public boolean isFull() {
    return perClass == 0;
  }

  /** Returns {@code full} or the number. */
  public String label() {
    return isFull() ? "full" : Integer.toString(perClass);
  }

  @Override
  public String toString() {
    return label();
  }

  /** Reads a {@link #label()}. */
  public static Shots of(String label) {
    return label.equals("full") ? FULL : new Shots(Integer.parseInt(label));
  }
}
