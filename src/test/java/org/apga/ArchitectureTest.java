package org.apga;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The arrows between packages, as docs/architecture.md tells them. A package may use what it names
 * here and itself; what travels in a named package's types (an enum of {@code data} in {@code
 * config}) has to be named too.
 */
@AnalyzeClasses(packages = "org.apga", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] TENSORS = {
    "org.nd4j..", "org.deeplearning4j..", "org.datavec..", "org.bytedeco.."
  };
  private static final String[] SPARK = {"org.apache.spark..", "scala.."};

  /** Where Deeplearning4j's own evaluation is spread over Spark. */
  private static final String SPREAD = "org.apga.evaluation.spark";

  private static final String HADOOP = "org.apache.hadoop..";

  @ArchTest static final ArchRule random = mayUse("random");
  @ArchTest static final ArchRule files = mayUse("files");
  @ArchTest static final ArchRule metrics = mayUse("metrics");
  @ArchTest static final ArchRule stats = mayUse("metrics.stats", "metrics", "random");
  @ArchTest static final ArchRule provenance = mayUse("provenance");
  @ArchTest static final ArchRule secrets = mayUse("secrets");
  @ArchTest static final ArchRule engine = mayUse("engine", "random");
  @ArchTest static final ArchRule dl4j = mayUse("engine.dl4j..", "engine", "random");
  @ArchTest static final ArchRule nodes = mayUse("engine.dl4j.nodes");

  @ArchTest static final ArchRule cores = mayUse("engine.dl4j.cores");

  @ArchTest
  static final ArchRule plans =
      mayUse("engine.dl4j.onednn", "engine.dl4j.nodes", "engine.dl4j.cores");

  @ArchTest
  static final ArchRule torch =
      mayUse("engine.dl4j.torch", "engine.dl4j", "engine.dl4j.nodes", "engine");

  @ArchTest static final ArchRule phantoms = mayUse("data.phantom", "data", "random");

  @ArchTest static final ArchRule images = mayUse("data.image");
  @ArchTest static final ArchRule dicom = mayUse("data.dicom", "data.image");

  @ArchTest
  static final ArchRule data =
      mayUse("data", "data.image", "data.dicom", "engine", "random", "files", "provenance");

  @ArchTest
  static final ArchRule intake = mayUse("data.intake", "data", "data.image", "data.dicom", "files");

  @ArchTest
  static final ArchRule config =
      mayUse(
          "config",
          "engine",
          "data",
          "data.image",
          "data.dicom",
          "data.phantom",
          "random",
          "secrets");

  @ArchTest static final ArchRule plan = mayUse("plan", "config", "provenance");
  @ArchTest static final ArchRule method = mayUse("method", "engine", "random", "config");

  @ArchTest static final ArchRule verify = mayUse("verify", "method", "engine", "random", "config");

  @ArchTest
  static final ArchRule train =
      mayUse("train", "method", "data", "engine", "metrics", "config", "random");

  @ArchTest static final ArchRule masks = mayUse("masks", "engine", "random");

  @ArchTest
  static final ArchRule store = mayUse("store", "store.weights", "engine", "files", "provenance");

  @ArchTest
  static final ArchRule weightsFiles = mayUse("store.weights", "engine", "files", "provenance");

  @ArchTest
  static final ArchRule bundle =
      mayUse(
          "bundle",
          "evaluation",
          "report",
          "store",
          "store.onnx",
          "files",
          "config",
          "metrics",
          "metrics.stats");

  @ArchTest static final ArchRule onnx = mayUse("store.onnx", "engine", "files", "provenance");

  @ArchTest
  static final ArchRule report =
      mayUse("report", "config", "store", "files", "metrics", "metrics.stats", "masks", "random");

  @ArchTest
  static final ArchRule page =
      mayUse(
          "report.html",
          "report",
          "config",
          "store",
          "metrics",
          "metrics.stats",
          "masks",
          "provenance",
          "secrets");

  /** Neither the driver nor Spark. */
  @ArchTest
  static final ArchRule trial =
      mayUse(
          "trial",
          "plan",
          "train",
          "store",
          "store.weights",
          "files",
          "provenance",
          "method",
          "data",
          "engine",
          "engine.dl4j",
          "engine.dl4j.cores",
          "engine.dl4j.torch",
          "metrics",
          "masks",
          "config",
          "secrets");

  @ArchTest
  static final ArchRule doctor =
      mayUse("doctor", "trial", "config", "store", "files", "data", "engine", "secrets");

  @ArchTest
  static final ArchRule run =
      mayUse("run", "trial", "plan", "store", "files", "data", "provenance", "config", "secrets");

  @ArchTest
  static final ArchRule runOnSpark =
      mayUse(
          "run.spark",
          "run",
          "trial",
          "plan",
          "doctor",
          "data",
          "engine",
          "files",
          "config",
          "provenance",
          "secrets");

  @ArchTest
  static final ArchRule bench =
      mayUse(
          "bench",
          "run.spark",
          "run",
          "trial",
          "plan",
          "store",
          "files",
          "report",
          "report.html",
          "metrics.stats",
          "method",
          "data",
          "data.image",
          "data.phantom",
          "engine",
          "config",
          "random");

  @ArchTest
  static final ArchRule evaluation =
      mayUse(
          "evaluation",
          "trial",
          "plan",
          "train",
          "report",
          "store",
          "store.onnx",
          "store.weights",
          "files",
          "data",
          "config",
          "engine",
          "metrics",
          "metrics.stats",
          "provenance");

  @ArchTest
  static final ArchRule evaluationOnSpark =
      mayUse(
          "evaluation.spark",
          "evaluation",
          "run.spark",
          "trial",
          "train",
          "method",
          "store",
          "store.weights",
          "files",
          "data",
          "config",
          "engine",
          "engine.dl4j",
          "masks",
          "metrics");

  @ArchTest
  static final ArchRule oneClassOpensTheEngine =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.apga.engine.dl4j..", SPREAD)
          .and()
          .doNotHaveFullyQualifiedName("org.apga.trial.Engines")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apga.engine.dl4j..");

  @ArchTest
  static final ArchRule nobodyUsesTheCommands =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.apga.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apga.cli");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("org.apga.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theSeamAndTheMethodsNeedNothingButTheJdk =
      classes()
          .that()
          .resideInAnyPackage("org.apga.engine", "org.apga.method", "org.apga.random")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.apga..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule onlyItsEngineKnowsDeeplearning4j =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.apga.engine.dl4j..", SPREAD, "org.apga.store.onnx")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TENSORS);

  /** ONNX's messages come with ND4J, and so does what writes them. */
  @ArchTest
  static final ArchRule oneRoomKnowsOnnx =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.apga.store.onnx")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("onnx..", "org.nd4j.shade.protobuf..");

  @ArchTest
  static final ArchRule onnxNeedsNothingElseOfNd4j =
      noClasses()
          .that()
          .resideInAPackage("org.apga.store.onnx")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(TENSORS).and(not(resideInAPackage("org.nd4j.shade.protobuf.."))));

  @ArchTest
  static final ArchRule onlyRunSparkKnowsSpark =
      noClasses()
          .that(not(resideInAnyPackage("org.apga.run.spark", SPREAD)))
          .and()
          .doNotHaveFullyQualifiedName("org.apga.cli.RunCommand")
          .and()
          // It times jobs that do nothing.
          .doNotHaveFullyQualifiedName("org.apga.bench.ScheduleBenchmark")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SPARK);

  @ArchTest
  static final ArchRule theRunCommandOnlyOpensAContext =
      classes()
          .that()
          .haveFullyQualifiedName("org.apga.cli.RunCommand")
          .should()
          .onlyDependOnClassesThat(
              not(resideInAnyPackage(SPARK))
                  .or(
                      nameMatching("org\\.apache\\.spark\\.api\\.java\\.JavaSparkContext")
                          .as("those that open a context")
                          .forSubtype()));

  @ArchTest
  static final ArchRule onlyFilesNeedHadoop =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.apga.data",
              "org.apga.data.intake",
              "org.apga.bench",
              "org.apga.files",
              "org.apga.store..",
              "org.apga.trial",
              "org.apga.run",
              "org.apga.run.spark",
              "org.apga.doctor",
              "org.apga.evaluation",
              SPREAD,
              "org.apga.cli")
          .and()
          // It tells Hadoop's version.
          .doNotHaveFullyQualifiedName("org.apga.provenance.Machine")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(HADOOP);

  @ArchTest
  static final ArchRule chanceComesFromRandomStreamAlone =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Random.class, SplittableRandom.class, ThreadLocalRandom.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(StrictMath.class, "random");

  @ArchTest
  static final ArchRule onlyMainEndsTheProcess =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.apga.cli.Main")
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule nothingIsReadByJavaSerialisation =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInputStream.class)
          .orShould()
          .dependOnClassesThat()
          // They do so within.
          .haveNameMatching(".*\\.(SerializationUtils|ModelSerializer|ObjectInputValidation)");

  @ArchTest
  static void everyPackageSaysWhatItIsAndIsNullMarked(JavaClasses all) {
    List<JavaPackage> packages = all.stream().map(JavaClass::getPackage).distinct().toList();

    assertThat(packages).isNotEmpty();
    assertThat(packages)
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class)).as(p.getName()).isTrue());
  }

  /** Of this project, {@code name} uses itself and these. */
  private static ArchRule mayUse(String name, String... others) {
    List<String> allowed = new ArrayList<>();
    Stream.concat(Stream.of(name), Arrays.stream(others))
        .map(p -> "org.apga." + p)
        .forEach(allowed::add);
    DescribedPredicate<JavaClass> ours = resideInAPackage("org.apga..");
    return classes()
        .that()
        .resideInAPackage("org.apga." + name)
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are of " + allowed + " or not of this project",
                c -> !ours.test(c) || resideInAnyPackage(allowed.toArray(String[]::new)).test(c)));
  }
}
