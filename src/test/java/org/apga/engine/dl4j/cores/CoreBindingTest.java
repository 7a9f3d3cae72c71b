package org.apga.engine.dl4j.cores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import org.apga.JavaProcess;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.Dl4jEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreBindingTest {
  private List<Integer> cores = List.of();

  @BeforeEach
  void twoCores() {
    assumeThat(CoreBinding.ofProcess()).hasSizeGreaterThan(1);
    cores = CoreBinding.ofProcess().subList(0, 2);
  }

  @AfterEach
  void nobodyIsBoundOnceCoresAreTakenBack() {
    CoreBinding.give(List.of());
    engine(1).close();
    assertThat(BoundThreads.cores()).isEmpty();
  }

  @Test
  void eachThreadOfAnOperationHasACoreOfItsOwn() {
    CoreBinding.give(cores);

    try (Engine engine = engine(2);
        CoreBinding.Computing here = CoreBinding.computing()) {
      assertThat(BoundThreads.cores()).isEqualTo(cores);
    }
  }

  @Test
  void theCallerIsFreeWhileItDoesNotComputeSoThatItsOwnThreadsAre() {
    CoreBinding.give(cores);

    try (Engine engine = engine(2)) {
      assertThat(BoundThreads.cores()).containsExactly(cores.get(1));
    }
  }

  @Test
  void threadsWithoutACoreForEachAreFree() {
    CoreBinding.give(cores);
    try (Engine engine = engine(1);
        CoreBinding.Computing here = CoreBinding.computing()) {
      assertThat(BoundThreads.cores()).isEmpty();
    }

    CoreBinding.give(cores.subList(0, 1));
    try (Engine engine = engine(2);
        CoreBinding.Computing here = CoreBinding.computing()) {
      assertThat(BoundThreads.cores()).isEmpty();
    }
  }

  /** OpenMP ends a thread that an operation has no work for, and makes another for the next. */
  @Test
  void nobodyStaysOnTheCallersCoreWhereOperationsAreTooSmallForAllThreads() {
    CoreBinding.give(List.of(cores.get(0), cores.get(1), cores.get(1)));

    try (Engine engine = engine(3)) {
      try (CoreBinding.Computing here = CoreBinding.computing()) {
        CoreBinding.onEachThread(2, thread -> {});
        CoreBinding.onEachThread(3, thread -> {});
        assertThat(BoundThreads.cores()).filteredOn(cores.get(0)::equals).hasSize(2);
      }
      assertThat(BoundThreads.cores()).isEmpty();
    }
  }

  /** Processes share JavaCPP's cache, and each unpacks its own libraries over those of another. */
  @Test
  void theLibrarysFileMayBeGone(@TempDir Path cache) throws Exception {
    Process process =
        JavaProcess.of(
                List.of("-Xmx512m", "-Dorg.bytedeco.javacpp.cachedir=" + cache),
                List.of(ReplacedLibraryProbe.class.getName(), cache.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();

    assertThat(process.inputReader().lines()).containsExactly(cores.toString());
    assertThat(process.waitFor()).isZero();
  }

  private static Engine engine(int threads) {
    return new Dl4jEngine(
        new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, threads), 0);
  }
}
