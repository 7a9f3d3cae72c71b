package org.apga.doctor;

import java.util.Locale;
import org.apga.secrets.Secrets;
import org.apga.trial.FailureCause;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check.
 *
 * @param check the check's name, one word, such as {@code driver}
 * @param what what the check found
 * @param warning what a person should check, in sentences; empty if nothing
 * @param failure null if the check passed
 */
public record Finding(String check, String what, String warning, @Nullable Failure failure) {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /**
   * Why a check failed.
   *
   * @param cause {@link FailureCause#INFRASTRUCTURE} if another machine may be suitable, {@link
   *     FailureCause#CONFIG} if none is, {@link FailureCause#DATA} if the data is at fault
   * @param remedy how to fix it, a sentence
   */
  public record Failure(FailureCause cause, String remedy) {
    /** Removes secrets. */
    public Failure {
      remedy = Secrets.redact(remedy);
    }
  }

  /** Removes secrets, such as those in the addresses of data and results. */
  public Finding {
    what = Secrets.redact(what);
    warning = Secrets.redact(warning);
  }

  /** Formats an amount of memory: {@code 3.7 GiB}, or {@code 512 MiB} below 1 GiB. */
  static String bytes(long bytes) {
    return bytes < GIB
        ? (bytes + MIB - 1) / MIB + " MiB"
        : String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
  }

  static Finding ok(String check, String what) {
    return warning(check, what, "");
  }

  /** The check passed, but a person should check something. */
  static Finding warning(String check, String what, String warning) {
    return new Finding(check, what, warning, null);
  }

  /** This machine is not suitable. */
  static Finding machine(String check, String what, String remedy) {
    return new Finding(check, what, "", new Failure(FailureCause.INFRASTRUCTURE, remedy));
  }

  /** No machine is suitable with these settings. */
  static Finding settings(String check, String what, String remedy) {
    return new Finding(check, what, "", new Failure(FailureCause.CONFIG, remedy));
  }

  /** Some of the data cannot be used, on any machine. */
  static Finding data(String check, String what, String remedy) {
    return new Finding(check, what, "", new Failure(FailureCause.DATA, remedy));
  }

  /** Converts one of our exceptions, whose message ends with a sentence on what to try. */
  static Finding said(String check, RuntimeException e, FailureCause cause) {
    return said(check, String.valueOf(e.getMessage()), cause);
  }

  /** Converts such a message. */
  static Finding said(String check, String message, FailureCause cause) {
    int sentence = message.lastIndexOf(". ");
    return new Finding(
        check,
        message.substring(0, Math.max(0, sentence)),
        "",
        new Failure(cause, message.substring(sentence < 0 ? 0 : sentence + 2)));
  }

  public boolean ok() {
    return failure == null;
  }

  /** Returns the finding as one line: {@code FAIL driver what. Remedy.} */
  public String line() {
    String level = failure != null ? "FAIL" : warning.isEmpty() ? "ok" : "warn";
    return String.format(
        "%-5s %-10s %s", level, check, warning.isEmpty() ? wrong() : what + ". " + warning);
  }

  /** Returns what is wrong and how to fix it; if nothing is wrong, what was found. */
  public String wrong() {
    return failure == null ? what : what + ". " + failure.remedy();
  }
}
