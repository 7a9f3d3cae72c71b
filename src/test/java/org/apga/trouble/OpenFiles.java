package org.apga.trouble;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The files of all {@link TroubleFileSystem}s that are open; a test that leaves one open fails. */
public final class OpenFiles implements BeforeEachCallback, AfterEachCallback {
  private static final Set<Opened> OPEN =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  /** An open file, and by whom. */
  static final class Opened extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    private Opened(Path file) {
      super(file + " was opened here and is open still", null, false, true);
      this.file = file;
    }

    void close() {
      OPEN.remove(this);
    }
  }

  static Opened opened(Path file) {
    Opened opened = new Opened(file);
    OPEN.add(opened);
    return opened;
  }

  /**
   * Forgets what is open.
   *
   * @param which must not be
   * @throws AssertionError if one is: suppressed in it is who opened it
   */
  public static void requireNone(Predicate<Path> which) {
    List<Opened> left;
    synchronized (OPEN) {
      left = new ArrayList<>(OPEN);
      OPEN.clear();
    }
    left.removeIf(opened -> !which.test(opened.file));
    if (!left.isEmpty()) {
      AssertionError error = new AssertionError(left.size() + " files are left open");
      left.forEach(error::addSuppressed);
      throw error;
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    OPEN.clear();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    requireNone(file -> true);
  }
}
