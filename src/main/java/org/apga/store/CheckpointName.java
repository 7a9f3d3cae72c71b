package org.apga.store;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a checkpoint: its position in the training, so that a listing shows how far a trial
 * is. Later checkpoints are greater.
 *
 * @param epoch the epoch in which training goes on, from 1
 * @param batch batches of that epoch that are done
 * @param attempt the attempt that wrote it
 */
public record CheckpointName(int epoch, int batch, AttemptName attempt)
    implements Comparable<CheckpointName> {
  private static final Comparator<CheckpointName> LATER =
      Comparator.comparingInt(CheckpointName::epoch)
          .thenComparingInt(CheckpointName::batch)
          .thenComparing(CheckpointName::attempt);
  private static final Pattern NAME =
      Pattern.compile("epoch-(\\d{1,9})-batch-(\\d{1,9})-" + AttemptName.PATTERN);

  static Optional<CheckpointName> of(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new CheckpointName(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                AttemptName.of(matcher.group(3), Optional.ofNullable(matcher.group(4)))))
        : Optional.empty();
  }

  @Override
  public int compareTo(CheckpointName other) {
    return LATER.compare(this, other);
  }

  /** The name of the checkpoint's folder. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "epoch-%04d-batch-%06d-%s", epoch, batch, attempt);
  }
}
