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

/** Queries the driver about GPUs with {@code nvidia-smi}. */
final class NvidiaSmi {
  private static final String FIELDS =
      "index,uuid,name,driver_version,memory.total,memory.free,compute_cap";

  /** Drivers before 510 do not know {@code compute_cap} and refuse a query with it. */
  private static final String WITHOUT_CAPABILITY = FIELDS.replace(",compute_cap", "");

  /** A healthy driver answers in one second; one that hangs never answers. */
  static final Duration LIMIT = Duration.ofSeconds(15);

  private static final int FEWEST_CELLS = 6;
  private static final String INSTANCE = "MIG-";

  /** A line of {@code nvidia-smi -L}: a GPU, or below it one of its MIG instances. */
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
   * @param gpus empty if something is wrong, or if there are none
   * @param trouble what is wrong, without a full stop; null if nothing is
   */
  record Answer(List<Gpu> gpus, @Nullable String trouble) {
    static Answer trouble(String what) {
      return new Answer(List.of(), what);
    }
  }

  /**
   * A GPU as its driver reports it, or one of its MIG instances: CUDA computes only on the
   * instances of a GPU that has some.
   *
   * @param index as {@code nvidia-smi} counts; for an instance, that of its GPU
   * @param capability such as {@code 8.6}; null if the driver is too old to report it
   * @param freeMib free memory; -1 if the driver does not report it, as for an instance
   */
  record Gpu(
      int index,
      String uuid,
      String name,
      String driver,
      @Nullable String capability,
      long freeMib) {

    /** Returns whether an address that Spark assigned is that of this GPU. */
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

  /** Returns the answer of the only query. */
  synchronized Answer answer() {
    Answer known = answer == null ? ask() : answer;
    answer = known;
    return known;
  }

  /** Queries the driver. Waits at most three times the limit. */
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
    // An answer is shorter than a pipe's buffer, so it can be read after the process has ended.
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
        return Answer.trouble(program + " gave an unknown answer (" + line + ")");
      }
      gpus.add(gpu);
    }
    return new Answer(gpus, null);
  }

  /** Returns the GPUs, with each GPU that has instances replaced by them. */
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

  /** The cell is {@code [N/A]} if a card does not report its free memory. */
  private static long mib(String cell) {
    return cell.matches("\\d{1,12}") ? Long.parseLong(cell) : -1;
  }
}
