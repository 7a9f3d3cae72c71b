package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code submit/gpu-check}: all of it on this machine's CPU with tiny networks, and with programs
 * that only print, for what a GPU or a failure would say.
 */
class GpuCheckIT {
  private static final String SCRIPT = "submit/gpu-check";
  private static final List<String> PARTS =
      List.of("doctor", "parity", "determinism", "steps", "sharing", "memory", "grid");

  @TempDir private Path folder;
  private Path out;

  private record Result(int exitCode, List<String> lines, List<String> errors) {}

  @BeforeEach
  void requirePython() {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "python3"))),
        "there is no python3");
    out = folder.resolve("out");
  }

  @Test
  @Timeout(900)
  void everyPartHoldsOnACpu() throws Exception {
    Result result = run(Path.of(""), "--device", "cpu", "--small", "--python", "/nowhere/python3");

    assertThat(result.lines()).as(String.join("\n", result.lines())).hasSize(PARTS.size() + 1);
    for (int i = 0; i < PARTS.size(); i++) {
      assertThat(result.lines().get(i)).startsWith(String.format("ok    %-12s ", PARTS.get(i)));
    }
    assertThat(result.lines().get(1))
        .contains("the numbers of PyTorch in double, in 1 of 1 cases, within ");
    assertThat(result.lines().get(3)).contains("the comparison is left out: there is no PyTorch");
    assertThat(result.lines().get(5))
        .contains(
            "Cannot compute with a batch of 4 images: memory ran out when 1.00 GiB more were"
                + " requested.");
    assertThat(result.lines().get(6))
        .containsPattern(
            "executor \\d+ was killed \\(elbow baseline seed \\d: lost on .*\\); 4 trials are done"
                + " with the same bits");
    assertThat(result.lines().get(7)).isEqualTo("All 7 parts passed: " + out.resolve("index.html"));
    assertThat(result.exitCode()).isZero();
    String page = Files.readString(out.resolve("index.html"));
    assertThat(page)
        .contains("<h1>GPU check: <span class=\"badge\">All 7 parts passed</span></h1>")
        .contains("baseline-densenet121-32")
        .doesNotContain("<script", "<link", "src=", "class=\"badge bad\"");
    assertThat(out.resolve("raw/doctor.out")).content().contains("\"well\" : true");
    assertThat(out.resolve("result.json")).content().contains("\"holds\": true");
  }

  @Test
  @Timeout(60)
  void aPartThatFailsIsShownAndMakesTheExitCode1() throws Exception {
    Path root =
        standIns(
            "printf 'Warning: an old library.\\nCannot train: no <room>. Buy some.\\n' >&2; exit 2");

    Result result = run(root, "--python", root.resolve("python").toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.lines())
        .extracting(line -> line.replaceAll(" \\(\\d+ s\\)$", ""))
        .containsExactly(
            "ok    doctor       2 checks passed",
            "ok    parity       the numbers of PyTorch in double, in 1 of 1 cases, within 5.0e-09",
            "FAIL  determinism  trials-first ended with 2: Cannot train: no <room>. Buy some.",
            "ok    steps        20 kinds of steps; ours over PyTorch at batch 25: 1.04 to 1.04, 12"
                + " of 12 reach 1.05",
            "FAIL  sharing      shared-one ended with 2: Cannot train: no <room>. Buy some.",
            "FAIL  memory       A batch of 2048 images ended with 0, not because memory ran out: it"
                + " printed nothing",
            "FAIL  grid         grid ended with 2: Cannot train: no <room>. Buy some.",
            "4 of 7 parts failed: " + out.resolve("index.html"));
    assertThat(Files.readString(out.resolve("index.html")))
        .contains("4 of 7 parts failed: determinism, sharing, memory, grid")
        .contains("Cannot train: no &lt;room&gt;. Buy some.")
        .contains("<td>1.2e-04 at loss</td>")
        .contains("GPU 0 (NVIDIA H100)");
    assertThat(out.resolve("result.json")).content().contains("\"holds\": false");
  }

  @Test
  @Timeout(60)
  void onAGpuAMissingPytorchIsAFailure() throws Exception {
    Path root = standIns("exit 2");

    assertThat(run(root, "--python", "/nowhere/python3").lines())
        .anyMatch(
            line ->
                line.startsWith(
                    "FAIL  steps        There is no PyTorch to compare with: /nowhere/python3 cannot"
                        + " import torch and torchvision. Install both, or name another Python"
                        + " with --python."));
  }

  @Test
  @Timeout(60)
  void aFolderThatIsThereIsLeftAlone() throws Exception {
    Files.createDirectories(out);

    assertThat(run(Path.of("")))
        .isEqualTo(
            new Result(
                2,
                List.of(),
                List.of(
                    "Cannot write "
                        + out
                        + ": File exists. Name a folder that does not exist yet and that this user"
                        + " may write.")));
  }

  /** A project whose apga finds all well, and does {@code run} when it is to train. */
  private Path standIns(String run) throws IOException {
    Path root = Files.createDirectories(folder.toRealPath().resolve("project"));
    Files.createDirectories(root.resolve("submit"));
    Files.copy(Path.of(SCRIPT), root.resolve(SCRIPT));
    script(
        root.resolve("submit/apga"),
        """
        case $1 in
        doctor) echo '{"well": true, "checks": [
          {"check": "device", "well": true, "what": "GPU 0 (NVIDIA H100)"},
          {"check": "engine", "well": true, "what": "dl4j-torch on gpu 0"}]}' ;;
        verify) echo 'PASS  apga-densenet121-32               42 values  largest difference 5.0e-09 at loss  1.0 s  (float after one step: 1.2e-04 at loss)' ;;
        bench) echo '{"wall_s": 0.52}' ;;
        run) %s ;;
        esac
        """
            .formatted(run));
    script(root.resolve("python"), "[ \"$1\" = -c ] || echo '{\"wall_s\": 0.5}'\n");
    return root;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result run(Path root, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(root.resolve(SCRIPT).toAbsolutePath().toString());
    command.add(out.toString());
    command.addAll(List.of(options));
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeAll(List.of("APGA_TORCH", "CUDA_VISIBLE_DEVICES"));
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    return new Result(process.waitFor(), lines, Files.readAllLines(errors));
  }
}
