package org.apga.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apga.hunt.Scenario.Undisturbed;
import org.apga.trouble.OpenFiles;
import org.apga.trouble.Request.Operation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hunts for what a file system may do to a grid that nobody has thought of. {@code
 * -Dapga.hunt.seed=N -Dapga.hunt.trials=1} repeats what a failure names; more trials look further.
 */
@ExtendWith(OpenFiles.class)
class FaultHuntTest {
  private static final long SEED = Long.getLong("apga.hunt.seed", 1);
  private static final int TRIALS = Integer.getInteger("apga.hunt.trials", 500);
  private static final int ENOUGH_FOR_ALL = 500;
  private static final int MOST_TOLD = Integer.getInteger("apga.hunt.told", 5);

  @TempDir private static Path folder;

  private static Path data;
  private static Undisturbed undisturbed;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    // Every fault is warned of.
    Configurator.setLevel("org.apga", Level.OFF);
    data = folder.resolve("data");
    TinyImages.write(data);
    undisturbed = Undisturbed.of(data, folder.resolve("undisturbed"));
  }

  @AfterAll
  static void warnAgain() {
    Configurator.setLevel("org.apga", Level.WARN);
  }

  @Test
  void everyTrialIsCommittedOnceAndWholeOrNotAtAll() throws Exception {
    System.out.printf("Hunt of %d trials from -Dapga.hunt.seed=%d on%n", TRIALS, SEED);
    Tally tally = new Tally();
    List<String> failures = new ArrayList<>();
    int trials = 0;
    for (long seed = SEED; trials < TRIALS; seed++) {
      Path results = folder.resolve("results-" + seed);
      Scenario scenario = new Scenario(seed, data, results, undisturbed, tally);
      List<String> problems = scenario.problems();
      trials += undisturbed.committed().size();
      if (!problems.isEmpty()) {
        failures.add(
            scenario
                + "\n  repeat it with -Dapga.hunt.seed="
                + seed
                + " -Dapga.hunt.trials=1\n  "
                + String.join("\n  ", problems));
      }
      remove(results);
    }
    System.out.println(trials + " trials\n" + tally.told());

    assertThat(failures.stream().limit(MOST_TOLD))
        .as(failures.size() + " grids went wrong")
        .isEmpty();
    if (TRIALS >= ENOUGH_FOR_ALL) {
      requireThatAllHappened(tally);
    }
  }

  private static void requireThatAllHappened(Tally tally) {
    for (Fault fault : Fault.values()) {
      assertThat(tally.of("fault " + fault)).as("fault " + fault).isPositive();
    }
    for (Operation operation : Operation.values()) {
      assertThat(tally.of("before " + operation)).as("before " + operation).isPositive();
      assertThat(tally.of("after " + operation)).as("after " + operation).isPositive();
    }
    for (StoreKind kind : StoreKind.values()) {
      assertThat(tally.of("two drivers on " + kind)).as("two drivers on " + kind).isPositive();
    }
  }

  private static void remove(Path results) throws Exception {
    if (Files.exists(results)) {
      try (Stream<Path> files = Files.walk(results)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
