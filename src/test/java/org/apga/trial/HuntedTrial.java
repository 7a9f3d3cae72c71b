package org.apga.trial;

import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.StandInEngine;
import org.apga.files.Patience;

/** A trial as an executor does it, with an engine that computes next to nothing. */
public final class HuntedTrial {
  private HuntedTrial() {}

  /**
   * One attempt.
   *
   * @param notes is given what a person is told
   */
  public static TrialOutcome attempt(
      TrialRequest request,
      Configuration hadoop,
      Consumer<String> notes,
      BiFunction<Duration, Consumer<String>, Patience> patience)
      throws Exception {
    return TrialTraining.run(
        request,
        hadoop,
        new ProgressSink() {
          @Override
          public void report(TrialProgress progress) {}

          @Override
          public void note(TrialNote note) {
            notes.accept(note.text());
          }
        },
        "",
        new TrialTraining.Means(config -> new StandInEngine(), patience));
  }
}
