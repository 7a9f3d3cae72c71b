package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The files in submit/schedule are valid for their schedulers and handle the exit codes. */
@Timeout(60)
class ScheduleExamplesTest {
  private static final Path FOLDER = Path.of("submit/schedule");

  @TempDir private Path folder;

  private record Ran(int exitCode, String output) {}

  private static Ran run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    boolean ended = process.waitFor(30, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended).as(String.join(" ", command)).isTrue();
    return new Ran(process.exitValue(), new String(process.getInputStream().readAllBytes()));
  }

  /** A project whose launcher exits with this code and records its calls. */
  private Path project(int exitCode) throws IOException {
    Path launcher = Files.createDirectories(folder.resolve("submit")).resolve("apga");
    Files.writeString(
        launcher, "#!/bin/bash\necho \"$*\" >> \"" + folder + "/calls\"\nexit " + exitCode + "\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    return folder;
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "4, ''", "1, 'apga run: exit code 1'", "130, 'apga run: exit code 130'"})
  void cronMailsWhatWantsAPersonAlone(int exitCode, String mailed) throws Exception {
    List<String> jobs = new ArrayList<>();
    for (String line : Files.readAllLines(FOLDER.resolve("crontab.example"))) {
      if (!line.isBlank() && !line.startsWith("#") && !line.matches("[A-Z_]+=\\S+")) {
        jobs.add(line);
      }
    }
    assertThat(jobs).hasSize(1);
    // Cron reads % as the end of a line.
    assertThat(jobs.get(0)).matches("(\\S+ ){5}cd .*").doesNotContain("%");
    String job =
        jobs.get(0)
            .replace("/tmp/", folder + "/")
            .replaceFirst("(\\S+ ){5}", "APGA='" + project(exitCode) + "'; ");

    Ran ran = run("/bin/bash", "-c", job);

    assertThat(ran.output().strip()).isEqualTo(mailed);
    assertThat(calls()).containsExactly("run conf/nightly.conf --set run.until=07:00");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "2, 1", "4, 1", "3, 3", "137, 3"})
  void airflowTriesAgainWhatTryingMends(int exitCode, int tries) throws Exception {
    String dag = Files.readString(FOLDER.resolve("apga_dag.py"));
    assertThat(run("python3", "-c", "import ast, sys; ast.parse(sys.argv[1])", dag).exitCode())
        .isZero();
    String night =
        dag.replaceFirst("(?s).*TRAIN = \"\"\"", "")
            .replaceFirst("(?s)\"\"\".*", "")
            .replace("/opt/apga", project(exitCode).toString())
            .replace("sleep 60", "");

    assertThat(run("/bin/bash", "-c", night).exitCode()).isEqualTo(exitCode);

    assertThat(calls())
        .hasSize(tries)
        .allMatch(
            call -> call.matches(".* run\\.until=\\d{4}-\\d\\d-\\d\\dT07:00:00[+-]\\d\\d:\\d\\d"));
    assertThat(dag).contains("skip_on_exit_code=" + Main.TIME_OVER + ",");
  }

  @Test
  void theCronJobNeverRunsTwoNightsAtOnceAndTakesALongGridForAGoodNight() throws Exception {
    JsonNode job =
        new ObjectMapper()
            .valueToTree(new Yaml().load(Files.readString(FOLDER.resolve("cronjob.yaml"))));
    JsonNode spec = job.at("/spec");
    JsonNode driver = spec.at("/jobTemplate/spec/template/spec/containers/0");

    assertThat(job.at("/kind").asText()).isEqualTo("CronJob");
    assertThat(spec.at("/concurrencyPolicy").asText()).isEqualTo("Forbid");
    assertThat(spec.at("/jobTemplate/spec/podFailurePolicy/rules/0/onExitCodes").toString())
        .isEqualTo("{\"containerName\":\"driver\",\"operator\":\"In\",\"values\":[1,2]}");
    String script = driver.at("/command/2").asText();
    for (int code : new int[] {0, 1, 2, 3, 130}) {
      assertThat(run("/bin/bash", "-c", script, "night", "/bin/bash", "-c", "exit " + code))
          .isEqualTo(new Ran(code, ""));
    }
    assertThat(run("/bin/bash", "-c", script, "night", "/bin/bash", "-c", "exit 4").exitCode())
        .isZero();
    // SIGTERM, as when a pod is evicted.
    String stopped = "trap 'exit 130' TERM; kill -TERM $PPID; while :; do sleep 0.05; done";
    assertThat(run("/bin/bash", "-c", script, "night", "/bin/bash", "-c", stopped).exitCode())
        .isEqualTo(130);
  }
}
