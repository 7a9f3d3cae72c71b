package org.apga.run.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why Spark gave a trial's job up, out of its message.
 *
 * @param tries how often Spark tried it
 * @param executor of the last try; null where the message names none
 */
public record LostJob(int tries, @Nullable String executor, String why) {
  private static final Pattern LAST_TRY =
      Pattern.compile(
          "Lost task \\d+\\.(?<try>\\d+) in stage \\S+ \\(TID \\d+\\) \\(\\S+ executor"
              + " (?<executor>[^)]+)\\): (?<why>.*)");

  /** Our own messages speak for themselves. */
  private static final Pattern OURS = Pattern.compile("^[\\w.$]+Exception: (?=Cannot )");

  public static LostJob of(String sparkMessage) {
    Matcher last = LAST_TRY.matcher(sparkMessage);
    return last.find()
        ? new LostJob(
            Integer.parseInt(last.group("try")) + 1,
            last.group("executor"),
            shorter(last.group("why")))
        : new LostJob(1, null, shorter(sparkMessage.strip()));
  }

  /** The first line of an exception or a reason, as {@code Class: message}. */
  static String shorter(String text) {
    return OURS.matcher(text.lines().findFirst().orElse("")).replaceFirst("");
  }
}
