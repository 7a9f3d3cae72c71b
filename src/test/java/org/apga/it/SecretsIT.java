package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apga.cli.CommandRun;
import org.apga.data.phantom.PhantomFormat;
import org.apga.data.phantom.PhantomWriter;
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
 * of data and results, the texts of DICOM files. Whatever a run prints, logs or stores is searched
 * for them.
 */
@Timeout(240)
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
    everything.addAll(rows(grid, "results/" + OF_ENVIRONMENT));
    requireNone(everything, OF_ENVIRONMENT, OF_SPARK, OF_ADDRESS);
  }

  @Test
  void noPatientOfADicomFileIsPrintedLoggedOrStoredAndItsPixelsTrainAsThoseOfAPng()
      throws Exception {
    TinyGrid png = TinyGrid.in(folder.resolve("png"), "elbow");
    TinyGrid grid = TinyGrid.in(folder.resolve("dicom"), PhantomFormat.DICOM, "elbow");
    Path set = grid.data().resolve(PhantomWriter.FOLDER);
    Path cut = set.resolve(images(set, ".dcm").get(0));
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    Files.write(set.resolve("IM0001"), Arrays.copyOf(whole, 500));
    Path labels = folder.resolve("labels.csv");
    List<String> rows = new ArrayList<>(List.of("path,label,split"));
    images(set, ".dcm").forEach(path -> rows.add(row(path, "%1$s,%2$s,%5$s")));
    Files.write(labels, rows);
    Path csv = folder.resolve("dicom.csv");
    Path pngCsv = folder.resolve("png.csv");
    List<String> pngRows = new ArrayList<>(List.of("path,label,patient,study,group,split"));
    images(png.data().resolve(PhantomWriter.FOLDER), ".png").stream()
        .skip(1)
        .forEach(path -> pngRows.add(row(path, "%1$s,%2$s,%3$s,%4$s,elbow,%5$s")));
    Files.write(pngCsv, pngRows);

    CommandRun manifest =
        CommandRun.of(
            Map.of(),
            "manifest",
            "--dicom=" + set,
            "--label-from=" + labels,
            "--salt-file=" + folder.resolve("salt"),
            "--out=" + csv);
    List<String> output = run(grid.process("results", oneEpoch(grid, csv)));
    CommandRun ofPng = png.run("results", oneEpoch(png, pngCsv));

    // They were read, and complained of.
    assertThat(manifest.lines()).contains("Cannot read IM0001: it is truncated. It is left out.");
    assertThat(output).as(String.join("\n", output)).anyMatch(l -> l.startsWith("Tables are in "));
    assertThat(ofPng.exitCode()).as(ofPng.toString()).isZero();
    List<String> probabilities = probabilities(grid);
    assertThat(probabilities).hasSizeGreaterThan(10).isEqualTo(probabilities(png));

    List<String> everything = new ArrayList<>(output);
    everything.addAll(manifest.lines());
    everything.addAll(manifest.errors());
    everything.addAll(Files.readAllLines(csv));
    everything.addAll(texts(grid.root("results")));
    everything.addAll(texts(log()));
    everything.addAll(rows(grid, "results"));
    assertThat(everything).anyMatch(text -> text.contains("NOMAKER"));
    assertThat(everything).anyMatch(text -> text.contains("image1.dcm: it is truncated"));
    requireNone(
        everything, "NOBODY", "NOHOSPITAL", "NODOCTOR", "NOSTREET", "ACCESSION0", "2.25.1000");
  }

  private static String[] oneEpoch(TinyGrid grid, Path csv) {
    return new String[] {
      "data.root=\"" + grid.data().resolve(PhantomWriter.FOLDER) + "\"",
      "data.manifest=\"" + csv + "\"",
      "data.max-unreadable-share=0.1",
      "grid.arms=[baseline]",
      "train.epochs=1"
    };
  }

  private static List<String> images(Path set, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(set)) {
      return files
          .map(file -> set.relativize(file).toString())
          .filter(path -> path.endsWith(ending))
          .sorted()
          .toList();
    }
  }

  /** With the path, the label, the patient, the study and the split; a third of patients select. */
  private static String row(String path, String row) {
    String[] names = path.split("/");
    int patient = Integer.parseInt(names[2].replaceAll("\\D", ""));
    String split = names[0].equals("valid") ? "test" : patient % 3 == 0 ? "selection" : "train";
    String label = names[3].endsWith("_positive") ? "1" : "0";
    return row.formatted(path, label, names[2], names[2] + names[3], split);
  }

  /** Of each image by its path without the ending, to the last bit. */
  private static List<String> probabilities(TinyGrid grid) {
    return grid.table("results", Tables.PREDICTIONS).stream()
        .map(row -> row.text("path").replaceFirst("\\.[a-z]+$", "=") + row.real("probability"))
        .sorted()
        .toList();
  }

  private static List<String> rows(TinyGrid grid, String root) {
    return Tables.ALL.stream()
        .flatMap(table -> grid.table(root, table).stream())
        .map(SecretsIT::values)
        .toList();
  }

  private static void requireNone(List<String> everything, String... planted) {
    assertThat(everything).hasSizeGreaterThan(100);
    assertThat(everything.stream().filter(text -> Stream.of(planted).anyMatch(text::contains)))
        .isEmpty();
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
