package org.apga.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineException;
import org.apga.engine.NativeBuild;
import org.apga.engine.Precision;
import org.apga.engine.TorchBuild;
import org.apga.trial.DataSet;
import org.apga.trial.FailureCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final Configuration HADOOP = new Configuration();

  private static final EngineChoice ON_CPU = choice(EngineChoice.FITTING, Device.CPU);
  private static final EngineChoice ND4J_ON_GPU = choice(EngineChoice.GRAPH, Device.CUDA);
  private static final EngineChoice LIBTORCH_ON_GPU = choice(EngineChoice.FITTING, Device.CUDA);

  private static final TorchBuild TORCH =
      new TorchBuild(
          "2.10.0+cu128 in /opt/torch",
          new TorchBuild.Gpu(12, 9, List.of("7.0", "8.0", "8.6", "9.0")));

  @TempDir private Path folder;

  @Test
  void thisMachineIsWell() {
    List<Finding> findings = Doctor.examine(Surroundings.ofThisProcess(), TestGrids.HERE, ON_CPU);

    assertThat(findings).allMatch(Finding::ok);
    assertThat(findings)
        .extracting(Finding::check)
        .containsExactly("java", "cpu", "device", "engine");
    assertThat(findings.get(3).what()).contains("on cpu", "oneDNN awake");
  }

  @Test
  void thisMachineCanTrainATinyGrid() throws Exception {
    PhantomWriter.write(new PhantomSpec(List.of("elbow", "wrist"), 8, 1, 0, Set.of()), folder);

    List<Finding> findings = examine(grid("elbow", "wrist"));

    assertThat(findings).allMatch(Finding::ok);
    assertThat(findings)
        .extracting(Finding::check)
        .containsExactly("java", "cpu", "device", "memory", "limits", "engine", "results", "data");
    assertThat(findings.get(6).what()).isEqualTo("file:" + folder + "/results can be written");
    assertThat(findings.get(7).what())
        .matches("phantoms: \\d+ images listed, the first of elbow, wrist read");
  }

  @Test
  void aMissingDataSetKeepsItsOwnAdvice() {
    Finding data = last(examine(grid("elbow")));

    assertThat(data.line())
        .isEqualTo(
            "FAIL  data       Cannot read the data set in "
                + folder
                + ": it holds no folder MURA-v1.1. Set data.root to the folder that holds"
                + " MURA-v1.1, or write phantoms with submit/apga phantoms --out "
                + folder
                + ".");
  }

  @Test
  void aFileSystemThatNobodyKnowsIsNotReached() {
    GridConfig config =
        ConfigReader.read(
            Map.of(
                "data.root",
                "\"ftps://lab:planted@host/x\"",
                "results.root",
                "\"" + folder + "/r\""));

    assertThat(last(examine(config)).line())
        .isEqualTo(
            "FAIL  data       Cannot reach the data set in ftps://***@host/x: No FileSystem for"
                + " scheme \"ftps\". Set data.root to a folder on a file system that this machine"
                + " reaches.");
  }

  @Test
  void phantomsThatTheGridWritesNeedNotBeThere() {
    GridConfig config =
        ConfigReader.read(
            Map.of(
                "data.root", "\"" + folder + "/none\"",
                "results.root", "\"" + folder + "/r\"",
                "data.phantoms.write-if-missing", "true"));

    assertThat(last(examine(config)).line())
        .isEqualTo("ok    data       phantoms will be written to " + folder + "/none");
  }

  @Test
  void phantomsAreNotPromisedWhereAManifestNamesOtherImages() {
    GridConfig config =
        ConfigReader.read(
            Map.of(
                "data.root", "\"" + folder + "/none\"",
                "data.manifest", "\"" + folder + "/hips.csv\"",
                "results.root", "\"" + folder + "/r\"",
                "data.phantoms.write-if-missing", "true"));

    assertThat(last(examine(config)).line())
        .startsWith("FAIL  data       Cannot read the data set in " + folder + "/none: ");
  }

  @Test
  void imagesThatNobodyCanReadAreNamed() throws Exception {
    PhantomWriter.write(new PhantomSpec(List.of("elbow"), 8, 1, 0, Set.of()), folder);
    Path images = folder.resolve("MURA-v1.1/train");
    java.nio.file.Files.move(images, folder.resolve("elsewhere"));
    java.nio.file.Files.move(folder.resolve("MURA-v1.1/valid"), folder.resolve("there"));

    assertThat(last(examine(grid("elbow"))).line())
        .matches(
            "FAIL  data       none of the first images can be read, MURA-v1\\.1/train/XR_ELBOW/\\S+"
                + " not there, in "
                + folder
                + "\\. Set data\\.root to a folder that every machine can reach, and let this user"
                + " read it\\.");
  }

  @Test
  void imagesThatAreDamagedAreTheDatasFaultAndNoMachines() throws Exception {
    PhantomWriter.write(new PhantomSpec(List.of("elbow"), 8, 1, 0, Set.of()), folder);
    try (Stream<Path> files =
        java.nio.file.Files.walk(folder.resolve("MURA-v1.1/train/XR_ELBOW"))) {
      for (Path image : files.filter(java.nio.file.Files::isRegularFile).toList()) {
        java.nio.file.Files.write(image, new byte[0]);
      }
    }

    Finding data = last(examine(grid("elbow")));

    assertThat(data.failure()).isNotNull().extracting("cause").isEqualTo(FailureCause.DATA);
    assertThat(data.line())
        .matches(
            "FAIL  data       none of the first images can be read, MURA-v1\\.1/train/XR_ELBOW/\\S+"
                + " it is empty, in "
                + folder
                + "\\. Restore the files, or leave such parts out of grid\\.parts\\.");
  }

  @Test
  void aResultsRootThatCanNotBeWrittenKeepsItsOwnAdvice() throws Exception {
    Path file = java.nio.file.Files.createFile(folder.resolve("file"));

    Finding results =
        examine(
                ConfigReader.read(
                    Map.of(
                        "data.root", "\"" + folder + "\"", "results.root", "\"" + file + "/r\"")))
            .get(6);

    assertThat(results.line())
        .isEqualTo(
            "FAIL  results    Cannot write results to file:"
                + file
                + "/r: Parent path is not a directory: file:"
                + file
                + ". Set results.root to a folder that this user may write.");
  }

  @Test
  void whatMakesNoSenseAfterAFailureIsLeftOut() {
    Surroundings noGpu = cuda("No devices were found");

    assertThat(Doctor.examine(noGpu, TestGrids.HERE, ND4J_ON_GPU))
        .extracting(Finding::check)
        .containsExactly("java", "cpu", "device", "cuda");
  }

  @Test
  void theEngineIsNotWokenOnAGpuItHasNoCodeFor() {
    List<Finding> findings = Doctor.examine(cuda(StandInSmi.H100), TestGrids.HERE, ND4J_ON_GPU);

    assertThat(findings)
        .extracting(Finding::line)
        .element(4)
        .asString()
        .startsWith("FAIL  capability GPU 0 (NVIDIA H100 80GB HBM3) 9.0");
    assertThat(findings).extracting(Finding::check).doesNotContain("engine");
  }

  @Test
  void aBuildForGpusLooksAtTheirMemory() {
    List<Finding> findings =
        Doctor.examine(
            cuda(StandInSmi.T4),
            TestGrids.HERE,
            TestGrids.grid("apga", 25, Map.of("engine", "dl4j-graph", "numerics.device", "cuda")),
            HADOOP,
            () -> {
              throw new IllegalStateException("Nobody expected that.");
            });

    assertThat(findings)
        .extracting(Finding::check)
        .containsExactly(
            "java",
            "cpu",
            "device",
            "driver",
            "capability",
            "cuda",
            "gpu-memory",
            "memory",
            "limits",
            "engine",
            "results",
            "data");
    assertThat(findings.get(6).what()).startsWith("GPU 0 (Tesla T4) has 14.6 GiB free, at least ");
    assertThat(last(findings).line())
        .isEqualTo("FAIL  data       the check failed: Nobody expected that. Read the log.");
  }

  @Test
  void aHopperIsWellForLibtorchAndTheLibraryIsTold() {
    List<Finding> findings = Doctor.examine(cuda(StandInSmi.H100), TestGrids.HERE, LIBTORCH_ON_GPU);

    assertThat(findings)
        .extracting(Finding::check)
        .containsExactly("java", "cpu", "device", "libtorch", "driver", "capability", "engine");
    assertThat(findings.subList(2, 6))
        .extracting(Finding::line)
        .containsExactly(
            "ok    device     GPU 0 (NVIDIA H100 80GB HBM3)",
            "ok    libtorch   2.10.0+cu128 in /opt/torch, for CUDA 12 and cuDNN 9, with code for"
                + " compute capability 7.0, 8.0, 8.6, 9.0",
            "ok    driver     550.54.15",
            "ok    capability GPU 0 (NVIDIA H100 80GB HBM3) 9.0");
  }

  @Test
  void aGpuThatLibtorchHasNoCodeForIsRefusedAndTheEngineIsNotWoken() {
    List<Finding> findings =
        Doctor.examine(
            cuda("0, GPU-1f, NVIDIA B200, 580.82.07, 183359, 182642, 10.0"),
            TestGrids.HERE,
            LIBTORCH_ON_GPU);

    assertThat(last(findings).line())
        .isEqualTo(
            "FAIL  capability GPU 0 (NVIDIA B200) 10.0: libtorch 2.10.0+cu128 in /opt/torch has code"
                + " for 7.0, 8.0, 8.6, 9.0. Give Spark GPUs of these major versions, or take"
                + " numerics.device = cpu.");
  }

  @Test
  void aLibtorchThatIsNotThereIsToldWithWhatToDoAndNothingAfterItIsLookedAt() {
    Surroundings none =
        around(
            NativeBuild.Device.CPU,
            List.of(),
            new StandInSmi(folder).printing(StandInSmi.H100)::ask,
            device -> {
              throw new EngineException(
                  "Cannot find libtorch: python3 has no PyTorch. Try pip install torch==2.10.0.");
            });

    List<Finding> findings = Doctor.examine(none, TestGrids.HERE, LIBTORCH_ON_GPU);

    assertThat(findings)
        .extracting(Finding::check)
        .containsExactly("java", "cpu", "device", "libtorch");
    assertThat(last(findings).line())
        .isEqualTo(
            "FAIL  libtorch   Cannot find libtorch: python3 has no PyTorch. Try pip install"
                + " torch==2.10.0.");
  }

  @Test
  void aDriverThatIsTooOldForLibtorchsCudaIsRefused() {
    String old = StandInSmi.H100.replace("550.54.15", "520.61.05");

    assertThat(Doctor.examine(cuda(old), TestGrids.HERE, LIBTORCH_ON_GPU))
        .extracting(Finding::line)
        .contains(
            "FAIL  driver     520.61.05 is older than 525.60.13, the oldest for CUDA 12. Install a"
                + " newer NVIDIA driver.");
  }

  @Test
  void libtorchOnACpuIsToldAndMakesAStep() {
    List<Finding> findings =
        Doctor.examine(
            Surroundings.ofThisProcess(), TestGrids.HERE, choice(EngineChoice.TORCH, Device.CPU));

    assertThat(findings).allMatch(Finding::ok);
    assertThat(findings)
        .extracting(Finding::check)
        .containsExactly("java", "cpu", "device", "libtorch", "engine");
    assertThat(last(findings).what())
        .matches(
            "dl4j-torch on cpu, layout channels last, libtorch 2\\.10\\.\\S+, computed a step; bits"
                + " repeat");
  }

  @Test
  void aGpuThatNobodyUsesIsNamed() {
    assertThat(Doctor.examine(cuda(StandInSmi.H100), TestGrids.HERE, ON_CPU).get(2).line())
        .isEqualTo(
            "ok    device     cpu; this machine has GPU 0 (NVIDIA H100 80GB HBM3): numerics.device"
                + " = cuda uses it");
  }

  @Test
  void availableMemoryIsWhatLinuxSays() {
    assertThat(around(List.of("MemTotal: 9 kB", "MemAvailable:    2048 kB")).availableBytes())
        .isEqualTo(2048 * 1024);
    assertThat(around(List.of()).availableBytes()).isEqualTo(-1);
  }

  private Surroundings cuda(String... smi) {
    return around(
        NativeBuild.Device.CUDA,
        List.of(),
        new StandInSmi(folder).printing(smi)::ask,
        device -> TORCH);
  }

  private static Surroundings around(List<String> memInfo) {
    return around(
        NativeBuild.Device.CPU, memInfo, () -> NvidiaSmi.Answer.trouble("none"), device -> TORCH);
  }

  private static Surroundings around(
      NativeBuild.Device device,
      List<String> memInfo,
      Supplier<NvidiaSmi.Answer> smi,
      Function<Device, TorchBuild> libtorch) {
    return new Surroundings(
        Runtime.version(),
        "/opt/jdk",
        new NativeBuild(device, ""),
        List.of(),
        memInfo,
        smi,
        libtorch,
        library -> true);
  }

  private static EngineChoice choice(String engine, Device device) {
    return new EngineChoice(engine, device, Precision.FLOAT, 1);
  }

  private static List<Finding> examine(GridConfig config) {
    return Doctor.examine(
        Surroundings.ofThisProcess(),
        TestGrids.HERE,
        config,
        HADOOP,
        () -> DataSet.open(config, HADOOP));
  }

  private GridConfig grid(String... parts) {
    return ConfigReader.read(
        Map.of(
            "grid.parts", "[" + String.join(",", parts) + "]",
            "data.root", "\"" + folder + "\"",
            "results.root", "\"" + folder + "/results\"",
            "classifier.depth", "custom",
            "classifier.blocks", "[1,1,1,1]",
            "classifier.growth", "4",
            "classifier.stem-width", "8",
            "policy.base-width", "1",
            "train.image-size", "32"));
  }

  private static Finding last(List<Finding> findings) {
    return findings.get(findings.size() - 1);
  }
}
