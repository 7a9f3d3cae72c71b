package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
  private static final String[] TINY = {
    "--classifier", "small", "--size", "32", "--batch", "2", "--steps", "1", "--threads", "1"
  };

  @TempDir private Path folder;

  private static CommandRun bench(Stream<String> arguments) {
    return CommandRun.of(
        Map.of(), Stream.concat(Stream.of("bench"), arguments).toArray(String[]::new));
  }

  private static CommandRun bench(String... arguments) {
    return bench(Arrays.stream(arguments));
  }

  private static CommandRun tinySteps(String... more) {
    return bench(
        Stream.of(Stream.of("steps"), Arrays.stream(TINY), Arrays.stream(more)).flatMap(s -> s));
  }

  private static JsonNode onlyLine(CommandRun run) throws IOException {
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines()).hasSize(1);
    return new ObjectMapper().readTree(run.lines().get(0));
  }

  private static List<String> names(JsonNode line) {
    List<String> names = new ArrayList<>();
    line.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"baseline", "continue3", "gradcam", "apga", "end2end", "inference", "policy"})
  void aStepIsOneLineWithTheYardsticksFields(String method) throws IOException {
    JsonNode line = onlyLine(tinySteps("--method", method));

    assertThat(names(line))
        .containsExactly(
            "engine",
            "method",
            "classifier",
            "size",
            "batch",
            "profile",
            "threads",
            "device",
            "precision",
            "wall_s",
            "cpu_s",
            "peak_rss_mb");
    assertThat(line.get("engine").textValue()).startsWith("dl4j 1.0.0");
    assertThat(line.get("method").textValue()).isEqualTo(method);
    assertThat(line.get("classifier").textValue()).isEqualTo("small");
    assertThat(line.get("size").intValue()).isEqualTo(32);
    assertThat(line.get("batch").intValue()).isEqualTo(2);
    assertThat(line.get("threads").intValue()).isEqualTo(1);
    assertThat(line.get("wall_s").isFloatingPointNumber()).isTrue();
    assertThat(line.get("wall_s").doubleValue()).isPositive();
    assertThat(line.get("cpu_s").isFloatingPointNumber()).isTrue();
    assertThat(line.get("cpu_s").doubleValue()).isPositive();
    assertThat(line.get("peak_rss_mb").isIntegralNumber()).isTrue();
    assertThat(line.get("peak_rss_mb").longValue()).isPositive();
  }

  @Test
  void settingsGoBeforeTheProfileAndStandInTheLine() throws IOException {
    JsonNode line = onlyLine(tinySteps("--set", "norms.masked-steps=split", "--method", "apga"));

    assertThat(line.get("set").textValue()).isEqualTo("norms.masked-steps=split");
  }

  @Test
  void theLineNamesTheEngineThatWasAskedFor() throws IOException {
    JsonNode line = onlyLine(tinySteps("--engine", "dl4j-graph", "--method", "baseline"));

    assertThat(line.get("engine").textValue()).startsWith("dl4j-graph 1.0.0");
  }

  @Test
  void aStepRunsInDoublePrecisionToo() throws IOException {
    assertThat(onlyLine(tinySteps("--precision", "double")).get("method").textValue())
        .isEqualTo("apga");
  }

  @Test
  void decodingIsOneLineAndLeavesNothingBehind() throws IOException {
    Path phantoms = folder.resolve("phantoms");
    String[] arguments = {
      "data", "--images", "5", "--size", "32", "--batch", "2", "--threads", "1"
    };
    JsonNode line = onlyLine(bench(arguments));
    JsonNode kept =
        onlyLine(
            bench(
                Stream.concat(Arrays.stream(arguments), Stream.of("--dir", phantoms.toString()))));
    JsonNode first =
        onlyLine(bench("data", "--images", "3", "--threads", "2", "--dir", phantoms.toString()));

    assertThat(names(line))
        .containsExactly(
            "engine",
            "kind",
            "images",
            "size",
            "batch",
            "threads",
            "cold_images_per_s",
            "cold_images_per_cpu_s",
            "cached_images_per_s",
            "cached_images_per_cpu_s",
            "peak_rss_mb");
    assertThat(line.get("engine").textValue()).startsWith("apga ");
    assertThat(line.get("images").intValue()).isEqualTo(5);
    assertThat(line.get("cold_images_per_s").doubleValue()).isPositive();
    assertThat(line.get("cold_images_per_cpu_s").doubleValue()).isPositive();
    assertThat(line.get("cached_images_per_s").doubleValue()).isPositive();
    assertThat(line.get("cached_images_per_cpu_s").doubleValue()).isPositive();
    assertThat(line.get("peak_rss_mb").longValue()).isPositive();
    assertThat(kept.get("images").intValue()).isEqualTo(5);
    assertThat(first.get("images").intValue()).isEqualTo(3);
    assertThat(first.get("size").intValue()).isEqualTo(224);
    assertThat(first.get("batch").intValue()).isEqualTo(25);
    assertThat(phantoms).isDirectoryContaining("glob:**/phantom-4.png");
  }

  @Test
  void anImageThatCanNotBeDecodedIsNamed() throws IOException {
    Files.createFile(folder.resolve("empty.png"));

    CommandRun run = bench("data", "--dir", folder.toString());

    assertThat(run)
        .isEqualTo(
            refused(
                "Cannot time the decoding of empty.png: it is empty. Remove it from the folder, or"
                    + " name another folder."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--method     | magic  | the method magic: there is no such method. Use one of"
            + " baseline, continue, continue3, cutout, gradcam, end2end, apga, inference, policy.",
        "--classifier | vgg    | the classifier vgg: there is no such classifier. Use one of"
            + " densenet121, densenet161, densenet169, densenet201, small.",
        "--engine     | tpu    | the engine tpu: there is no such engine. Use one of dl4j,"
            + " dl4j-graph, dl4j-torch.",
        "--size       | 100    | --size 100: both networks halve an image five times, so it must be"
            + " a multiple of 32 up to 2048. Use --size 224.",
        "--size       | 0      | --size 0: both networks halve an image five times, so it must be a"
            + " multiple of 32 up to 2048. Use --size 224.",
        "--batch      | 0      | --batch 0: it must be 1 or more. Use --batch 8.",
        "--steps      | 0      | --steps 0: it must be 1 or more. Use --steps 3.",
        "--threads    | -1     | --threads -1: it must be 1 or more. Use --threads 1.",
      })
  void stepsRefuseInOneLine(String option, String value, String why) {
    assertThat(bench("steps", option, value))
        .isEqualTo(refused("Cannot run the benchmark with " + why));
  }

  @Test
  void anEngineThatCanNotBeOpenedIsSaidSoInOneLine() {
    assertThat(bench("steps", "--engine", "dl4j-graph", "--device", "cuda"))
        .isEqualTo(
            refused(
                "Cannot compute on a GPU with the engine dl4j-graph: this distribution's ND4J is built"
                    + " for CPUs. Set engine = dl4j, or build with mvn -Pcuda -DskipTests package."));
  }

  @ParameterizedTest
  @CsvSource({"--images, 500", "--size, 224", "--batch, 25", "--threads, 1"})
  void dataRefusesInOneLine(String option, String usual) {
    assertThat(bench("data", option, "0"))
        .isEqualTo(
            refused(
                String.format(
                    "Cannot run the benchmark with %s 0: it must be 1 or more. Use %s %s.",
                    option, option, usual)));
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertThat(bench("steps", "--batch", "many"))
        .isEqualTo(
            refused(
                "Cannot run apga bench steps: Invalid value for option '--batch': 'many' is not an"
                    + " int. See apga bench steps --help."));
  }

  @Test
  void withoutABenchmarksNameNothingStarts() {
    assertThat(bench())
        .isEqualTo(
            refused(
                "Cannot run apga bench: name one of steps, data, schedule, tables. See apga bench"
                    + " --help."));
  }

  private static CommandRun refused(String message) {
    return new CommandRun(Main.NOTHING_STARTED, List.of(), List.of(message));
  }
}
