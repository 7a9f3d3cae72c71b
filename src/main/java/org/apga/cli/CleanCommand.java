package org.apga.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;
import org.apga.run.EventLog;
import org.apga.run.spark.SparkContexts;
import org.apga.store.EventFiles.LastEvent;
import org.apga.store.Leftover;
import org.apga.store.ResultStore;
import org.apga.store.Retention;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "clean", mixinStandardHelpOptions = true)
final class CleanCommand extends ApgaCommand {
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([dhm])");
  private static final double BYTES_PER_MB = 1e6;

  @Parameters(paramLabel = "ROOT")
  private String root = "";

  @Option(names = "--keep-runs", paramLabel = "N", defaultValue = "10")
  private int keepRuns;

  @Option(names = "--older-than", paramLabel = "AGE", defaultValue = "7d")
  private String olderThan = "";

  @Option(names = "--delete")
  private boolean delete;

  @Option(names = "--force")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    if (keepRuns < 0) {
      throw new UsageException(
          "Cannot clean with --keep-runs %s: it must be 0 or more. Use --keep-runs 10.", keepRuns);
    }
    Duration age = age();
    ResultStore store = ResultStore.open(root, SparkContexts.hadoop());
    Instant now = store.now();
    requireQuiet(store, now);
    Retention retention = store.retention(now.minus(age));
    List<Leftover> leftovers = retention.find(keepRuns);
    PrintWriter print = out();
    leftovers.forEach(leftover -> print.println(line(leftover, store)));
    int left = delete ? remove(leftovers, retention, print) : leftovers.size();
    print.println(summary(leftovers, left));
    return delete && left > 0 ? Main.SOME_FAILED : Main.DONE;
  }

  private Duration age() {
    Matcher age = AGE.matcher(olderThan);
    if (!age.matches()) {
      throw new UsageException(
          "Cannot clean with --older-than %s: it must be a whole number with d, h or m. Use"
              + " --older-than 7d.",
          olderThan);
    }
    long units = Long.parseLong(age.group(1));
    return switch (age.group(2)) {
      case "d" -> Duration.ofDays(units);
      case "h" -> Duration.ofHours(units);
      default -> Duration.ofMinutes(units);
    };
  }

  private void requireQuiet(ResultStore store, Instant now) {
    Optional<LastEvent> active =
        store.lastEvents().stream()
            .filter(last -> !last.event().equals(EventLog.FINISHED))
            .filter(last -> last.written().isAfter(now.minus(EventLog.SILENCE)))
            .findFirst();
    if (active.isPresent() && !force) {
      throw new UsageException(
          "Cannot clean %s: run %s is active, or was until %s minutes ago. Wait until it has"
              + " ended, or pass --force if it is dead.",
          store.root(),
          active.get().run(),
          Duration.between(active.get().written(), now).toMinutes());
    }
  }

  private static String line(Leftover leftover, ResultStore store) {
    String path = store.root().toUri().relativize(leftover.path().toUri()).getPath();
    return text(
        "%-12s %10.1f MB  %s: %s",
        leftover.kind().label(), leftover.bytes() / BYTES_PER_MB, path, leftover.why());
  }

  /** Removes the leftovers and returns how many could not be removed. */
  private static int remove(List<Leftover> leftovers, Retention retention, PrintWriter print) {
    int left = 0;
    for (Leftover leftover : leftovers) {
      try {
        left += retention.remove(leftover) ? 0 : 1;
      } catch (IOException | StoreException e) {
        left++;
        print.println("Cannot remove " + leftover.path() + ": " + FileErrors.reason(e) + ".");
      }
    }
    return left;
  }

  private String summary(List<Leftover> leftovers, int left) {
    if (leftovers.isEmpty()) {
      return "Nothing older than " + olderThan + " can be removed.";
    }
    double mb = leftovers.stream().mapToLong(Leftover::bytes).sum() / BYTES_PER_MB;
    String what =
        text("%d item%s, %.1f MB", leftovers.size(), leftovers.size() == 1 ? "" : "s", mb);
    if (!delete) {
      return what + ", can be removed. Nothing is removed yet: add --delete.";
    }
    return left == 0 ? what + ", removed." : what + "; " + left + " of them could not be removed.";
  }
}
