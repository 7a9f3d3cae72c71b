package org.apga.doctor;

import java.util.Locale;
import org.apga.secrets.Secrets;
import org.apga.trial.FailureCause;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param check a word, such as {@code driver}
 * @param what it saw
 * @param warning what a person should look at, in sentences; empty if nothing
 * @param failure null if that is well
 */
public record Finding(String check, String what, String warning, @Nullable Failure failure) {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /**
   * What is wrong.
   *
   * @param cause {@link FailureCause#INFRASTRUCTURE} if another machine may do, {@link
   *     FailureCause#CONFIG} if none will, {@link FailureCause#DATA} if it is no machine's fault
   * @param remedy a sentence
   */
  public record Failure(FailureCause cause, String remedy) {
    /** Removes secrets. */
    public Failure {
      remedy = Secrets.redact(remedy);
    }
  }

  /** Removes secrets, such as those of the addresses of data and results. */
  public Finding {
    what = Secrets.redact(what);
    warning = Secrets.redact(warning);
  }

  /** An amount of memory: {@code 3.7 GiB}, or {@code 512 MiB} below one. */
  static String bytes(long bytes) {
    return bytes < GIB
        ? (bytes + MIB - 1) / MIB + " MiB"
        : String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
  }

  static Finding ok(String check, String what) {
    return warning(check, what, "");
  }

  /** This is well, but a person should look at something. */
  static Finding warning(String check, String what, String warning) {
    return new Finding(check, what, warning, null);
  }

  /** This machine will not do. */
  static Finding machine(String check, String what, String remedy) {
    return new Finding(check, what, "", new Failure(FailureCause.INFRASTRUCTURE, remedy));
  }

  /** No machine will do. */
  static Finding settings(String check, String what, String remedy) {
    return new Finding(check, what, "", new Failure(FailureCause.CONFIG, remedy));
  }

  /** Some of the data will not do, on whatever machine. */
  static Finding data(String check, String what, String remedy) {
    return new Finding(check, what, "", new Failure(FailureCause.DATA, remedy));
  }

  /** What an exception of ours says, whose message ends with a sentence that says what to try. */
  static Finding said(String check, RuntimeException e, FailureCause cause) {
    String message = String.valueOf(e.getMessage());
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

  /** As one line: {@code FAIL driver what. Remedy.} */
  public String line() {
    String level = failure != null ? "FAIL" : warning.isEmpty() ? "ok" : "warn";
    return String.format(
        "%-5s %-10s %s", level, check, warning.isEmpty() ? wrong() : what + ". " + warning);
  }

  /** What is wrong and what mends it; what was seen, if nothing is. */
  public String wrong() {
    return failure == null ? what : what + ". " + failure.remedy();
  }
}
