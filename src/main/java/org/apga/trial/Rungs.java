package org.apga.trial;

import java.util.List;

/**
 * Where a training stores itself whatever {@code checkpoint.*} says, so that what it had reached by
 * then is known whatever becomes of it.
 *
 * @param epochs at whose ends it does
 * @param until the epoch at whose end it stores itself and ends, though it may go on later; {@link
 *     #TO_THE_END} for none
 */
public record Rungs(List<Integer> epochs, int until) {
  /** In place of an epoch: it is trained to its end. */
  public static final int TO_THE_END = Integer.MAX_VALUE;

  /** Of a training of its own. */
  public static final Rungs NONE = new Rungs(List.of(), TO_THE_END);

  /** Copies the list. */
  public Rungs {
    epochs = List.copyOf(epochs);
  }
}
