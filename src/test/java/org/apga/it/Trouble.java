package org.apga.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with a {@link TroubledFileSystem}: said by files, so that all processes know. */
final class Trouble {
  /** The folder that says it. */
  static final String PROPERTY = "apga.trouble";

  private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
  private static final long LOOK_AGAIN_MILLIS = 20;
  private static final long ROOM = 100;

  private final Path folder;

  private Trouble(Path folder) {
    this.folder = folder;
  }

  /** None so far, in a new folder. */
  static Trouble in(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("drafts"));
    return new Trouble(folder);
  }

  static Trouble ofThisProcess() {
    return new Trouble(Path.of(System.getProperty(PROPERTY)));
  }

  /** Where it is said. */
  Path folder() {
    return folder;
  }

  /** Where a file is until it is closed. */
  Path draft(String name) {
    return folder.resolve("drafts").resolve(name);
  }

  /** What may be wrong for a while. */
  enum Fault {
    /** A file takes a hundred bytes and no more. */
    FULL,
    /** Requests are refused. */
    REFUSING,
    /** Requests are not answered. */
    SILENT
  }

  void begin(Fault fault) throws IOException {
    Files.createFile(file(fault));
  }

  void end(Fault fault) throws IOException {
    Files.delete(file(fault));
  }

  private Path file(Fault fault) {
    return folder.resolve(fault.name());
  }

  /**
   * The next request of that form ({@code write PATH} or {@code delete PATH}) is never answered; a
   * write comes halfway. The journal says {@code held REQUEST}.
   */
  void hold(String pattern) throws IOException {
    Path draft = Files.writeString(draft("hold"), pattern);
    Files.move(draft, folder.resolve("hold"));
  }

  /** Whether nobody has come to be held yet. */
  boolean holds() {
    return Files.exists(folder.resolve("hold"));
  }

  void answer() throws IOException {
    if (Files.exists(file(Fault.REFUSING))) {
      throw new IOException("Connection refused");
    }
    if (Files.exists(file(Fault.SILENT))) {
      LOG.debug("waits for an answer");
      while (Files.exists(file(Fault.SILENT))) {
        sleep();
      }
    }
  }

  void takeIfThereIsRoom(long bytes) throws IOException {
    if (bytes > ROOM && Files.exists(file(Fault.FULL))) {
      LOG.debug("has no room");
      throw new IOException("No space left on device");
    }
  }

  void holdIfWanted(String request) throws IOException {
    Path hold = folder.resolve("hold");
    try {
      if (!Files.exists(hold) || !Pattern.compile(Files.readString(hold)).matcher(request).find()) {
        return;
      }
      // Only one process can delete it.
      Files.delete(hold);
    } catch (NoSuchFileException e) {
      return;
    }
    LOG.debug("held {}", request);
    while (true) {
      sleep();
    }
  }

  private static void sleep() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }
}
