package org.apga.run.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why Spark gave up a trial's job, parsed from its message.
 *
 * @param tries how often Spark tried it
 * @param executor the executor of the last try; null if the message names none
 */
public record LostJob(int tries, @Nullable String executor, String why) {
  private static final Pattern LAST_TRY =
      Pattern.compile(
          "Lost task \\d+\\.(?<try>\\d+) in stage \\S+ \\(TID \\d+\\) \\(\\S+ executor"
              + " (?<executor>[^)]+)\\): (?<why>.*)");

  /** The class name of an exception with one of our own messages, which do not need it. */
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

  /**
   * Returns the first line of an exception or a reason, as {@code Class: message}; only the message
   * if it is one of ours.
   */
  static String shorter(String text) {
    return OURS.matcher(text.lines().findFirst().orElse("")).replaceFirst("");
  }
}
