package org.apga.engine.dl4j.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What classes log, from now until closed. */
final class LogLines implements AutoCloseable {
  private final List<Logger> loggers;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final AbstractAppender appender =
      new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(event.getMessage().getFormattedMessage());
        }
      };

  LogLines(Class<?>... sources) {
    loggers = Arrays.stream(sources).map(s -> (Logger) LogManager.getLogger(s)).toList();
    appender.start();
    loggers.forEach(logger -> logger.addAppender(appender));
    // Adding an appender resets the levels of all.
    loggers.forEach(logger -> logger.setLevel(Level.INFO));
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    loggers.forEach(logger -> logger.removeAppender(appender));
    loggers.forEach(logger -> logger.setLevel(Level.WARN));
  }
}
