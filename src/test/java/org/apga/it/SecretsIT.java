package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.trouble.Request;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets planted where secrets are: the environment, Spark's and Hadoop's settings, the addresses
 * of data and results. Whatever a run prints, logs or stores is searched for them.
 */
@Timeout(120)
class SecretsIT {
  private static final String OF_ENVIRONMENT = "planted+InThe/Environment1";
  private static final String OF_SPARK = "planted+InSparks/Settings2";
  private static final String OF_ADDRESS = "planted-in-an-address-3";

  @TempDir private Path folder;

  /** Complaints that quote an address: of a baseline's weights, and of a cutout trial's files. */
  public static final class Quotes implements Trouble {
    @Override
    public void at(Moment moment, Request request) throws IOException {
      if (request.operation() == Operation.OPEN && request.file().endsWith("/classifier.npz")) {
        throw new IOException("Access to " + request.path() + " is denied");
      }
      if (request.operation() == Operation.CREATE && request.file().contains("-cutout-")) {
        throw new IOException("The quota of " + request.path() + " is exhausted");
      }
    }
  }

  @Test
  void noSecretIsPrintedLoggedOrStored() throws Exception {
    TinyGrid grid = TinyGrid.in(folder, "elbow");
    String vault = "planted://reader:" + OF_ADDRESS + "@vault";

    List<String> output =
        run(
            grid.process(
                "results",
                "data.root=\"" + vault + grid.data() + "\"",
                "results.root=" + vault + grid.root("results") + "/" + OF_ENVIRONMENT,
                "results.patience-minutes=0",
                "run.tries=1",
                "grid.arms=[cutout,continue]"));

    // It ran, and everything that quotes an address had to.
    assertThat(output).as(String.join("\n", output)).anyMatch(l -> l.startsWith("Tables are in "));
    assertThat(output).anyMatch(l -> l.contains("in planted://***@vault" + grid.data()));
    assertThat(output)
        .anyMatch(l -> l.contains("cutout") && l.contains("The quota of planted://***@vault"));
    Path results = grid.root("results").resolve(OF_ENVIRONMENT);
    List<Row> trials = grid.table("results/" + OF_ENVIRONMENT, Tables.TRIALS);
    assertThat(trials)
        .anyMatch(row -> values(row).contains("Access to planted://***@vault"))
        .anyMatch(row -> values(row).contains("The quota of planted://***@vault"));

    List<String> everything = new ArrayList<>(output);
    for (Path root : List.of(results.resolve("plans"), results.resolve("trials"), log())) {
      everything.addAll(texts(root));
    }
    Tables.ALL.forEach(
        table ->
            grid.table("results/" + OF_ENVIRONMENT, table)
                .forEach(row -> everything.add(values(row))));
    assertThat(everything).hasSizeGreaterThan(100);
    assertThat(everything.stream().filter(SecretsIT::holdsASecret)).isEmpty();
  }

  private static boolean holdsASecret(String text) {
    return Stream.of(OF_ENVIRONMENT, OF_SPARK, OF_ADDRESS).anyMatch(text::contains);
  }

  private List<String> run(ProcessBuilder process) throws IOException, InterruptedException {
    List<String> command = process.command();
    command.addAll(
        command.indexOf("-cp"),
        List.of(
            "-Dspark.hadoop.fs.planted.impl=" + TroubleFileSystem.class.getName(),
            "-Dspark.hadoop." + TroubleFileSystem.BY + "=" + Quotes.class.getName(),
            "-Dspark.hadoop.lab.secret.key=" + OF_SPARK,
            "-Dspark.hadoop.lab.path=" + OF_SPARK,
            "-Dspark.task.maxFailures=2",
            "-Dlog4j2.configurationFile=" + Path.of("conf/log4j2.properties").toAbsolutePath(),
            "-Dapga.log=" + log().resolve("apga.log")));
    process.environment().put("LAB_TOKEN", OF_ENVIRONMENT);
    Process running = process.start();
    List<String> output = running.inputReader().lines().toList();
    running.waitFor();
    return output;
  }

  private Path log() {
    return folder.resolve("log");
  }

  /** Of a row. */
  private static String values(Row row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.schema().columns().size(); i++) {
      text.append(row.value(i)).append('\n');
    }
    return text.toString();
  }

  /** Of all files below a folder, their names with them. */
  private List<String> texts(Path root) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.add(root.relativize(file) + "\n");
        texts.addAll(
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().toList());
      }
    }
    return texts;
  }
}
