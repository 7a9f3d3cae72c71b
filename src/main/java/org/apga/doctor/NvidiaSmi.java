package org.apga.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks the driver about GPUs, by the program that comes with it. */
final class NvidiaSmi {
  private static final String FIELDS =
      "index,uuid,name,driver_version,memory.total,memory.free,compute_cap";

  /** Drivers before 510 do not know it, and then refuse the whole question. */
  private static final String WITHOUT_CAPABILITY = FIELDS.replace(",compute_cap", "");

  /** A healthy driver answers in one second; one that hangs never does. */
  static final Duration LIMIT = Duration.ofSeconds(15);

  private static final int FEWEST_CELLS = 6;
  private static final String INSTANCE = "MIG-";

  /** A line of {@code nvidia-smi -L}: a GPU, or below it an instance that it is cut into. */
  private static final Pattern LISTED =
      Pattern.compile("(GPU \\d+:|(?<profile>MIG \\S+)).*\\(UUID: (?<uuid>[^)]+)\\)");

  private final String program;
  private final Duration limit;
  private @Nullable Answer answer;

  NvidiaSmi(String program, Duration limit) {
    this.program = program;
    this.limit = limit;
  }

  /**
   * @param gpus none if something is wrong, or if there is none
   * @param trouble in words, without a full stop; null if there is none
   */
  record Answer(List<Gpu> gpus, @Nullable String trouble) {
    static Answer trouble(String what) {
      return new Answer(List.of(), what);
    }
  }

  /**
   * A GPU as its driver tells of it, or one of the instances (MIG) that it is cut into: CUDA
   * computes on these alone.
   *
   * @param index as {@code nvidia-smi} counts; of an instance, that of its GPU
   * @param capability such as {@code 8.6}; null where the driver is too old to tell
   * @param freeMib memory; -1 where the driver does not tell, as of an instance
   */
  record Gpu(
      int index,
      String uuid,
      String name,
      String driver,
      @Nullable String capability,
      long freeMib) {

    /** Whether Spark means this one. */
    boolean isAt(String address) {
      boolean whole = !uuid.startsWith(INSTANCE);
      return (whole && address.equals(Integer.toString(index))) || address.equals(uuid);
    }

    private Gpu instance(String profile, String itsUuid) {
      return new Gpu(index, itsUuid, name + " " + profile, driver, capability, -1);
    }

    @Override
    public String toString() {
      return "GPU " + index + " (" + name + ")";
    }
  }

  private record Ended(int exitCode, String output) {}

  /** The answer, asked for once. */
  synchronized Answer answer() {
    Answer known = answer == null ? ask() : answer;
    answer = known;
    return known;
  }

  /** Asks. Waits at most twice the limit. */
  Answer ask() {
    try {
      Ended ended = query(FIELDS);
      if (ended != null && ended.exitCode != 0 && ended.output.contains("compute_cap")) {
        ended = query(WITHOUT_CAPABILITY);
      }
      if (ended == null) {
        return Answer.trouble(program + " did not answer in " + limit.toSeconds() + " s");
      }
      Answer answer = answer(ended);
      Ended list = answer.gpus.isEmpty() ? null : run("-L");
      return list == null ? answer : new Answer(cut(answer.gpus, list.output), null);
    } catch (IOException e) {
      return Answer.trouble("there is no " + program);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.trouble(program + " was interrupted");
    }
  }

  private @Nullable Ended query(String fields) throws IOException, InterruptedException {
    return run("--query-gpu=" + fields, "--format=csv,noheader,nounits");
  }

  private @Nullable Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    // An answer is shorter than a pipe's buffer, so that nobody need read before it has ended.
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return null;
    }
    return new Ended(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private Answer answer(Ended ended) {
    List<String> lines = ended.output.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    String first = lines.isEmpty() ? "" : lines.get(0).replaceFirst("\\.$", "");
    if (first.startsWith("No devices")) {
      return new Answer(List.of(), null);
    }
    if (ended.exitCode != 0) {
      return Answer.trouble(
          program + " ended with " + ended.exitCode + (first.isEmpty() ? "" : " (" + first + ")"));
    }
    List<Gpu> gpus = new ArrayList<>();
    for (String line : lines) {
      Gpu gpu = gpu(line.split(",\\s*", -1));
      if (gpu == null) {
        return Answer.trouble(program + " gave an answer that nobody understands (" + line + ")");
      }
      gpus.add(gpu);
    }
    return new Answer(gpus, null);
  }

  /** The GPUs, with instances in the place of those that are cut into some. */
  private static List<Gpu> cut(List<Gpu> gpus, String list) {
    List<Gpu> all = new ArrayList<>(gpus);
    Gpu whole = gpus.get(0);
    Matcher line = LISTED.matcher(list);
    while (line.find()) {
      String uuid = line.group("uuid");
      String profile = line.group("profile");
      if (profile == null) {
        whole = gpus.stream().filter(gpu -> gpu.uuid.equals(uuid)).findFirst().orElse(whole);
      } else {
        all.remove(whole);
        all.add(whole.instance(profile, uuid));
      }
    }
    return all;
  }

  private static @Nullable Gpu gpu(String[] cells) {
    if (cells.length < FEWEST_CELLS || !cells[0].matches("\\d{1,4}")) {
      return null;
    }
    boolean tells = cells.length > FEWEST_CELLS && cells[FEWEST_CELLS].matches("\\d+\\.\\d+");
    return new Gpu(
        Integer.parseInt(cells[0]),
        cells[1],
        cells[2],
        cells[3],
        tells ? cells[FEWEST_CELLS] : null,
        mib(cells[5]));
  }

  /** {@code [N/A]} where a card does not tell. */
  private static long mib(String cell) {
    return cell.matches("\\d{1,12}") ? Long.parseLong(cell) : -1;
  }
}
