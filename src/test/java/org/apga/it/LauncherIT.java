package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code submit/apga} starts. */
class LauncherIT extends LauncherCopy {
  @Test
  void aGridRunsOnThisMachineWithTheEmbeddedSpark() throws Exception {
    Result result = launch("run", "my demo.conf", "--set", "grid.seeds=[1,2]");

    assertThat(result.arguments())
        .containsExactly(
            "-Xmx2g",
            "-cp",
            classPath(),
            "org.apache.spark.deploy.SparkSubmit",
            "--class",
            "org.apga.cli.Main",
            "--conf",
            "spark.driver.memory=2g",
            "--conf",
            "spark.task.maxFailures=4",
            "--master",
            "local[*]",
            "--deploy-mode",
            "client",
            "spark-internal",
            "run",
            "my demo.conf",
            "--set",
            "grid.seeds=[1,2]");
    assertThat(result.output())
        .contains(
            "-Dapga.log=" + root.resolve("target/log/apga.log"),
            "-Dlog4j2.configurationFile=" + root.resolve("conf/log4j2.properties"))
        .noneMatch(argument -> argument.startsWith("-Dapga.terminal"));
  }

  @Test
  void whereNoLocaleKnowsLettersBeyondAsciiOneIsSetThatDoes() throws Exception {
    script("jdk/bin/java", javaThatPrints("17.0.9") + "echo \"LC_ALL is $LC_ALL\"\n");
    environment.put("LC_ALL", "POSIX");
    Result none = launch("settings");
    environment.put("LC_ALL", "C.utf8");
    Result some = launch("settings");

    assertThat(none.output()).contains("LC_ALL is C.UTF-8");
    assertThat(some.output()).contains("LC_ALL is C.utf8");
  }

  @Test
  void theScheduleBenchmarkRunsOnSparkAndTheOthersDoNot() throws Exception {
    Result schedule = launch("bench", "schedule", "--trials", "10", "--master", "local[2]");
    Result tables = launch("bench", "tables", "--trials", "10");

    assertThat(schedule.arguments())
        .containsSequence("org.apache.spark.deploy.SparkSubmit", "--class", "org.apga.cli.Main")
        .containsSequence("--master", "local[2]")
        .endsWith("spark-internal", "bench", "schedule", "--trials", "10");
    assertThat(tables.arguments())
        .endsWith("org.apga.cli.Main", "bench", "tables", "--trials", "10")
        .doesNotContain("org.apache.spark.deploy.SparkSubmit");
  }

  @Test
  void sparkOptionsMayStandAnywhereAndALibraryTravelsToACluster() throws Exception {
    Result result =
        launch(
            "run",
            "--master",
            "spark://h:7077",
            "a.conf",
            "--executor-memory=16g",
            "--set",
            "x=y",
            "--conf",
            "spark.task.maxFailures=2",
            "--driver-memory",
            "3g",
            "--jars",
            "mine.jar");

    assertThat(result.arguments())
        .containsExactly(
            "-Xmx3g",
            "-cp",
            classPath(),
            "org.apache.spark.deploy.SparkSubmit",
            "--class",
            "org.apga.cli.Main",
            "--executor-memory",
            "16g",
            "--conf",
            "spark.task.maxFailures=2",
            "--master",
            "spark://h:7077",
            "--deploy-mode",
            "client",
            "--jars",
            dist("lib/a.jar") + "," + dist("lib/b.jar") + ",mine.jar",
            dist("apga.jar"),
            "run",
            "a.conf",
            "--set",
            "x=y");
  }

  @Test
  void theDoctorIsToldOfSparksSettingsToo() throws Exception {
    Result result = launch("doctor", "a.conf", "--master", "local[2]", "--json");

    assertThat(result.arguments())
        .containsSequence("--master", "local[2]")
        .endsWith("spark-internal", "doctor", "a.conf", "--json");
    assertThat(launch("doctor", "--help").arguments())
        .endsWith("org.apga.cli.Main", "doctor", "--help");
  }

  @Test
  void theUsersSparkSubmitIsTakenWithTheSitesDefaultsBeforeOurs() throws Exception {
    spark("2.12-3.5.9", "echo \"$SPARK_SUBMIT_OPTS\"\n" + PRINT_ARGUMENTS);
    write("spark/conf/spark-defaults.conf", "spark.master=yarn\nspark.driver.memory\t6g\n");

    Result result = launch("run", "a.conf");

    assertThat(result.output())
        .containsExactly(
            " \"-Dapga.log="
                + root.resolve("target/log/apga.log")
                + "\" \"-Dlog4j2.configurationFile="
                + root.resolve("conf/log4j2.properties")
                + "\" \"-XX:MaxNewSize=256m\"",
            "--driver-memory",
            "6g",
            "--class",
            "org.apga.cli.Main",
            "--conf",
            "spark.task.maxFailures=4",
            "--master",
            "yarn",
            "--deploy-mode",
            "client",
            "--jars",
            dist("lib/a.jar") + "," + dist("lib/b.jar"),
            "--driver-class-path",
            dist("apga.jar") + ":" + dist("lib/*") + ":" + dist("torch/*"),
            dist("apga.jar"),
            "run",
            "a.conf");
  }

  @Test
  void aPropertiesFileOfTheUserReplacesOurDefaults() throws Exception {
    Path file = write("my.properties", "spark.master   local[4]\nspark.driver.memory = 8g  \n");

    Result result = launch("run", "a.conf", "--properties-file", file.toString());

    assertThat(result.arguments())
        .startsWith("-Xmx8g")
        .containsSequence("--properties-file", file.toString(), "--master", "local[4]")
        .doesNotContain("--conf");
  }

  @Test
  void propertiesAreReadByJavasRules() throws Exception {
    Files.writeString(
        root.resolve("conf/spark-defaults.conf"),
        """
        ! spark.master yarn
          # spark.master yarn
        spark.driver.memory : 4GB
        spark.executor.extraJavaOptions -Da=1 \\
            -Db=c\\\\d
        spark.app.note=a\\:b\\u0021 # no comment
        spark.task.maxFailures 4\\""");

    assertThat(launch("run", "a.conf").arguments())
        .startsWith("-Xmx4g")
        .containsSequence("--master", "local[*]")
        .contains(
            "spark.driver.memory=4GB",
            "spark.executor.extraJavaOptions=-Da=1 -Db=c\\d",
            "spark.app.note=a:b! # no comment",
            "spark.task.maxFailures=4");
  }

  @Test
  void memoryWithoutAUnitIsInMebibytesAsSparksIs() throws Exception {
    assertThat(launch("run", "a.conf", "--driver-memory", "4096").arguments())
        .startsWith("-Xmx4096m");
    assertThat(launch("run", "a.conf", "--driver-memory", "1.5g"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Cannot start: spark.driver.memory is 1.5g. Use a whole number with m or g,"
                        + " such as 4g.")));
  }

  @Test
  void afterTwoDashesEverythingBelongsToTheCommand() throws Exception {
    Result result = launch("run", "--", "--master", "--name");

    assertThat(result.arguments()).endsWith("spark-internal", "run", "--master", "--name");
  }

  @Test
  void whatReadsNoFilesOfASiteAndHelpNeedNoSpark() throws Exception {
    assertThat(launch("verify", "--threads", "2").arguments())
        .containsExactly(
            "-Xshare:auto", "-cp", classPath(), "org.apga.cli.Main", "verify", "--threads", "2");
    assertThat(launch("run", "--master", "yarn", "--help").arguments())
        .containsExactly("-Xshare:auto", "-cp", classPath(), "org.apga.cli.Main", "run", "--help");
    assertThat(launch().arguments())
        .containsExactly("-Xshare:auto", "-cp", classPath(), "org.apga.cli.Main", "--help");
  }

  @Test
  void aBenchmarkMayHaveTheThreadsItAsksFor() throws Exception {
    script("jdk/bin/java", javaThatPrints("17.0.9") + "echo \"threads $OMP_NUM_THREADS\"\n");
    environment.put("OMP_NUM_THREADS", "1");

    assertThat(launch("bench", "steps", "--threads", "3").output()).endsWith("threads 3");
    assertThat(launch("bench", "data", "--threads=4", "--size", "32").output())
        .endsWith("threads 4");
    assertThat(launch("bench", "steps", "--threads", "many").output()).endsWith("threads 1");
    assertThat(launch("verify", "--threads", "3").output()).endsWith("threads 1");
    String cores = Integer.toString(Runtime.getRuntime().availableProcessors());
    environment.put("OMP_NUM_THREADS", "");
    assertThat(launch("bench", "steps").output()).endsWith("threads " + cores);
    assertThat(launch("plan").output()).endsWith("threads 1");
  }

  @Test
  void theExitCodeComesThrough() throws Exception {
    script("jdk/bin/java", javaThatPrints("17.0.9") + "exit 130\n");

    assertThat(launch("plan").exitCode()).isEqualTo(130);
    assertThat(launch("run", "a.conf").exitCode()).isEqualTo(130);
  }

  @Test
  void theFirstUseBuilds() throws Exception {
    Files.delete(root.resolve("target/dist/apga.jar"));
    script("bin/mvn", "echo \"mvn $*\"\ntouch target/dist/apga.jar\n");
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));

    assertThat(launch("plan").output())
        .startsWith(
            "Building target/dist (first use, a few minutes)…", "mvn -q -B -DskipTests package");
  }

  @Test
  void aBuildThatFailsStartsNothing() throws Exception {
    Files.delete(root.resolve("target/dist/apga.jar"));
    script("bin/mvn", "echo COMPILATION ERROR\nexit 1\n");
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));

    assertThat(launch("plan"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Building target/dist (first use, a few minutes)…",
                    "COMPILATION ERROR",
                    "Cannot build target/dist: mvn -DskipTests package failed. Its messages are"
                        + " above.")));
  }

  @Test
  void aBuildThatIsOlderThanTheSourcesIsUsedWithANote() throws Exception {
    Path source = Files.createFile(Files.createDirectories(root.resolve("src/main")).resolve("A"));
    Files.createFile(root.resolve("pom.xml"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(launch("plan").output())
        .startsWith(
            "Note: the sources are newer than target/dist. To rebuild it: mvn -q -DskipTests"
                + " package")
        .endsWith("plan");
  }

  @Test
  void anOptionWithoutItsValueIsRefused() throws Exception {
    assertThat(launch("run", "a.conf", "--master"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Cannot read the options: --master has no value. Give one, or put it after --"
                        + " if it belongs to the command.")));
  }

  @Test
  void aPropertiesFileThatIsNotThereIsRefused() throws Exception {
    assertThat(launch("run", "a.conf", "--properties-file", "nowhere.conf"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Cannot read --properties-file nowhere.conf: there is no such file. Check the"
                        + " path.")));
  }

  @Test
  void withoutJavaNothingStarts() throws Exception {
    environment.put("JAVA_HOME", "/nowhere");

    assertThat(launch("plan"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Cannot start: there is no Java in JAVA_HOME=/nowhere. Install a JDK 17, or set"
                        + " JAVA_HOME to one.")));
  }

  @Test
  void anOldJavaIsRefused() throws Exception {
    script("jdk/bin/java", javaThatPrints("1.8.0_392"));

    assertThat(launch("plan"))
        .isEqualTo(
            new Result(
                2,
                List.of(
                    "Cannot start: "
                        + folder.resolve("jdk/bin/java")
                        + " is Java 1, but 17 is needed. Set JAVA_HOME to a JDK 17.")));
  }
}
