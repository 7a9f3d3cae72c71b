package org.apga.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all processes of a cluster have logged, in order, each line as soon as it was. */
final class Journal {
  private static final Pattern LINE = Pattern.compile("(\\d+) (.*)");
  private static final Pattern BATCH =
      Pattern.compile("TrialProgressListener: (.+): epoch (\\d+), batch (\\d+) of (\\d+)");

  private final Path file;
  private final List<Event> events = new ArrayList<>();
  private long offset;
  private int taken;

  /** A line, and the process that logged it. */
  record Event(long pid, String text) {
    /** The batch of training that it tells of. */
    Optional<Batch> batch() {
      Matcher matcher = BATCH.matcher(text);
      return matcher.matches()
          ? Optional.of(
              new Batch(
                  pid,
                  matcher.group(1),
                  (Integer.parseInt(matcher.group(2)) - 1) * Integer.parseInt(matcher.group(4))
                      + Integer.parseInt(matcher.group(3))))
          : Optional.empty();
    }

    boolean isBatch() {
      return text.startsWith("TrialProgressListener: ") && batch().isPresent();
    }
  }

  /**
   * A batch that a process trained on.
   *
   * @param number from 1, over all epochs
   */
  record Batch(long pid, String trial, int number) {}

  Journal(Path file) throws IOException {
    this.file = Files.createFile(file);
  }

  Path file() {
    return file;
  }

  /** Forgets what was logged so far. */
  void clear() throws IOException {
    read();
    events.clear();
    taken = 0;
  }

  /** Everything logged since it was cleared. */
  List<Event> all() throws IOException {
    read();
    return List.copyOf(events);
  }

  /** Everything logged from now on is yet to come. */
  void skip() throws IOException {
    read();
    taken = events.size();
  }

  /**
   * The next line of that kind, after the one returned last.
   *
   * @param given whether to go on waiting
   * @return null if waiting was given up
   */
  @Nullable Event next(Predicate<Event> wanted, Duration most, BooleanSupplier given)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(most);
    while (true) {
      read();
      while (taken < events.size()) {
        Event event = events.get(taken++);
        if (wanted.test(event)) {
          return event;
        }
      }
      if (Instant.now().isAfter(end) || !given.getAsBoolean()) {
        return null;
      }
      Thread.sleep(2);
    }
  }

  private void read() throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - offset));
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) > 0) {}
      String text = new String(bytes.array(), 0, bytes.position(), UTF_8);
      int whole = text.lastIndexOf('\n') + 1;
      for (String line : text.substring(0, whole).lines().toList()) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
          events.add(new Event(Long.parseLong(matcher.group(1)), matcher.group(2)));
        }
      }
      offset += text.substring(0, whole).getBytes(UTF_8).length;
    }
  }

  /** Batches in order. */
  List<Batch> batches() throws IOException {
    return all().stream().flatMap(event -> event.batch().stream()).toList();
  }

  /**
   * How many batches were trained on a second time, each time a trial went on: a list for each
   * trial. A negative number would be batches left out.
   */
  Map<String, List<Integer>> repeated() throws IOException {
    Map<String, Integer> reached = new HashMap<>();
    Map<String, List<Integer>> repeated = new HashMap<>();
    for (Batch batch : batches()) {
      int before = reached.getOrDefault(batch.trial(), 0);
      if (batch.number() != before + 1) {
        repeated
            .computeIfAbsent(batch.trial(), trial -> new ArrayList<>())
            .add(before + 1 - batch.number());
      }
      reached.put(batch.trial(), batch.number());
    }
    return repeated;
  }
}
