package org.apga.doctor;

import java.util.List;
import java.util.function.Supplier;
import org.apga.trial.FailureCause;

/**
 * Something that can be looked at.
 *
 * @param name a word
 * @param after checks that must have been well before; else there is nothing to look at
 * @param examination what is done; says in its finding what is wrong, and throws only what nobody
 *     foresaw
 */
record Check(String name, List<String> after, Supplier<Finding> examination) {

  static Check of(String name, Supplier<Finding> examination) {
    return new Check(name, List.of(), examination);
  }

  /** The same, to be looked at only where those are well. */
  Check after(String... others) {
    return new Check(name, List.of(others), examination);
  }

  Finding examine() {
    try {
      return examination.get();
    } catch (RuntimeException | LinkageError e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      return new Finding(
          name,
          "can not be looked at: " + why.lines().findFirst().orElse("").replaceFirst("\\.$", ""),
          new Finding.Failure(FailureCause.INFRASTRUCTURE, "Look at the log."));
    }
  }
}
