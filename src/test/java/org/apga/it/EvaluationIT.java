package org.apga.it;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apga.cli.CommandRun;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.Scored;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Committed models asked about images: their own test set, others' images, and bad ones. */
class EvaluationIT {
  private static final Path DIST = Path.of(System.getProperty("apga.dist"));
  private static final String ROOT = "results";
  private static final String VALID = "MURA-v1.1/valid/XR_ELBOW";
  private static final List<String> SAID = List.of("probability", "tta_probability", "mask_share");
  private static final String TRAIN = "MURA-v1.1/train/XR_ELBOW";

  @TempDir private static Path folder;

  private static TinyGrid grid;
  private static Map<String, List<Map<String, Object>>> before;
  private static CommandRun ofTestSet;

  @BeforeAll
  static void trainAndEvaluate() {
    grid = TinyGrid.in(folder, "elbow");
    assertThat(grid.run(ROOT, "grid.arms=[baseline,apga]", "grid.seeds=[0,1]").exitCode()).isZero();
    before = grid.results(ROOT);
    ofTestSet = command("evaluate", ownTestSet());
  }

  private static String[] ownTestSet() {
    return new String[] {
      "--arm", "apga", "--part", "elbow", "--data", grid.data().toString(), "--split", "test"
    };
  }

  private static CommandRun command(String name, String... options) {
    return CommandRun.of(
        Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"), arguments(name, options));
  }

  private static String[] arguments(String name, String... options) {
    List<String> arguments = new ArrayList<>(List.of(name, "--root", grid.root(ROOT).toString()));
    arguments.addAll(Arrays.asList(options));
    return arguments.toArray(String[]::new);
  }

  private static ResultStore store() {
    return grid.store(ROOT);
  }

  private static List<Row> trials(String arm) {
    ResultStore store = store();
    return store.published(store.plans().runs().get(0), Tables.TRIALS).stream()
        .filter(row -> row.text("arm").equals(arm))
        .toList();
  }

  private static String run(List<String> lines) {
    return lines.get(lines.size() - 1).replaceAll(".*run=(.*)\\.", "$1");
  }

  /** What each trial said of its own test set. */
  private static Map<String, Row> own(String arm) {
    ResultStore store = store();
    return store.published(store.plans().runs().get(0), Tables.PREDICTIONS).stream()
        .filter(row -> row.text("split").equals("test") && row.text("arm").equals(arm))
        .collect(Collectors.toMap(EvaluationIT::key, row -> row, (a, b) -> a, TreeMap::new));
  }

  private static String key(Row row) {
    return row.text("trial") + " " + row.text("path");
  }

  @Test
  void aModelSaysOfItsOwnTestSetWhatItsTrialSaid() {
    Map<String, Row> own = own("apga");

    assertThat(ofTestSet.errors()).isEmpty();
    assertThat(ofTestSet.exitCode()).isZero();
    List<Row> rows = store().published(run(ofTestSet.lines()), Tables.PREDICTIONS);
    assertThat(rows)
        .extracting(EvaluationIT::key)
        .containsExactlyInAnyOrderElementsOf(own.keySet());
    for (Row row : rows) {
      Row trial = own.getOrDefault(key(row), row);
      for (String figure : SAID) {
        assertThat(row.real(figure)).as(figure).isEqualTo(trial.real(figure));
      }
      assertThat(row.whole("label")).isEqualTo(trial.whole("label"));
      assertThat(row.text("patient")).isEqualTo(trial.text("patient"));
      assertThat(row.text("data_set")).isEqualTo("phantoms");
    }
  }

  @Test
  void boxesInAListAreHeldAgainstMasksAsThePhantomsOwnAre() throws IOException {
    StringBuilder csv = new StringBuilder("path,x,y,width,height\n");
    try (Stream<Path> files = Files.walk(grid.data())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".lesion.json")).toList()) {
        JsonNode box = new ObjectMapper().readTree(file.toFile());
        csv.append(grid.data().relativize(file).toString().replace(".lesion.json", ".png"));
        Stream.of("x", "y", "width", "height").forEach(n -> csv.append(",").append(box.path(n)));
        csv.append('\n');
      }
    }
    Path boxes = Files.writeString(folder.resolve("boxes.csv"), csv);
    List<String> options = new ArrayList<>(List.of(ownTestSet()));
    options.addAll(List.of("--boxes", boxes.toString(), "--no-recount"));

    CommandRun run = command("evaluate", options.toArray(String[]::new));

    assertThat(run.errors()).isEmpty();
    assertThat(run(run.lines())).isNotEqualTo(run(ofTestSet.lines()));
    Map<String, Row> own = own("apga");
    for (Row row : store().published(run(run.lines()), Tables.PREDICTIONS)) {
      Row trial = own.getOrDefault(key(row), row);
      for (String figure : List.of("mask_iou", "mask_hit")) {
        int column = row.schema().indexOf(figure);
        assertThat(row.value(column)).as(figure).isEqualTo(trial.value(column));
        assertThat(row.has(figure)).isEqualTo(row.whole("label") == 1);
      }
    }
  }

  @Test
  void itsFiguresAreTheTrials() {
    List<Row> metrics = store().published(run(ofTestSet.lines()), Tables.METRICS);

    for (Row trial : trials("apga")) {
      Row images = metrics(metrics, trial, "image", "plain");
      Row studies = metrics(metrics, trial, "study", "plain");
      for (String figure : List.of("accuracy", "sensitivity", "specificity", "auroc", "kappa")) {
        assertThat(images.real(figure)).as(figure).isEqualTo(trial.real(figure));
        assertThat(studies.real(figure)).as(figure).isEqualTo(trial.real("study_" + figure));
      }
      assertThat(images.real("loss")).isEqualTo(trial.real("loss"));
      assertThat(images.whole("true_positives")).isEqualTo(trial.whole("true_positives"));
      assertThat(images.has("auroc_low")).isTrue();
      assertThat(metrics(metrics, trial, "image", "tta").real("accuracy"))
          .isEqualTo(trial.real("tta_accuracy"));
      assertThat(ofTestSet.lines())
          .contains(
              String.format(
                  "Recount   elbow apga seed %d: Deeplearning4j's evaluation counts %d true and %d"
                      + " false positives, %d true and %d false negatives, like this program",
                  trial.whole("seed"),
                  trial.whole("true_positives"),
                  trial.whole("false_positives"),
                  trial.whole("true_negatives"),
                  trial.whole("false_negatives")));
    }
    String run = run(ofTestSet.lines());
    assertThat(ofTestSet.lines())
        .contains(
            "elbow, all training images: data set phantoms, mean ± sd over seeds",
            "Page      file:" + grid.root(ROOT) + "/report/" + run + "/index.html");
    assertThat(grid.root(ROOT).resolve("report/" + run + "/index.html"))
        .content()
        .contains("Evaluation on phantoms", "No model was trained on any of these images");
    assertThat(grid.root(ROOT).resolve("report/index.html"))
        .content()
        .contains("./" + run + "/index.html", store().plans().runs().get(0));
    Row summary = store().published(run, Tables.SUMMARY).get(0);
    assertThat(summary.text("data_set")).isEqualTo("phantoms");
    assertThat(summary.whole("done")).isEqualTo(2);
    assertThat(summary.whole("seen_images")).isZero();
    assertThat(summary.real("mask_iou_mean"))
        .isCloseTo(
            trials("apga").stream().mapToDouble(t -> t.real("mask_iou")).average().orElseThrow(),
            within(1e-12));
  }

  private static Row metrics(List<Row> metrics, Row trial, String level, String scores) {
    return metrics.stream()
        .filter(row -> row.text("trial").equals(trial.text("trial")))
        .filter(row -> row.text("level").equals(level) && row.text("scores").equals(scores))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theGridsOwnTablesAndReportStayAsTheyAre() {
    assertThat(grid.results(ROOT)).isEqualTo(before);
    assertThat(CommandRun.of(Map.of(), "report", grid.root(ROOT).toString()).lines().get(0))
        .startsWith("Run " + store().plans().runs().get(0));
  }

  @Test
  void imagesThatAModelWasTrainedOnAreFoundUnderOtherNames() throws IOException {
    Path hips = Files.createDirectory(folder.resolve("hips"));
    Files.copy(image(TRAIN, "_positive", 0), hips.resolve("a.png"));
    Files.copy(image(VALID, "_positive", 0), hips.resolve("b.png"));
    Files.copy(image(VALID, "_negative", 0), hips.resolve("c.png"));
    Files.copy(image(VALID, "_negative", 1), hips.resolve("e.png"));
    Files.writeString(hips.resolve("d.png"), "no image");
    Path csv =
        Files.writeString(
            hips.resolve("hips.csv"),
            """
            path,label,patient,study,group,split
            a.png,1,p1,p1/1,hip,train
            b.png,1,p2,p2/1,hip,train
            c.png,0,p3,p3/1,hip,test
            d.png,0,p4,p4/1,hip,
            e.png,0,p5,p5/1,hip,test
            """);

    CommandRun run =
        command(
            "evaluate",
            "--trial",
            trials("baseline").get(0).text("trial"),
            "--data",
            csv.toString(),
            "--group",
            "hip",
            "--no-recount",
            "--resamples",
            "100");

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines().subList(0, 5))
        .containsExactly(
            "Model     elbow baseline seed 0: " + trials("baseline").get(0).text("trial"),
            "Data      hips in " + csv + ": 5 images",
            "Left out  1 of 5 images are unreadable",
            "  d.png: it is not a PNG, JPEG, DICOM or other known image",
            "WARNING   elbow baseline seed 0 was trained or selected on 1 of these 4 images (column"
                + " seen_in): its figures are not those of new images");
    List<Row> rows = store().published(run(run.lines()), Tables.PREDICTIONS);
    assertThat(rows)
        .extracting(row -> row.text("path") + " " + (row.has("seen_in") ? "seen" : "new"))
        .containsExactly("a.png seen", "b.png new", "c.png new", "e.png new");
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.text("data_set")).isEqualTo("hips"))
        .noneMatch(row -> row.has("tta_probability"));
    assertThat(grid.root(ROOT).resolve("report/" + run(run.lines()) + "/evaluation.json"))
        .content()
        .contains("\"path\" : \"d.png\"");
  }

  /** Every patient is left- or right-handed, but for the first, of whom it is not known. */
  @Test
  void subgroupsAreWhatThePredictionsOfTheirImagesSay() throws IOException {
    Path csv = folder.resolve("hands.csv");
    CommandRun.of(
        Map.of(), "manifest", "--dataset", grid.data().toString(), "--out", csv.toString());
    List<String> rows = Files.readAllLines(csv);
    List<String> patients = rows.stream().skip(1).map(row -> row.split(",")[2]).distinct().toList();
    rows.replaceAll(
        row ->
            row
                + List.of(",", ",left", ",right")
                    .get(
                        patients.indexOf(row.split(",")[2]) == 0
                            ? 0
                            : 1 + Math.floorMod(patients.indexOf(row.split(",")[2]), 2)));
    rows.set(0, rows.get(0).replaceAll(",[a-z]*$", ",hand"));
    Files.write(csv, rows);

    CommandRun run =
        command(
            "evaluate",
            "--arm",
            "baseline",
            "--part",
            "elbow",
            "--data",
            csv.toString(),
            "--images",
            grid.data().toString(),
            "--no-recount",
            "--resamples",
            "200",
            "--subgroups",
            "hand",
            "--match",
            "hand");

    assertThat(run.errors()).isEmpty();
    List<Row> predictions = store().published(run(run.lines()), Tables.PREDICTIONS);
    List<Row> subgroups = store().published(run(run.lines()), Tables.SUBGROUPS);
    assertThat(subgroups)
        .extracting(row -> row.has("value") ? row.text("value") : "unknown")
        .containsExactly("left", "right", "unknown");
    for (Row row : subgroups.subList(0, 2)) {
      for (Metric metric : List.of(Metric.ACCURACY, Metric.AUROC)) {
        String value = row.text("value");
        double own = mean(predictions, metric, value);
        double gap = own - mean(predictions, metric, value.equals("left") ? "right" : "left");
        assertThat(row.real(metric.label())).isCloseTo(own, within(1e-12));
        assertThat(row.real(metric.label() + "_gap")).isCloseTo(gap, within(1e-12));
        assertThat(row.whole(metric.label() + "_tests")).isEqualTo(1);
      }
      assertThat(row.whole("seeds")).isEqualTo(2);
      assertThat(row.text("data_set")).isEqualTo("hands");
    }
    assertThat(store().published(run(run.lines()), Tables.MATCHED)).hasSize(2);
    refused(
        command(
            "evaluate",
            Stream.concat(Stream.of(ownTestSet()), Stream.of("--match", "age"))
                .toArray(String[]::new)),
        "Cannot match images by age: no image of the test split has that column. A manifest's"
            + " further columns are read (dataset-manifests/README.md); this one has none.");
  }

  /** The mean over the trials of a metric of the images of a hand. */
  private static double mean(List<Row> predictions, Metric metric, String hand) {
    return predictions.stream()
        .filter(row -> row.has("attributes"))
        .filter(row -> row.text("attributes").equals("{\"hand\":\"" + hand + "\"}"))
        .collect(
            Collectors.groupingBy(
                row -> row.text("trial"),
                Collectors.mapping(
                    row ->
                        new Scored(
                            row.real("probability"),
                            (int) row.whole("label"),
                            row.text("study"),
                            row.text("patient")),
                    Collectors.toList())))
        .values()
        .stream()
        .mapToDouble(scores -> metric.of(ClassificationMetrics.of(scores)))
        .average()
        .orElseThrow();
  }

  /** A phantom of a kind of study. */
  private static Path image(String part, String ending, int number) throws IOException {
    try (Stream<Path> files = Files.walk(grid.data().resolve(part))) {
      return files
          .filter(f -> f.toString().endsWith(".png") && f.toString().contains(ending))
          .sorted()
          .toList()
          .get(number);
    }
  }

  @Test
  void unlabelledImagesGetProbabilitiesAndMasks() throws IOException {
    Path images = Files.createDirectories(folder.resolve("new/p 1"));
    Path known = image(VALID, "_positive", 0);
    Files.copy(known, images.resolve("x;$(y).png"));
    Files.writeString(images.getParent().resolve("empty.jpg"), "");
    Path out = folder.resolve("predictions");
    Row trial = trials("apga").get(1);

    CommandRun run =
        command(
            "predict",
            "--trial",
            trial.text("trial"),
            "--data",
            images.getParent().toString(),
            "--out",
            out.toString(),
            "--masks");

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines())
        .containsExactly(
            "Model     elbow apga seed 1: " + trial.text("trial"),
            "Data      2 images in " + images.getParent(),
            "Left out  1 of 2 images are unreadable",
            "  empty.jpg: it is empty",
            "Written   file:" + out + "/predictions.csv: 2 rows");
    List<String> rows = Files.readAllLines(out.resolve("predictions.csv"));
    String mask = "masks/" + trial.text("trial") + "/000001-p-1-x-y-.png";
    assertThat(rows.get(1))
        .isEqualTo("empty.jpg," + trial.text("trial") + ",elbow,apga,1,,,,,it is empty");
    String[] cells = rows.get(2).split(",", -1);
    assertThat(cells[0]).isEqualTo("p 1/x;$(y).png");
    assertThat(cells[8]).isEqualTo(mask);
    Row own = own("apga").get(trial.text("trial") + " " + grid.data().relativize(known));
    assertThat(Double.parseDouble(cells[5])).isCloseTo(own.real("probability"), within(1e-5));
    assertThat(Double.parseDouble(cells[6])).isCloseTo(own.real("tta_probability"), within(1e-3));
    assertThat(shareOfWhite(out.resolve(mask))).isCloseTo(own.real("mask_share"), within(1e-2));
    assertThat(
            command(
                    "predict",
                    "--trial",
                    trial.text("trial"),
                    "--data",
                    images.getParent().toString(),
                    "--out",
                    out.toString())
                .errors())
        .containsExactly(
            "Cannot write to " + out + ": it already has a predictions.csv. Name another --out.");
  }

  private static double shareOfWhite(Path mask) throws IOException {
    var image = ImageIO.read(mask.toFile());
    assertThat(image.getWidth()).isEqualTo(32);
    double white = 0;
    for (int i = 0; i < 32 * 32; i++) {
      white += image.getRaster().getSample(i % 32, i / 32, 0) > 127 ? 1 : 0;
    }
    return white / (32 * 32);
  }

  @Test
  void anArmWithoutAPolicyShowsWhereItsClassifierLooks() throws IOException {
    Path out = folder.resolve("grad-cam");
    Row trial = trials("baseline").get(0);
    Path csv =
        Files.writeString(
            folder.resolve("one.csv"),
            "path\n" + grid.data().relativize(image(VALID, "_positive", 0)) + "\n");

    CommandRun run =
        command(
            "predict",
            "--trial",
            trial.text("trial"),
            "--data",
            csv.toString(),
            "--images",
            grid.data().toString(),
            "--out",
            out.toString(),
            "--masks");

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    List<String> rows = Files.readAllLines(out.resolve("predictions.csv"));
    assertThat(rows).hasSize(2);
    String[] cells = rows.get(1).split(",", -1);
    assertThat(cells[6]).isEmpty();
    assertThat(ImageIO.read(out.resolve(cells[8]).toFile()).getWidth()).isEqualTo(32);
  }

  @Test
  void badInputIsToldInALineAndNothingIsStarted() throws IOException {
    String trial = trials("apga").get(0).text("trial");
    Path nowhere = folder.resolve("nowhere");
    Path empty = Files.createDirectories(folder.resolve("none"));
    Path broken = Files.createDirectories(folder.resolve("broken"));
    Files.writeString(broken.resolve("a.png"), "no image");

    refused(
        command("evaluate", "--trial", "elbow-no", "--data", grid.data().toString()),
        "Cannot use trial elbow-no: it is not committed in file:"
            + grid.root(ROOT)
            + ". Name a trial of its table trials.");
    refused(
        command("evaluate", "--trial", trial, "--data", nowhere.toString()),
        "Cannot read --data "
            + nowhere
            + ": there is no such file or folder. Check the path; every machine must be able to"
            + " reach it.");
    refused(
        command("evaluate", "--trial", trial, "--data", empty.toString()),
        "Cannot read --data "
            + empty
            + ": it contains no folder MURA-v1.1. Name one that does, or list its images in a"
            + " manifest CSV (dataset-manifests/README.md).");
    refused(
        command("evaluate", "--trial", trial, "--data", "ftps://host/x"),
        "Cannot reach --data ftps://host/x: No FileSystem for scheme \"ftps\". Name a path on a"
            + " file system that this machine can reach.");
    refused(
        command("evaluate", "--trial", trial, "--data", grid.data().toString(), "--group", "hip"),
        "Cannot evaluate on "
            + grid.data()
            + ": it has no images of hip, only of elbow. Name one of these with --group.");
    refused(
        command(
            "evaluate", "--trial", trial, "--data", grid.data().toString(), "--split", "selection"),
        "Cannot evaluate on "
            + grid.data()
            + ": it lists no images of elbow as selection. Omit --split to use all of them.");
    refused(
        command("evaluate", "--trial", trial, "--data", grid.data().toString(), "--resamples", "9"),
        "Cannot resample 9 times: intervals need more. Give --resamples 100 or more.");
    refused(
        command(
            "predict",
            "--trial",
            trial,
            "--data",
            broken.toString(),
            "--out",
            folder.resolve("never").toString()),
        "Cannot score the images of "
            + broken
            + ": none of 1 can be read, first a.png: it is not a PNG, JPEG, DICOM or other known image. Check the"
            + " path and the files; every machine must see them.");
    assertThat(folder.resolve("never/predictions.csv")).doesNotExist();
  }

  private static void refused(CommandRun run, String message) {
    assertThat(run.errors()).containsExactly(message);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  /** Two executors, processes of their own, with nothing of ours but what --jars brings. */
  @Test
  void executorsOfAClusterSayTheSame() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.addAll(
        List.of("-cp", DIST.resolve("spark/jars") + "/*", "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", "local-cluster[2,1,1024]", "--jars", libraries()));
    command.addAll(
        List.of("--conf", "spark.ui.enabled=false", "--conf", "spark.executor.memory=1g"));
    command.addAll(List.of("--class", "org.apga.cli.Main", DIST.resolve("apga.jar").toString()));
    command.addAll(List.of(arguments("evaluate", ownTestSet())));
    command.addAll(List.of("--data-set", "from two executors"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    // Workers leave the folders of their executors below it.
    Path home = Files.createDirectory(folder.resolve("spark"));
    Files.createSymbolicLink(home.resolve("jars"), DIST.resolve("spark/jars"));
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OMP_NUM_THREADS", "1");
    Path errors = folder.resolve("cluster-errors.txt");
    Process process = builder.redirectError(errors.toFile()).start();
    // Executors end by themselves when their driver is gone.
    delayedExecutor(240, TimeUnit.SECONDS).execute(process::destroyForcibly);
    List<String> lines = process.inputReader().lines().toList();

    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    List<String> here = new ArrayList<>(ofTestSet.lines());
    assertThat(saysOfModels(lines)).containsExactlyElementsOf(saysOfModels(here));
    assertThat(run(lines)).startsWith("evaluation-from-two-executors-");
    Map<String, Row> local =
        store().published(run(ofTestSet.lines()), Tables.PREDICTIONS).stream()
            .collect(Collectors.toMap(EvaluationIT::key, row -> row));
    assertThat(store().published(run(lines), Tables.PREDICTIONS))
        .hasSameSizeAs(local.keySet())
        .allSatisfy(
            row -> assertThat(SAID).allMatch(f -> row.real(f) == local.get(key(row)).real(f)));
  }

  /** The lines between those that name the models, and the last two, which name the run. */
  private static List<String> saysOfModels(List<String> lines) {
    return lines.subList(2, lines.size() - 2).stream()
        .filter(line -> !line.startsWith("Data "))
        .map(line -> line.replace("data set from two executors", "data set phantoms"))
        .toList();
  }

  private static String libraries() throws IOException {
    try (Stream<Path> files = Files.list(DIST.resolve("lib"))) {
      return files.map(Path::toString).collect(joining(","));
    }
  }
}
