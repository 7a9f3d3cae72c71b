package org.apga.engine.dl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apga.engine.Device;
import org.apga.engine.EngineException;
import org.apga.engine.TorchBuild;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineCodeTest {
  private static final int PTX = 1;
  private static final int CODE = 2;
  private static final String NAMES = "\0.nv_fatbin\0.dynstr\0.shstrtab\0";

  @TempDir private Path folder;

  @Test
  void codeCountsWhereHalfOfTheFatBinariesHaveItAndPtxDoesNot() throws IOException {
    byte[] fat =
        joined(
            binary(entry(CODE, 75), entry(CODE, 90), entry(CODE, 100), entry(PTX, 120)),
            new byte[16],
            binary(entry(CODE, 75), entry(CODE, 90)),
            binary(entry(CODE, 75), entry(CODE, 90), entry(PTX, 120)),
            binary(entry(CODE, 75), entry(CODE, 100)));
    Path library = library(fat, "\0libc.so.6\0libcudart.so.12\0libcudnn.so.9\0");

    assertThat(MachineCode.of(library))
        .isEqualTo(new TorchBuild.Gpu(12, 9, List.of("7.5", "9.0", "10.0")));
  }

  @Test
  void aLibraryForCpusHoldsNone() throws IOException {
    assertThat(MachineCode.of(library(new byte[0], "\0libc.so.6\0")))
        .isEqualTo(new TorchBuild.Gpu(0, 0, List.of()));
  }

  @Test
  void aFileThatIsNoLibraryOrHalfOfOneIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "version https://git-lfs\n".repeat(9));
    Path whole = library(binary(entry(CODE, 75)), "\0libc.so.6\0");
    byte[] bytes = Files.readAllBytes(whole);
    Path half = folder.resolve("half");
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatIOException()
        .isThrownBy(() -> MachineCode.of(text))
        .withMessage("it is not a shared library");
    assertThatIOException().isThrownBy(() -> MachineCode.of(half)).withMessage("it ends too early");
  }

  @Test
  void aPytorchWhoseGpuPartIsMissingOrBrokenIsToldWithWhatToDo() throws IOException {
    Path libraries = Files.createDirectories(folder.resolve("torch/lib"));
    TorchSource source = new TorchSource(folder.resolve("torch"), "2.10.0+cu128", "12.8");
    String cannot =
        "Cannot find libtorch: libtorch_cuda.so of libtorch 2.10.0+cu128 in "
            + folder.resolve("torch")
            + " cannot be read (%s). Install PyTorch again.";

    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(source::machineCode)
        .withMessage(cannot, "there is no such file");
    Files.writeString(libraries.resolve("libtorch_cuda.so"), "cut");
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(source::machineCode)
        .withMessage(cannot, "it ends too early");
  }

  @Test
  void aPytorchOfWhichALibraryIsMissingOrCutIsRefusedBeforeItEndsTheProcess() throws IOException {
    Path libraries = Files.createDirectories(folder.resolve("torch/lib"));
    TorchSource source = new TorchSource(folder.resolve("torch"), "2.10.0+cpu", null);
    byte[] whole = Files.readAllBytes(library(binary(entry(CODE, 75)), "\0libc.so.6\0"));
    Files.write(libraries.resolve("libc10.so"), whole);
    String cannot =
        "Cannot find libtorch: libtorch_cpu.so of libtorch 2.10.0+cpu in "
            + folder.resolve("torch")
            + " cannot be read (%s). Install PyTorch again.";

    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> source.requireWhole(Device.CPU))
        .withMessage(cannot, "there is no such file");
    Files.write(libraries.resolve("libtorch_cpu.so"), Arrays.copyOf(whole, whole.length - 1));
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> source.requireWhole(Device.CPU))
        .withMessage(cannot, "it ends too early");
    for (String name : List.of("libtorch_cpu.so", "libtorch.so")) {
      Files.write(libraries.resolve(name), whole);
    }
    source.requireWhole(Device.CPU);
  }

  @Test
  void whatTheClassPathCarriesForCpusIsNotTakenForAGpu() {
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> new TorchSource(null, "2.10.0-1.5.13", null).requireWhole(Device.CUDA))
        .withMessage(
            "Cannot find libtorch: this distribution's build is for CPUs. Try pip"
                + " install torch==2.10.0, and APGA_TORCH=PYTHON with the Python that has it.");
  }

  /** An ELF file of three sections, whose headers stand at its end. */
  private Path library(byte[] fat, String linked) throws IOException {
    byte[] dynamic = linked.getBytes(StandardCharsets.ISO_8859_1);
    byte[] names = NAMES.getBytes(StandardCharsets.ISO_8859_1);
    int table = 64 + fat.length + dynamic.length + names.length;
    ByteBuffer elf = little(table + 3 * 64);
    elf.putInt(0, 0x464C457F).putLong(0x28, table);
    elf.putShort(0x3A, (short) 64).putShort(0x3C, (short) 3).putShort(0x3E, (short) 2);
    elf.position(64).put(fat).put(dynamic).put(names);
    section(elf, table, ".nv_fatbin", 64, fat.length);
    section(elf, table + 64, ".dynstr", 64 + fat.length, dynamic.length);
    section(elf, table + 128, ".shstrtab", 64 + fat.length + dynamic.length, names.length);
    return Files.write(Files.createTempFile(folder, "lib", ".so"), elf.array());
  }

  private static void section(ByteBuffer elf, int header, String name, int offset, int size) {
    elf.putInt(header, NAMES.indexOf(name));
    elf.putLong(header + 0x18, offset).putLong(header + 0x20, size);
  }

  private static byte[] binary(byte[]... entries) {
    byte[] all = joined(entries);
    ByteBuffer header = little(16);
    header.putInt(0xBA55ED50).putShort((short) 1).putShort((short) 16).putLong(all.length);
    return joined(header.array(), all);
  }

  private static byte[] entry(int kind, int architecture) {
    ByteBuffer entry = little(64 + 8);
    entry.putShort(0, (short) kind).putInt(4, 64).putLong(8, 8).putInt(28, architecture);
    return entry.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = little(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
