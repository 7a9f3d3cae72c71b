package org.apga.trial;

import java.util.List;

/**
 * The epochs after which a training stores a checkpoint regardless of {@code checkpoint.*}, so that
 * its state there is known whatever happens later.
 *
 * @param epochs the epochs at whose end it stores one
 * @param until the epoch at whose end it stores one and ends, though it may go on later; {@link
 *     #TO_THE_END} for none
 */
public record Rungs(List<Integer> epochs, int until) {
  /** In place of an epoch: the trial is trained to its end. */
  public static final int TO_THE_END = Integer.MAX_VALUE;

  /** No rungs: the trial is trained to its end. */
  public static final Rungs NONE = new Rungs(List.of(), TO_THE_END);

  /** Copies the list. */
  public Rungs {
    epochs = List.copyOf(epochs);
  }
}
