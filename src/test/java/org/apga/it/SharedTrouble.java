package org.apga.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apga.trouble.Request;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong for all processes of a cluster: said by files, so that all of them know. */
public final class SharedTrouble implements Trouble {
  /** The folder that says it. */
  static final String PROPERTY = "apga.trouble";

  private static final Logger LOG = LoggerFactory.getLogger(SharedTrouble.class);
  private static final long LOOK_AGAIN_MILLIS = 20;
  private static final long ROOM = 100;

  private final Path folder;

  /** That of this process, made by its {@link org.apga.trouble.TroubleFileSystem}. */
  public SharedTrouble() {
    this(Path.of(System.getProperty(PROPERTY)));
  }

  private SharedTrouble(Path folder) {
    this.folder = folder;
  }

  /** None so far, in a new folder. */
  static SharedTrouble in(Path folder) throws IOException {
    return new SharedTrouble(Files.createDirectories(folder));
  }

  /** Where it is said. */
  Path folder() {
    return folder;
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

  void endAll() throws IOException {
    for (Fault fault : Fault.values()) {
      Files.deleteIfExists(file(fault));
    }
  }

  private Path file(Fault fault) {
    return folder.resolve(fault.name());
  }

  /**
   * The next request of that form ({@code write PATH} or {@code delete PATH}) is never answered; a
   * write comes halfway. The journal says {@code held REQUEST}.
   */
  void hold(String pattern) throws IOException {
    Path draft = Files.writeString(folder.resolve("draft"), pattern);
    Files.move(draft, folder.resolve("hold"));
  }

  /** Whether nobody has come to be held yet. */
  boolean holds() {
    return Files.exists(folder.resolve("hold"));
  }

  @Override
  public void at(Moment moment, Request request) throws IOException {
    Operation operation = request.operation();
    if (moment == Moment.BEFORE) {
      answer();
      if (operation == Operation.WRITE) {
        takeIfThereIsRoom(request.bytes());
      }
    }
    if (moment == Moment.HALFWAY && operation == Operation.WRITE
        || moment == Moment.BEFORE && operation == Operation.DELETE) {
      holdIfWanted(request.toString());
    }
    if (moment == Moment.AFTER && operation == Operation.CLOSE) {
      LOG.debug("stored {}", request.file());
    }
  }

  private void answer() throws IOException {
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

  private void takeIfThereIsRoom(long bytes) throws IOException {
    if (bytes > ROOM && Files.exists(file(Fault.FULL))) {
      LOG.debug("has no room");
      throw new IOException("No space left on device");
    }
  }

  private void holdIfWanted(String request) throws IOException {
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
