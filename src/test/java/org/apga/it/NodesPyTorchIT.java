package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher computes with the libtorch of a PyTorch that {@code APGA_TORCH} names. That PyTorch
 * is a folder as pip lays it, with the libraries of the class path's own.
 */
class NodesPyTorchIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path site;
  private Path libraries;

  @BeforeEach
  void install() throws IOException {
    libraries = Files.createDirectories(site.resolve("torch/lib"));
    Files.writeString(
        site.resolve("torch/version.py"),
        "__version__ = '2.10.0+cpu'\ncuda: Optional[str] = None\n");
    Path jar;
    try (var jars = Files.list(Path.of(System.getProperty("apga.dist"), "torch"))) {
      jar = jars.findFirst().orElseThrow();
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        String name = Path.of(entry.getName()).getFileName().toString();
        if (name.contains(".so") && !name.startsWith("libjni")) {
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, libraries.resolve(name));
          }
        }
      }
    }
  }

  private List<String> steps(int exitCode) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
            "submit/apga",
            "bench",
            "steps",
            "--engine=dl4j-torch",
            "--classifier=small",
            "--size=32",
            "--steps=1",
            "--threads=1");
    command.environment().put("APGA_TORCH", site.toString());
    command.redirectErrorStream(true);
    return new ChildProcess(command.start()).end(exitCode, PATIENCE);
  }

  @Test
  void itsLibrariesCompute() throws Exception {
    assertThat(steps(0))
        .singleElement()
        .asString()
        .startsWith("{\"engine\":\"dl4j-torch 2.10.0+cpu\",");
  }

  @Test
  void brokenOnesAreToldOfInOneLine() throws Exception {
    Path broken = libraries.resolve("libtorch_cpu.so");
    try (RandomAccessFile file = new RandomAccessFile(broken.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }

    assertThat(steps(2))
        .singleElement()
        .asString()
        .startsWith(
            "Cannot find libtorch: libtorch_cpu.so of libtorch 2.10.0+cpu in "
                + site.resolve("torch"))
        .endsWith(" cannot be read (it ends too early). Install PyTorch again.");
  }
}
