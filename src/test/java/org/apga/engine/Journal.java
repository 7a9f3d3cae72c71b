package org.apga.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What scripted networks were asked, in order: {@code fit [0.1, 0.2]}. */
public final class Journal {
  private final List<Entry> entries = new ArrayList<>();

  private static final Batch NONE = new Batch(0, 1, 1, new double[0], new int[0]);

  private record Entry(String call, Batch batch) {}

  /** Calls with the pixels they were given. */
  public List<String> entries() {
    return entries.stream().map(e -> e.call + " " + Arrays.toString(e.batch.pixels())).toList();
  }

  /** Calls alone. */
  public List<String> calls() {
    return entries.stream().map(Entry::call).toList();
  }

  /** The batches of the calls. */
  public List<Batch> batches() {
    return entries.stream().map(Entry::batch).toList();
  }

  /** Forgets everything so far. */
  public void clear() {
    entries.clear();
  }

  /** A call that several batches were given to. */
  void add(String call) {
    entries.add(new Entry(call, NONE));
  }

  void add(String call, Batch batch) {
    entries.add(new Entry(call, batch));
  }
}
