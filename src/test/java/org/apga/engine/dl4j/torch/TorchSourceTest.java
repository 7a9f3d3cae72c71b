package org.apga.engine.dl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apga.engine.Device;
import org.apga.engine.EngineException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A missing, wrong or broken PyTorch is one line each; the class path's own is there in tests. */
class TorchSourceTest {
  private static final String PIP =
      """
      from typing import Optional

      __all__ = ['__version__', 'debug', 'cuda', 'git_version']
      __version__ = '2.10.0+cu128'
      debug = False
      cuda: Optional[str] = '12.8'
      git_version = '449b1768410104d3ed79d3bcfe4ba1d65c7f22c0'
      hip: Optional[str] = None
      """;

  @TempDir Path site;
  private Path folder;

  @BeforeEach
  void install() throws IOException {
    folder = Files.createDirectories(site.resolve("torch"));
    install(PIP);
  }

  private void install(String version) throws IOException {
    Files.writeString(folder.resolve("version.py"), version);
  }

  private static TorchSource find(String asked, Device device) {
    return TorchSource.find(asked, "2.10.0", device);
  }

  /** A Python that says where its PyTorch is, below some warning of its own. */
  private Path python(String says) throws IOException {
    Path python = site.resolve("python");
    Files.writeString(python, "#!/bin/sh\necho a warning\necho '" + says + "'\n");
    assertThat(python.toFile().setExecutable(true)).isTrue();
    return python;
  }

  @Test
  void aPythonItsSitePackagesOrThePackageItselfNameAPyTorch() throws IOException {
    TorchSource expected = new TorchSource(folder, "2.10.0+cu128", "12.8");

    assertThat(find(folder.toString(), Device.CUDA)).isEqualTo(expected);
    assertThat(find(site.toString(), Device.CPU)).isEqualTo(expected);
    assertThat(find(python(folder.toString()).toString(), Device.CUDA)).isEqualTo(expected);
    assertThat(expected.libraries()).hasValue(folder.resolve("lib"));
  }

  @Test
  void aCpuTakesTheClassPathsOwnAndSoDoesWhoeverAsksForIt() {
    assertThat(find("", Device.CPU).libraries()).isEmpty();
    assertThat(find("bundled", Device.CUDA).folder()).isNull();
  }

  @Test
  void anotherReleaseIsRefused() throws IOException {
    install(PIP.replace("2.10.0", "2.9.1"));

    assertThatThrownBy(() -> find(folder.toString(), Device.CPU))
        .isInstanceOf(EngineException.class)
        .hasMessage(
            "Cannot find libtorch: the PyTorch in %s is 2.9.1+cu128, but exactly 2.10.0 is needed."
                + " Try pip install torch==2.10.0, and APGA_TORCH=PYTHON with the Python that has"
                + " it.",
            folder);
  }

  @Test
  void aBuildForCpusIsRefusedForAGpu() throws IOException {
    install(PIP.replace("2.10.0+cu128", "2.10.0+cpu").replace("'12.8'", "None"));

    assertThat(find(folder.toString(), Device.CPU).cuda()).isNull();
    assertThatThrownBy(() -> find(folder.toString(), Device.CUDA))
        .hasMessageStartingWith(
            "Cannot find libtorch: the PyTorch in %s, 2.10.0+cpu, is built for CPUs. ", folder);
  }

  @Test
  void whatIsNoPyTorchIsToldAsWhatItIs() throws IOException {
    assertThatThrownBy(
            () -> find(Files.createDirectory(site.resolve("empty")).toString(), Device.CPU))
        .hasMessageStartingWith(
            "Cannot find libtorch: " + site.resolve("empty") + " contains no PyTorch. ");
    assertThatThrownBy(() -> find(site.resolve("nowhere").toString(), Device.CPU))
        .hasMessageStartingWith(
            "Cannot find libtorch: there is no " + site.resolve("nowhere") + ". ");
    assertThatThrownBy(() -> find(python("").toString(), Device.CPU))
        .hasMessageStartingWith(
            "Cannot find libtorch: " + site.resolve("python") + " has no PyTorch. ");
  }

  @Test
  void aFolderWithoutItsVersionIsToldAsBroken() throws IOException {
    Files.delete(folder.resolve("version.py"));

    assertThatThrownBy(() -> find(python(folder.toString()).toString(), Device.CPU))
        .hasMessageStartingWith("Cannot find libtorch: " + folder.resolve("version.py"))
        .hasMessageEndingWith(" Install PyTorch again.");
  }
}
