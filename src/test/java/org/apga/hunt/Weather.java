package org.apga.hunt;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apga.trouble.Request;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble;
import org.jspecify.annotations.Nullable;

/** What goes wrong during one call of a driver. */
abstract class Weather implements Trouble {
  private final AtomicInteger moments = new AtomicInteger();
  private final Tally tally;

  /** That of a driver's process: nothing that it asks for from now on is done. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  Weather(Tally tally) {
    this.tally = tally;
  }

  @Override
  public final void at(Moment moment, Request request) throws IOException {
    // Reads outnumber all else, and a driver that dies while it reads leaves nothing.
    int now = request.operation() == Operation.READ ? moments.get() : moments.incrementAndGet();
    Fault fault = fault(now, moment, request);
    if (fault != null) {
      tally.count("fault " + fault);
      tally.count(moment.name().toLowerCase(Locale.ROOT) + " " + request.operation());
      throw fault.at(request);
    }
  }

  /** Moments so far. */
  int moments() {
    return moments.get();
  }

  /** What happens now, if anything. */
  abstract @Nullable Fault fault(int now, Moment moment, Request request);

  /** Whether there are only faults that nobody should wait for. */
  boolean isPermanent() {
    return false;
  }

  /** Whether the driver does not survive it. */
  boolean isDeadly() {
    return false;
  }

  static final class Calm extends Weather {
    private final Map<String, Request> seen = new ConcurrentSkipListMap<>();

    Calm(Tally tally) {
      super(tally);
    }

    /** One of each kind of request to each name of files. */
    List<Request> requests() {
      return List.copyOf(seen.values());
    }

    @Override
    @Nullable Fault fault(int now, Moment moment, Request request) {
      seen.putIfAbsent(Refusal.name(request), request);
      return null;
    }

    @Override
    public String toString() {
      return "nothing";
    }
  }

  /** Each moment by itself may go wrong. */
  static final class Showers extends Weather {
    /** A grid asks for them a few times, and they matter. */
    private static final Set<Operation> RARE =
        EnumSet.of(Operation.SYNC, Operation.RENAME, Operation.MKDIRS);

    private final Dice dice;
    private final double share;

    Showers(Dice dice, Tally tally) {
      super(tally);
      this.dice = dice;
      this.share = dice.one(List.of(0.002, 0.01, 0.03), "how often");
    }

    @Override
    @Nullable Fault fault(int now, Moment moment, Request request) {
      double often = RARE.contains(request.operation()) ? 10 * share : share;
      if (dice.draw(moment + " " + request) >= often) {
        return null;
      }
      List<Fault> possible = Fault.of(moment, request.operation());
      return possible.isEmpty() ? null : dice.one(possible, "which " + moment + " " + request);
    }

    @Override
    public String toString() {
      return "showers of " + share;
    }
  }

  /** For some requests in a row nothing is answered, or every answer is lost. */
  static final class Outage extends Weather {
    private final Fault fault;
    private final Moment moment;
    private final int from;
    private final int length;

    Outage(Dice dice, int moments, Tally tally) {
      super(tally);
      this.fault = dice.one(List.of(Fault.REFUSED, Fault.TIMED_OUT, Fault.THROTTLED), "outage");
      this.moment = dice.one(List.of(Moment.BEFORE, Moment.AFTER), "outage at");
      this.from = dice.below(moments, "outage from");
      this.length = 1 + dice.below(60, "outage for");
    }

    @Override
    @Nullable Fault fault(int now, Moment moment, Request request) {
      return moment == this.moment && now >= from && now < from + length ? fault : null;
    }

    @Override
    public String toString() {
      return fault + " " + moment + " from moment " + from + " for " + length;
    }
  }

  /** One kind of request to files of one name never goes well. */
  static final class Refusal extends Weather {
    private final Fault fault;
    private final Moment moment;
    private final String request;

    /**
     * @param requests one of each kind that there are
     */
    Refusal(Dice dice, List<Request> requests, Tally tally) {
      super(tally);
      Request refused = dice.one(requests, "refused");
      this.request = name(refused);
      this.moment = dice.one(List.of(Moment.BEFORE, Moment.AFTER), "refused at");
      this.fault = dice.one(Fault.of(moment, refused.operation()), "refused by");
    }

    private static String name(Request request) {
      return request.operation() + " " + Dice.name(request.path().getName());
    }

    @Override
    @Nullable Fault fault(int now, Moment moment, Request request) {
      return moment == this.moment && name(request).equals(this.request) ? fault : null;
    }

    @Override
    boolean isPermanent() {
      return fault.isPermanent();
    }

    @Override
    public String toString() {
      return fault + " " + moment + " every " + request;
    }
  }

  /** The driver dies at one moment; before it, showers. */
  static final class Deadly extends Weather {
    private final int last;
    private final Weather before;
    private final Tally tally;

    Deadly(Dice dice, int moments, Tally tally) {
      super(tally);
      this.tally = tally;
      this.last = 1 + dice.below(moments, "last moment");
      this.before = dice.below(3, "and showers") == 0 ? new Showers(dice, tally) : new Calm(tally);
    }

    @Override
    @Nullable Fault fault(int now, Moment moment, Request request) {
      if (now == last && request.operation() != Operation.READ) {
        tally.count("death " + moment.name().toLowerCase(Locale.ROOT) + " " + request.operation());
      }
      if (now >= last) {
        throw new Death();
      }
      return before.fault(now, moment, request);
    }

    @Override
    boolean isDeadly() {
      return true;
    }

    @Override
    public String toString() {
      return "death at moment " + last + (before instanceof Calm ? "" : " after " + before);
    }
  }
}
