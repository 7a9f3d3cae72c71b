package org.apga.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import picocli.CommandLine.Option;

/** The engine, device, precision and threads of commands that work without a grid. */
final class EngineOptions {
  @Option(names = "--engine", paramLabel = "NAME", defaultValue = EngineChoice.FITTING)
  private String name = "";

  @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu")
  private String device = "";

  @Option(names = "--precision", paramLabel = "FORMAT", defaultValue = "float")
  private String precision = "";

  @Option(names = "--threads", paramLabel = "N")
  private int threads = Runtime.getRuntime().availableProcessors();

  /**
   * Returns the chosen engine.
   *
   * @param what what the command does, for messages such as {@code Cannot verify}
   * @throws UsageException if an option is not valid
   */
  EngineChoice choice(String what) {
    if (threads < 1) {
      throw new UsageException(
          "Cannot %s with --threads %d: it must be 1 or more. Use --threads 1.", what, threads);
    }
    if (!EngineChoice.NAMES.contains(name)) {
      throw none(what, "engine", name, EngineChoice.NAMES);
    }
    EngineChoice choice =
        new EngineChoice(
            name,
            one(what, "device", device, Device.class),
            one(what, "precision", precision, Precision.class),
            threads);
    choice
        .problem()
        .ifPresent(
            why -> {
              throw new UsageException("Cannot %s with --precision %s: %s.", what, precision, why);
            });
    return choice;
  }

  private static <E extends Enum<E>> E one(
      String what, String option, String label, Class<E> type) {
    List<E> all = Arrays.stream(type.getEnumConstants()).filter(one -> one != Device.AUTO).toList();
    return all.stream()
        .filter(one -> label(one).equals(label))
        .findFirst()
        .orElseThrow(
            () -> none(what, option, label, all.stream().map(EngineOptions::label).toList()));
  }

  private static String label(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  static UsageException none(String what, String option, String name, List<String> names) {
    return new UsageException(
        "Cannot %s with the %s %s: there is no such %s. Use one of %s.",
        what, option, name, option, String.join(", ", names));
  }
}
