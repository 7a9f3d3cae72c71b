package org.apga.hunt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apga.trouble.Request;
import org.apga.trouble.Trouble;

/** Watches that nobody changes what an attempt has stored once it is the committed one. */
final class CommittedAttempts implements Trouble {
  private static final Pattern FILE = Pattern.compile("(.*/trials/[^/]+)/(attempt-[^/]+)/(.+)");
  private static final Pattern COMMITTED = Pattern.compile("\"folder\" : \"([^\"]+)\"");

  private final List<String> changed = new CopyOnWriteArrayList<>();

  @Override
  public void at(Moment moment, Request request) throws IOException {
    if (moment != Moment.BEFORE || !request.operation().changes()) {
      return;
    }
    Matcher file = FILE.matcher(request.file());
    if (file.matches()
        && !file.group(3).equals("failure.log")
        && isCommitted(Path.of(file.group(1)), file.group(2))) {
      changed.add(request.toString());
    }
  }

  private static boolean isCommitted(Path trial, String attempt) throws IOException {
    try {
      Matcher committed = COMMITTED.matcher(Files.readString(trial.resolve("committed.json")));
      return committed.find() && attempt.equals(committed.group(1));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Requests that changed one. */
  List<String> changed() {
    return changed;
  }
}
