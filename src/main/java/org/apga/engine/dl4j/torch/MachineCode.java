package org.apga.engine.dl4j.torch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apga.engine.TorchBuild;

/**
 * Reads from a shared library the GPUs for which it contains machine code, and the CUDA that it is
 * linked with. Nothing is loaded, so libraries that cannot be loaded here can be read too.
 *
 * <p>Section {@code .nv_fatbin} of an ELF file is a sequence of fat binaries, one for each file
 * that {@code nvcc} compiled; each has an entry for each architecture. NVIDIA does not document the
 * format; the headers are as {@code cuobjdump} shows them.
 */
record MachineCode(FileChannel file) implements AutoCloseable {
  private static final int ELF = 0x464C457F;
  private static final int FAT_BINARY = 0xBA55ED50;
  private static final int HEADER = 16;
  private static final int ENTRY = 64;
  private static final int CODE = 2;
  private static final int NO_BITS = 8;
  private static final String CUT = "it ends too early";
  private static final int ALIGNMENT = 8;
  private static final Pattern LINKED = Pattern.compile("\0lib(cudart|cudnn)\\.so\\.(\\d+)(?=\0)");

  private record Section(String name, long offset, long size) {}

  /**
   * The GPU part of a library. An architecture counts if at least half of the fat binaries have it,
   * because some files are compiled for a newer one as well.
   *
   * @param library an ELF file of 64 bits, little-endian
   * @throws IOException if it cannot be read, or is not such a file
   */
  static TorchBuild.Gpu of(Path library) throws IOException {
    try (MachineCode code = new MachineCode(FileChannel.open(library))) {
      return code.read();
    }
  }

  /**
   * Rejects a truncated file, because loading one ends the process without a message.
   *
   * @throws IOException if it cannot be read, is not such a file, or is truncated
   */
  static void requireWhole(Path library) throws IOException {
    try (MachineCode code = new MachineCode(FileChannel.open(library))) {
      code.sections();
    }
  }

  private TorchBuild.Gpu read() throws IOException {
    Map<String, Integer> linked = new TreeMap<>();
    List<String> capabilities = List.of();
    for (Section section : sections()) {
      if (section.name.equals(".nv_fatbin")) {
        capabilities = capabilities(section.offset, section.offset + section.size);
      } else if (section.name.equals(".dynstr")) {
        Matcher names = LINKED.matcher(text(section.offset, Math.toIntExact(section.size)));
        while (names.find()) {
          linked.put(names.group(1), Integer.valueOf(names.group(2)));
        }
      }
    }
    return new TorchBuild.Gpu(
        linked.getOrDefault("cudart", 0), linked.getOrDefault("cudnn", 0), capabilities);
  }

  private List<Section> sections() throws IOException {
    ByteBuffer header = at(0, 64);
    if (header.getInt(0) != ELF) {
      throw new IOException("it is not a shared library");
    }
    long table = header.getLong(0x28);
    int size = header.getShort(0x3A);
    int count = header.getShort(0x3C);
    ByteBuffer all = at(table, size * count);
    long names = all.getLong(size * header.getShort(0x3E) + 0x18);
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int start = size * i;
      String name = text(names + all.getInt(start), 16).split("\0", 2)[0];
      Section section = new Section(name, all.getLong(start + 0x18), all.getLong(start + 0x20));
      if (all.getInt(start + 4) != NO_BITS && section.offset + section.size > file.size()) {
        throw new EOFException(CUT);
      }
      sections.add(section);
    }
    return sections;
  }

  private List<String> capabilities(long start, long end) throws IOException {
    Map<Integer, Integer> entries = new TreeMap<>();
    int binaries = 0;
    long position = start;
    while (position + HEADER <= end) {
      ByteBuffer header = at(position, HEADER);
      if (header.getInt(0) != FAT_BINARY) {
        position += ALIGNMENT;
        continue;
      }
      binaries++;
      position += header.getShort(6);
      long stop = position + header.getLong(8);
      while (position + ENTRY <= stop) {
        ByteBuffer entry = at(position, ENTRY);
        if (entry.getShort(0) == CODE) {
          entries.merge(entry.getInt(28), 1, Integer::sum);
        }
        position += entry.getInt(4) + entry.getLong(8);
      }
      position = stop;
    }
    int half = (binaries + 1) / 2;
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue() >= half)
        .map(entry -> entry.getKey() / 10 + "." + entry.getKey() % 10)
        .toList();
  }

  /** Bytes as text; fewer if the file ends. */
  private String text(long position, int length) throws IOException {
    int rest = (int) Math.min(length, Math.max(0, file.size() - position));
    return new String(at(position, rest).array(), StandardCharsets.ISO_8859_1);
  }

  private ByteBuffer at(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (position < 0 || file.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException(CUT);
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
