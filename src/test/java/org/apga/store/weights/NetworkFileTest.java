package org.apga.store.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.files.DamagedFileException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkFileTest {

  @Test
  void aFileOfNumpysIsRead() throws IOException {
    NetworkState state = NetworkFile.read(resource("network.npz"), "a file");

    float[] weight = new float[24];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = i / 8f - 1;
    }
    assertThat(state.tensors().keySet())
        .containsExactly("features.conv0.weight", "features.norm0.running_var", "scale");
    assertFloats(state.tensors().get("features.conv0.weight"), weight, 2, 3, 2, 2);
    assertThat(state.tensors().get("features.norm0.running_var"))
        .isInstanceOfSatisfying(
            Tensor.Doubles.class,
            tensor -> {
              assertThat(tensor.shape()).containsExactly(2);
              assertThat(tensor.values()).containsExactly(0.1, 0.2);
            });
    assertFloats(state.tensors().get("scale"), new float[] {0.5f});
    NetworkState.Optimiser optimiser = Objects.requireNonNull(state.optimiser());
    assertThat(optimiser.steps()).isEqualTo(12345678901L);
    for (int i = 0; i < weight.length; i++) {
      assertThat(weight(optimiser.firstMoments()).at(i)).isEqualTo(weight[i] * 2);
      assertThat(weight(optimiser.secondMoments()).at(i)).isEqualTo(weight[i] * weight[i]);
      assertThat(weight(optimiser.carried()).at(i)).isEqualTo(-weight[i]);
    }
  }

  @Test
  void aCompressedFileIsReadAndPytorchsCountersAreLeftOut() throws IOException {
    NetworkState state = NetworkFile.read(resource("compressed.npz"), "a file");

    float[] weight = new float[24];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = i / 8f - 1;
    }
    assertThat(state.tensors().keySet()).containsExactly("packed");
    assertFloats(state.tensors().get("packed"), weight, 2, 3, 2, 2);
  }

  @Test
  void halfPrecisionIsReadExactly() throws IOException {
    assertFloats(
        new NetworkFileReader(resource("half.npz")).read().state().tensors().get("half"),
        new float[] {
          1,
          -2.5f,
          65504,
          0x1p-24f,
          1023 * 0x1p-24f,
          0x1p-14f,
          0.333251953125f,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.NaN,
          -0f
        },
        11);
  }

  @Test
  void theOriginOfImportedWeightsComesBack() throws IOException {
    Origin origin = new Origin("dénse \"net\".npz", "0123456789abcdef".repeat(4));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NetworkFile.write(out, new NetworkState(state().tensors()), origin);

    StoredNetwork read = new NetworkFileReader(new ByteArrayInputStream(out.toByteArray())).read();

    assertThat(read.origin()).isEqualTo(origin);
    assertThat(read.state().tensors().keySet()).isEqualTo(state().tensors().keySet());
    assertThat(read.formats()).containsEntry("z", "float32").containsEntry("a", "float64");
  }

  @Test
  void pytorchGetsACounterBesideEachRunningVariance() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NetworkFile.writeForTorch(out, scalars("norm.running_var", "conv.weight").tensors(), 5);

    List<String> entries = new ArrayList<>();
    byte[] counter = {};
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.add(entry.getName());
        if (entry.getName().endsWith("tracked.npy")) {
          counter = zip.readAllBytes();
        }
      }
    }
    assertThat(entries)
        .containsExactly("norm.running_var.npy", "norm.num_batches_tracked.npy", "conv.weight.npy");
    assertThat(new String(counter, StandardCharsets.ISO_8859_1))
        .contains("{'descr': '<i8', 'fortran_order': False, 'shape': (), }")
        .endsWith("\u0005\0\0\0\0\0\0\0");
    assertThat(read(out.toByteArray()).tensors().keySet())
        .containsExactly("norm.running_var", "conv.weight");
  }

  @Test
  void aStateComesBackInItsOrderAndToTheBit() throws IOException {
    NetworkState read = read(written(state()));

    assertThat(read.tensors().keySet()).containsExactly("z", "a", "empty", "large", "one");
    assertFloats(
        read.tensors().get("z"),
        new float[] {Float.NaN, -0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY},
        2,
        2);
    assertThat(read.tensors().get("a"))
        .isInstanceOfSatisfying(
            Tensor.Doubles.class,
            tensor -> {
              assertThat(tensor.shape()).isEmpty();
              assertThat(tensor.values()).containsExactly(Math.PI);
            });
    assertFloats(read.tensors().get("empty"), new float[0], 0, 3);
    // More than one chunk, and no multiple of it.
    assertFloats(read.tensors().get("large"), large(), 40_001);
    NetworkState.Optimiser optimiser = Objects.requireNonNull(read.optimiser());
    assertThat(optimiser.steps()).isEqualTo(3);
    assertFloats(optimiser.firstMoments().get("z"), new float[] {1, 2, 3, 4}, 2, 2);
    assertFloats(optimiser.secondMoments().get("z"), new float[] {5, 6, 7, 8}, 2, 2);
    assertThat(optimiser.carried()).isEmpty();
    assertFloats(optimiser.average().get("z"), new float[] {9, 10, 11, 12}, 2, 2);
    assertThat(read.input()).isEqualTo(Normalisation.IMAGENET);
  }

  @Test
  void aStateWithoutOptimiserStaysSo() throws IOException {
    byte[] bytes = written(state().withoutOptimiser());

    assertThat(read(bytes).optimiser()).isNull();
  }

  @Test
  void theSameStateGivesTheSameBytes() throws IOException {
    byte[] bytes = written(state());

    assertThat(written(state())).isEqualTo(bytes);
    assertThat(written(read(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "object, thing, its dtype is '|O'. Save it as '<f4' or '<f8'.",
        "record, record, \"its dtype is [('a', '<f4'), ('b', '<f4')]. Save it as '<f4' or '<f8'.\"",
        "fortran, matrix, it is in Fortran order. Save numpy.ascontiguousarray of it instead.",
        "big-endian, swapped, its dtype is '>f4'. Save it as '<f4' or '<f8'."
      })
  void anArrayOfAnotherKindIsRefusedByName(String file, String array, String reason) {
    assertThatThrownBy(() -> NetworkFile.read(resource("refused-" + file + ".npz"), "a file"))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read array " + array + " of the network file: " + reason);
  }

  @Test
  void aFileCutOffAnywhereIsRefusedInOneLine() throws IOException {
    NetworkState state =
        new NetworkState(
            Map.of("weight", new Tensor.Floats(new int[] {4}, new float[] {1, 2, 3, 4})));
    byte[] bytes = written(state);

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> NetworkFile.read(new ByteArrayInputStream(cut), "a file"))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(DamagedFileException.class)
          .hasMessageStartingWith("Cannot read ")
          .hasMessageEndingWith(" again.")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aConnectionThatBreaksIsNoDamageOfTheFile() throws IOException {
    byte[] bytes = written(scalars("a", "b"));

    for (int length = 0; length < bytes.length; length++) {
      InputStream start = new ByteArrayInputStream(bytes, 0, length);
      InputStream broken =
          new SequenceInputStream(
              start,
              new InputStream() {
                @Override
                public int read() throws IOException {
                  throw new EOFException("Premature EOF from inputStream");
                }
              });
      assertThatThrownBy(() -> NetworkFile.read(broken, "a file"))
          .as("%d of %d bytes", length, bytes.length)
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("Premature EOF from inputStream");
    }
  }

  @Test
  void aFileThatBreaksOffBetweenArraysIsRefused() throws IOException {
    byte[] two = written(scalars("a", "b"));
    // An entry of one float: 30 bytes of head, the name's, 128 of .npy head, 4 of content.
    byte[] cut = Arrays.copyOf(two, 30 + "a.npy".length() + 128 + 4);

    assertRefused(
        cut, "Cannot read the network file: it ends after 1 array. Copy or write it again.");
  }

  @Test
  void aFlippedBitIsNoticedByItsChecksum() throws IOException {
    byte[] bytes = written(scalars("a", "b"));
    bytes[30 + "a.npy".length() + 128] ^= 1;

    assertThatThrownBy(() -> NetworkFile.read(new ByteArrayInputStream(bytes), "a file"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "Cannot read array a of the network file: it is damaged or truncated (invalid entry CRC")
        .hasMessageEndingWith("). Copy or write the file again.");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "adam.m/a, it is missing although Adam's moments are there. Save it as numpy.int64.",
        "adam.steps, it is not one 64-bit integer. Save it as numpy.int64."
      })
  void momentsWithoutWholeStepsAreRefused(String array, String reason) throws IOException {
    assertRefused(
        zip(array + ".npy", npy("'<f4'", "()", 4)),
        "Cannot read array adam.steps of the network file: " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'<i8'; (1,); 8; its dtype is '<i8'. Save it as '<f4' or '<f8'.",
        "'<f4'; (1000000,); 4; it has fewer bytes than its shape requires. Write the file again.",
        "'<f4'; (2,); 12; it has more bytes than its shape requires. Write the file again.",
        "'<f4'; (99999, 99999); 4; its shape (99999, 99999) is too large. Split it.",
        "'<f4'; (-1,); 4; its .npy header cannot be parsed. Save it with numpy.savez.",
      },
      quoteCharacter = '"')
  void aHeadThatDoesNotFitIsRefused(String descr, String shape, int bytes, String reason)
      throws IOException {
    byte[] file = zip("a.npy", npy(descr, shape, bytes));

    assertRefused(file, "Cannot read array a of the network file: " + reason);
  }

  @Test
  void anEntryThatIsNoArrayIsRefused() throws IOException {
    byte[] bytes = zip("archive/data.pkl", new byte[4]);

    assertRefused(
        bytes,
        "Cannot read array archive/data.pkl of the network file: it is not a .npy array. Save"
            + " the file with numpy.savez.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam.steps", "adam.m/weight"})
  void aTensorCannotTakeTheOptimisersName(String name) {
    assertThatThrownBy(() -> written(scalars(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot write tensor "
                + name
                + ": names that begin with adam. are the optimiser's. Rename it.");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> NetworkFile.read(new ByteArrayInputStream(file), "a file"))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  private static NetworkState state() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(
        "z",
        new Tensor.Floats(
            new int[] {2, 2},
            new float[] {Float.NaN, -0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY}));
    tensors.put("a", new Tensor.Doubles(new int[0], new double[] {Math.PI}));
    tensors.put("empty", new Tensor.Floats(new int[] {0, 3}, new float[0]));
    tensors.put("large", new Tensor.Floats(new int[] {40_001}, large()));
    tensors.put("one", new Tensor.Floats(new int[] {1}, new float[] {1}));
    return new NetworkState(
        tensors,
        Normalisation.IMAGENET,
        new NetworkState.Optimiser(
            3,
            Map.of("z", new Tensor.Floats(new int[] {2, 2}, new float[] {1, 2, 3, 4})),
            Map.of("z", new Tensor.Floats(new int[] {2, 2}, new float[] {5, 6, 7, 8})),
            Map.of(),
            Map.of("z", new Tensor.Floats(new int[] {2, 2}, new float[] {9, 10, 11, 12}))));
  }

  private static float[] large() {
    float[] values = new float[40_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.1f;
    }
    return values;
  }

  private static NetworkState scalars(String... names) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : names) {
      tensors.put(name, new Tensor.Floats(new int[0], new float[] {1}));
    }
    return new NetworkState(tensors);
  }

  private static Tensor weight(Map<String, Tensor> tensors) {
    return Objects.requireNonNull(tensors.get("features.conv0.weight"));
  }

  private static void assertFloats(@Nullable Tensor tensor, float[] values, int... shape) {
    assertThat(tensor)
        .isInstanceOfSatisfying(
            Tensor.Floats.class,
            floats -> {
              assertThat(floats.shape()).containsExactly(shape);
              assertThat(floats.values()).containsExactly(values);
            });
  }

  /** A state that may hold what is no number. */
  private static NetworkState read(byte[] file) throws IOException {
    return new NetworkFileReader(new ByteArrayInputStream(file)).read().state();
  }

  private static byte[] written(NetworkState state) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NetworkFile.write(out, state);
    return out.toByteArray();
  }

  private static byte[] npy(String descr, String shape, int contentBytes) {
    String dictionary =
        "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }";
    byte[] bytes = new byte[10 + dictionary.length() + contentBytes];
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) dictionary.length(), 0};
    System.arraycopy(magic, 0, bytes, 0, magic.length);
    byte[] ascii = dictionary.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, magic.length, ascii.length);
    return bytes;
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      CRC32 crc = new CRC32();
      crc.update(content);
      ZipEntry entry = new ZipEntry(name);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(content);
    }
    return out.toByteArray();
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(NetworkFileTest.class.getResourceAsStream("/store/" + name));
  }
}
