package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher before clusters, other Sparks and the settings of a site. */
class SiteLauncherIT extends LauncherCopy {
  @ParameterizedTest
  @ValueSource(strings = {"plan", "report", "clean", "weights", "manifest", "doctor", "evaluate"})
  void everyCommandThatReadsFilesOfASiteReadsItsSettings(String command) throws Exception {
    environment.put("HADOOP_CONF_DIR", "/site/hadoop");

    Result result =
        launch(
            command,
            "it",
            "--packages",
            "org.apache.hadoop:hadoop-aws:3.3.4",
            "--conf",
            "spark.hadoop.fs.s3a.endpoint=http://s3",
            "--jars=mine.jar");

    assertThat(result.exitCode()).isZero();
    assertThat(result.arguments())
        .anyMatch(argument -> argument.contains(dist("torch/*") + ":/site/hadoop:"))
        .containsSequence("--packages", "org.apache.hadoop:hadoop-aws:3.3.4")
        .containsSequence("--conf", "spark.hadoop.fs.s3a.endpoint=http://s3")
        .containsSequence("--jars", "mine.jar")
        .endsWith("spark-internal", command, "it");
  }

  @Test
  void whatIsPrintedIsPrintedHereWhateverTheSiteSaysOfItsDrivers() throws Exception {
    spark("2.13-4.1.0", PRINT_ARGUMENTS);
    write("spark/conf/spark-defaults.conf", "spark.master=yarn\nspark.submit.deployMode=cluster\n");

    assertThat(launch("plan", "a.conf").output())
        .containsSequence("--master", "yarn", "--deploy-mode", "client");
    assertThat(launch("report", "results").output())
        .containsSequence("--master", "local", "--deploy-mode", "client")
        .noneMatch(argument -> argument.contains("lib/a.jar,"));
  }

  @Test
  void aDriverOnTheClusterGetsTheFilesThatItsArgumentsName() throws Exception {
    spark("2.12-3.5.1", PRINT_ARGUMENTS);
    write(
        "night/a.conf",
        "include \"b.conf\"\n  include required(file(\"c.conf\"))\ngrid.parts = []\n");
    write("night/b.conf", "include \"not there.conf\"\n");
    write("night/c.conf", "");

    Result result =
        launch("run", "night/a.conf", "--master=yarn", "--deploy-mode=cluster", "--files", "x.sh");

    assertThat(result.output())
        .containsSequence("--files", "x.sh,night/a.conf,night/b.conf,night/c.conf")
        .endsWith(dist("apga.jar"), "run", "a.conf");
    assertThat(launch("run", "night/a.conf", "--master=yarn").output())
        .doesNotContain("--files")
        .endsWith("run", "night/a.conf");
  }

  @Test
  void filesThatCannotTravelAreRefused() throws Exception {
    spark("2.12-3.5.1", PRINT_ARGUMENTS);
    write("a.conf", "include \"more/b.conf\"\n");
    write("more/b.conf", "");
    write("more/a.conf", "");
    write("x,y.conf", "");

    assertThat(onYarn("a.conf").output())
        .containsExactly(
            "Cannot hand a.conf to the cluster: it includes more/b.conf, and files in folders are"
                + " not sent. Put that file beside it.");
    assertThat(onYarn("more/a.conf", "a.conf").output())
        .containsExactly(
            "Cannot hand a.conf to the cluster: more/a.conf has the same name there. Rename one.");
    assertThat(onYarn("x,y.conf").output())
        .containsExactly(
            "Cannot hand x,y.conf to the cluster: Spark splits lists of files at a comma and a #."
                + " Rename it.");
  }

  private Result onYarn(String... files) throws Exception {
    Result result =
        launch(
            Stream.concat(
                    Stream.of("run", "--master=yarn", "--deploy-mode=cluster"), Stream.of(files))
                .toArray(String[]::new));
    assertThat(result.exitCode()).isEqualTo(2);
    return result;
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.12-3.5.0", "2.13-3.5.9", "2.13-4.0.3", "2.13-4.1.0"})
  void aSparkThatWorksIsTaken(String version) throws Exception {
    spark(version, PRINT_ARGUMENTS);

    assertThat(launch("run", "a.conf").exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2.12-3.4.1,3.4.1 for Scala 2.12", "2.13-5.0.0,5.0.0 for Scala 2.13"})
  void anotherSparkIsRefusedBeforeAnythingStarts(String version, String told) throws Exception {
    spark(version, PRINT_ARGUMENTS);

    assertThat(launch("run", "a.conf"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Cannot start: SPARK_HOME="
                        + folder.resolve("spark")
                        + " is Spark "
                        + told
                        + ". Spark 3.5 and 4 work: set SPARK_HOME to one, or unset it.")));
  }

  @Test
  void aSparkHomeThatIsNoSparkIsRefused() throws Exception {
    environment.put("SPARK_HOME", "/nowhere");
    assertThat(launch("run", "a.conf").output())
        .containsExactly(
            "Cannot start: there is no bin/spark-submit in SPARK_HOME=/nowhere. Set it to a Spark"
                + " 3.5 or 4, or unset it to use the Spark of "
                + root.resolve("target/dist")
                + ".");

    script("spark/bin/spark-submit", PRINT_ARGUMENTS);
    environment.put("SPARK_HOME", folder.resolve("spark").toString());
    assertThat(launch("run", "a.conf").output())
        .containsExactly(
            "Cannot start: there is no jars/spark-core_*.jar in SPARK_HOME="
                + folder.resolve("spark")
                + ", so its version is unknown. Set it to a Spark 3.5 or 4, or unset it.");
  }

  @Test
  void theEmbeddedSparkSaysThatItHasNeitherYarnNorKubernetes() throws Exception {
    assertThat(launch("run", "a.conf", "--master", "k8s://https://h"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Cannot start on k8s://https://h: the Spark of "
                        + root.resolve("target/dist")
                        + " has neither YARN nor Kubernetes. Set SPARK_HOME to a Spark 3.5 or"
                        + " 4.")));
  }

  @Test
  void javaOptionsAreSplitAsAShellSplitsWords() throws Exception {
    String options = "-Dnote=\"two words\" -Dother='a \"b\"'\\ c  -Dempty=\"\"";

    assertThat(launch("run", "a.conf", "--driver-java-options", options).output())
        .containsSequence("-Dnote=two words", "-Dother=a \"b\" c", "-Dempty=");
    assertThat(launch("run", "a.conf", "--driver-java-options", "-Da='b").output())
        .containsExactly(
            "Cannot read the driver's Java options: a quote is not closed in -Da='b. Close it.");
  }

  @Test
  void aUserWithoutANameIsToldOfIt() throws Exception {
    script("bin/id", "[ \"$1\" != -un ] || { echo 'cannot find name' >&2; exit 1; }\necho 4711\n");
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));

    assertThat(launch("plan", "a.conf"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Cannot start: user 4711 has no name here, but Hadoop logs in by name. Add one:"
                        + " echo 'apga:x:4711:4711::/tmp:/bin/false' >>/etc/passwd")));
  }

  @Test
  void whoHasNoHomeKeepsPackagesAndLogAmongTemporaryFiles() throws Exception {
    script("bin/getent", "echo 'apga:x:0:0::/nowhere:/bin/false'\n");
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("TMPDIR", folder.toString());
    Path target = root.resolve("target/log");
    // No folder can be made of a file.
    Files.createFile(target);

    assertThat(launch("plan", "a.conf").output())
        .anyMatch(option -> option.matches("-Dapga.log=" + folder + "/apga-\\d+/apga.log"))
        .anyMatch(option -> option.matches("spark.jars.ivy=" + folder + "/apga-\\d+/ivy"));
  }

  @Test
  void aClusterOfThisMachineGetsTheLibrariesToo() throws Exception {
    assertThat(launch("run", "a.conf", "--master", "local-cluster[2,1,1024]").arguments())
        .containsSequence("--master", "local-cluster[2,1,1024]")
        .contains("--jars", dist("apga.jar"))
        .doesNotContain("spark-internal");
    assertThat(launch("run", "a.conf", "--master", "local").arguments())
        .contains("spark-internal")
        .doesNotContain("--jars");
  }

  @Test
  void executorsBesideTheDriverAreStartedFromTheEmbeddedSpark() throws Exception {
    script(
        "jdk/bin/java", javaThatPrints("17.0.9") + "echo \"$SPARK_HOME $SPARK_SCALA_VERSION\"\n");

    assertThat(launch("run", "a.conf", "--master", "local-cluster[2,1,1024]").output())
        .endsWith(dist("spark") + " 2.12");
  }

  @Test
  void aCommaInTheProjectsPathIsRefusedWhereSparkWouldSplitThere() throws Exception {
    Path moved = Files.move(root, root.resolveSibling("one, two"));
    Files.delete(link);
    link = Files.createSymbolicLink(link, moved.resolve("submit/apga"));

    assertThat(launch("run", "a.conf", "--master", "spark://h:7077"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Cannot start on a cluster: "
                        + moved.resolve("target/dist")
                        + " contains a comma, at which Spark splits lists of files. Move the"
                        + " project to another folder.")));
    assertThat(launch("run", "a.conf").exitCode()).isZero();
  }

  @Test
  void libtorchTravelsWhereGpusAreAskedForOrAPyTorchIsNamed() throws Exception {
    String all = dist("lib/a.jar") + "," + dist("lib/b.jar") + "," + dist("torch/t.jar");
    String[] onGpus = {
      "run", "a.conf", "--master=spark://h:7077", "--conf", "spark.executor.resource.gpu.amount=1"
    };

    assertThat(launch(onGpus).arguments()).containsSequence("--jars", all);

    environment.put("APGA_TORCH", "/opt/python");
    assertThat(launch("run", "a.conf", "--master=spark://h:7077").arguments())
        .containsSequence("--conf", "spark.executorEnv.APGA_TORCH=/opt/python")
        .containsSequence("--jars", all);
  }
}
