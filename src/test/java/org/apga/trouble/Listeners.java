package org.apga.trouble;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;

/** Lets tests act before and after each request, by its words. */
public final class Listeners implements Trouble {
  private static final List<Listener> ALL = new CopyOnWriteArrayList<>();

  private Listeners() {}

  /** What a test does. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Is told of a request, such as {@code close /results/trials/T/committed.json}.
     *
     * @param done whether it is done, and only its reply can be lost
     */
    void request(String request, boolean done) throws IOException;
  }

  /** A configuration in which a scheme means a file system that is listened to. */
  public static Configuration configuration(String scheme) {
    Manners manners = scheme.equals("hdfs") ? Manners.ATOMIC : Manners.LAST_WINS;
    return TroubleFileSystem.configuration(scheme, manners, new Listeners());
  }

  /** From now on nobody but these listens. */
  public static void listen(Listener... listeners) {
    ALL.clear();
    ALL.addAll(List.of(listeners));
  }

  @Override
  public void at(Moment moment, Request request) throws IOException {
    if (moment != Moment.HALFWAY) {
      for (Listener listener : ALL) {
        listener.request(request.toString(), moment == Moment.AFTER);
      }
    }
  }

  /** Remembers what was done. */
  public static final class Log implements Listener {
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @Override
    public void request(String request, boolean done) {
      if (done) {
        requests.add(request);
      }
    }

    /** What was done after the last request that begins and ends so. */
    public List<String> after(String verb, String ending) {
      List<String> after = new ArrayList<>();
      for (String request : requests) {
        after.add(request);
        if (request.startsWith(verb + " ") && request.endsWith(ending)) {
          after.clear();
        }
      }
      return after;
    }
  }
}
