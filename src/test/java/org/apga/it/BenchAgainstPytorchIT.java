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
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code submit/bench-against-pytorch} with an apga and a Python that only print what they are told
 * to: what is run in which order, and the arithmetic of the table.
 */
@Timeout(60)
class BenchAgainstPytorchIT {
  private static final String SCRIPT = "submit/bench-against-pytorch";

  @TempDir private Path folder;
  private Path root;
  private Path calls;

  private record Result(int exitCode, List<String> out, List<String> errors) {}

  @BeforeEach
  void copyTheScript() throws IOException {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "python3"))),
        "there is no python3");
    root = Files.createDirectory(folder.toRealPath().resolve("the project"));
    Files.createDirectories(root.resolve("submit"));
    Files.copy(Path.of(SCRIPT), root.resolve(SCRIPT));
    calls = root.resolve("calls");
  }

  @Test
  void bothSidesTakeTurnsWithTheSameThreadsAndTheRatiosAreOfTheMedians() throws Exception {
    // Round after round ours take 2, 3, 1 s and the faster of theirs 4, 4, 5 s: medians 2 and 4;
    // 0.5, 0.75, 0.2.
    script(
        "submit/apga",
        recorded("apga")
            + printing(
                step("dl4j 1", "apga", 2), step("dl4j 1", "apga", 3), step("dl4j 1", "apga", 1)));
    script(
        "python",
        importsTorch()
            + recorded("python")
            + printing(
                step("torch 2", "apga", 4),
                step("torch 2", "apga", 6),
                step("torch 2", "apga", 7),
                step("torch 2", "apga", 4),
                step("torch 2", "apga", 5),
                step("torch 2", "apga", 9)));
    Path kept = root.resolve("lines.json");

    Result result =
        run(
            "--methods",
            "apga",
            "--batches",
            "8",
            "--threads",
            "2",
            "--python",
            root.resolve("python").toString(),
            "--json",
            kept.toString());

    String options =
        " --method apga --classifier densenet169 --steps 3 --size 224 --batch 8 --threads 2 --precision float --device cpu";
    String threads = " OMP_NUM_THREADS=2";
    String ours = "apga bench steps" + options + threads;
    String python = "python " + root.resolve("src/bench/torch/bench_steps.py") + options;
    String last = python + " --channels-last" + threads;
    String theirs = python + threads;
    assertThat(Files.readAllLines(calls))
        .containsExactly(ours, theirs, last, ours, theirs, last, ours, theirs, last);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .hasSize(4)
        .last()
        .isEqualTo(
            "| apga   | densenet169 | 224  | 8     | 2       | 2      | 4         | 0.50 (0.20..0.75) | 0.50 (0.20..0.75) | 0.50 (0.20..0.75) |");
    assertThat(result.out().get(0)).endsWith(" cores; dl4j 1, torch 2");
    assertThat(run("--from", kept.toString()).out()).isEqualTo(result.out().subList(1, 4));
  }

  @Test
  void theTableHasARowForEachKindOfWork() throws Exception {
    Path lines =
        Files.writeString(
            folder.resolve("lines.json"),
            String.join(
                "\n",
                step("dl4j 1", "gradcam", 0.123456),
                step("torch 2", "gradcam", 0.2),
                "",
                step("dl4j 1", "gradcam", 150),
                step("torch 2", "gradcam-features", 120)));

    assertThat(run("--from", lines.toString()))
        .isEqualTo(
            new Result(
                0,
                List.of(
                    "| method           | classifier  | size | batch | threads | ours s | PyTorch s | wall | cpu  | memory |",
                    "| ---------------- | ----------- | ---- | ----- | ------- | ------ | --------- | ---- | ---- | ------ |",
                    "| gradcam          | densenet169 | 224  | 8     | 2       | 0.123  | 0.2       | 0.62 | 0.62 | 0.60   |",
                    "| gradcam-features | densenet169 | 224  | 8     | 2       | 150    | 120       | 1.25 | 1.25 | 1.25   |"),
                List.of()));
  }

  @Test
  void decodingIsComparedByImagesASecond() throws Exception {
    Path lines =
        Files.writeString(
            folder.resolve("lines.json"),
            decoding("apga 0.1.0", 300) + "\n" + decoding("torch 2, torchvision 1, PIL 9", 600));

    assertThat(run("--from", lines.toString()).out())
        .containsExactly(
            "| kind | images | size | batch | threads | cold ours/s | PyTorch/s | cold | cold per cpu s | cached ours/s | PyTorch/s | cached | memory |",
            "| ---- | ------ | ---- | ----- | ------- | ----------- | --------- | ---- | -------------- | ------------- | --------- | ------ | ------ |",
            "| png  | 500    | 224  | 25    | 2       | 300         | 600       | 0.50 | 0.50           | 3000          | 6000      | 0.50   | 1.00   |");
  }

  @Test
  void aPythonWithoutTorchIsRefusedBeforeAnythingRuns() throws Exception {
    Path python =
        script("python", "echo \"ModuleNotFoundError: No module named 'torch'\" >&2\nexit 1\n");

    assertThat(run("--python", python.toString()))
        .isEqualTo(
            refused(
                "Cannot compare with PyTorch: "
                    + python
                    + " cannot import torch and torchvision (ModuleNotFoundError: No module named"
                    + " 'torch'). Try "
                    + python
                    + " -m pip install -r "
                    + root.resolve("src/bench/torch/requirements.txt")
                    + ", or --python with another Python."));
    assertThat(calls).doesNotExist();
  }

  @Test
  void aPythonThatIsNotThereIsRefused() throws Exception {
    assertThat(run("--python", "/nowhere/python3"))
        .isEqualTo(
            refused(
                "Cannot compare with PyTorch: there is no /nowhere/python3. Try --python with the path"
                    + " of a Python that has torch."));
  }

  @Test
  void linesWithoutAPartnerAreRefused() throws Exception {
    Path lines =
        Files.writeString(
            folder.resolve("lines.json"),
            step("dl4j 1", "apga", 1) + "\n" + step("torch 2", "baseline", 1) + "\n");

    assertThat(run("--from", lines.toString()))
        .isEqualTo(
            refused(
                "Cannot read "
                    + lines
                    + ": line 1 has no partner; ours and PyTorch's must take turns. Try a file that"
                    + " --json wrote."));
  }

  @Test
  void linesOfSomethingElseAreRefused() throws Exception {
    Path lines =
        Files.writeString(folder.resolve("lines.json"), step("dl4j 1", "apga", 1) + "\n{}\n");

    assertThat(run("--from", lines.toString()))
        .isEqualTo(
            refused(
                "Cannot read "
                    + lines
                    + ": line 2 is not a line of a benchmark. Try a file that --json wrote."));
  }

  @Test
  void aMethodThatIsNotThereIsRefused() throws Exception {
    assertThat(run("--methods", "apga,magic"))
        .isEqualTo(
            refused(
                "Cannot compare with PyTorch: argument --methods: there is no method magic;"
                    + " possible are baseline, gradcam, apga, end2end, inference, gradcam-features,"
                    + " policy. See submit/bench-against-pytorch --help."));
  }

  private static Result refused(String message) {
    return new Result(2, List.of(), List.of(message));
  }

  private Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve(SCRIPT).toString()));
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    List<String> out = process.inputReader().lines().toList();
    return new Result(process.waitFor(), out, Files.readAllLines(errors));
  }

  /** A line of either side whose every measure is {@code seconds}, memory in hundreds. */
  private static String step(String engine, String method, double seconds) {
    return String.format(
        Locale.ROOT,
        "{\"engine\": \"%s\", \"method\": \"%s\", \"classifier\": \"densenet169\", \"size\": 224,"
            + " \"batch\": 8, \"threads\": 2, \"wall_s\": %s, \"cpu_s\": %s, \"peak_rss_mb\": %d}",
        engine,
        method,
        seconds,
        seconds,
        (long) (100 * seconds));
  }

  private static String decoding(String engine, int rate) {
    return String.format(
        Locale.ROOT,
        "{\"engine\": \"%s\", \"kind\": \"png\", \"images\": 500, \"size\": 224, \"batch\": 25, \"threads\": 2,"
            + " \"cold_images_per_s\": %d, \"cold_images_per_cpu_s\": %d,"
            + " \"cached_images_per_s\": %d, \"cached_images_per_cpu_s\": %d, \"peak_rss_mb\": 400}",
        engine,
        rate,
        rate,
        10 * rate,
        10 * rate);
  }

  private static String importsTorch() {
    return "if [ \"$1\" = -c ]; then exit 0; fi\n";
  }

  private String recorded(String name) {
    return "echo \"" + name + " $* OMP_NUM_THREADS=$OMP_NUM_THREADS\" >>'" + calls + "'\n";
  }

  /** Prints one of {@code lines} a call, in turn, whichever script counts them. */
  private String printing(String... lines) {
    StringBuilder body =
        new StringBuilder("case $(grep -c \"^$(basename \"$0\") \" '" + calls + "') in\n");
    for (int i = 0; i < lines.length; i++) {
      body.append(i + 1).append(") echo '").append(lines[i]).append("' ;;\n");
    }
    return body.append("esac\n").toString();
  }

  private Path script(String name, String text) throws IOException {
    Path file = Files.writeString(root.resolve(name), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }
}
