package org.apga.store.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.engine.WeightsException;
import org.apga.files.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFileTest {
  private static final String PICKLE =
      ": it is a PyTorch checkpoint, a pickle, which runs code when it is read";

  private static final String UNKNOWN =
      ": it is neither a numpy archive (.npz) nor safetensors."
          + " docs/guide/weights.md shows how to save one.";

  @TempDir private Path folder;

  private WeightsFile file(byte[] content) throws IOException {
    return new WeightsFile(
        Files.write(folder.resolve("weights"), content).toString(), new Configuration(false));
  }

  private void refused(byte[] content, String why) throws IOException {
    WeightsFile file = file(content);
    assertThatThrownBy(file::read)
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read weights " + folder.resolve("weights") + why);
  }

  private static byte[] safetensors(String head, byte[] numbers) {
    byte[] json = head.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + json.length + numbers.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(numbers)
        .array();
  }

  /** Of an entry's name, and what it holds, each in turn. */
  private static byte[] zip(String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      // As PyTorch writes them.
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry(entries[i]));
        zip.write(entries[i + 1].getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return bytes.toByteArray();
  }

  /** By pickle's protocol 2: its head, the object's first instruction, and some strings. */
  private static String pickle(String first, String... strings) {
    StringBuilder pickle = new StringBuilder("\u0080\2" + first);
    for (String string : strings) {
      pickle.append('X').append((char) string.length()).append("\0\0\0").append(string);
    }
    return pickle.append('.').toString();
  }

  /** The remedy for a pickle of tensors, at whatever depth. */
  private static String search(String load) {
    return remedy(
        "(find := lambda d: d if any(map(torch.is_tensor, d.values())) else find(max((v for v in"
            + " d.values() if isinstance(v, dict)), key=len)))("
            + load
            + ")");
  }

  private static String remedy(String load) {
    return ". In Python: import torch, safetensors.torch; state = %s; safetensors.torch.save_file({k: v.contiguous().clone() for k, v in state.items() if torch.is_tensor(v)}, \"weights.safetensors\") writes a file that can be read here."
        .formatted(load);
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive/data.pkl", "archive/version", "other/readme.txt"})
  void aCheckpointOfTorchSaveIsNeverOpenedWhereverItsPickleStands(String first) throws IOException {
    String states = pickle("ccollections\nOrderedDict\n", "features.conv0.weight", "model");

    refused(
        zip(first, states, "archive/data/0", "numbers", "again/data.pkl", states),
        PICKLE + search("torch.load(\"weights\", map_location=\"cpu\", weights_only=True)"));
  }

  @Test
  void aStateDictIsToldFromAWholeModel() throws IOException {
    refused(
        zip("net/data.pkl", pickle("ccollections\nOrderedDict\n", "features.conv0.weight")),
        PICKLE + search("torch.load(\"weights\", map_location=\"cpu\", weights_only=True)"));
    refused(
        zip("net/data.pkl", pickle("cnets\nNet\n", "_parameters", "_modules", "model")),
        ": it is a pickle of a whole PyTorch model: reading it runs code and needs the model's classes,"
            + " so do it only if you trust the file"
            + remedy(
                "torch.load(\"weights\", map_location=\"cpu\", weights_only=False).state_dict()"));
    refused(
        zip("net/data.pkl", pickle("}", "epoch", "net", "_modules")),
        ": it is a pickle of a whole PyTorch model: reading it runs code and needs the model's classes,"
            + " so do it only if you trust the file"
            + remedy(
                "torch.load(\"weights\", map_location=\"cpu\","
                    + " weights_only=False)[\"net\"].state_dict()"));
  }

  @Test
  void tensorsBelowTheTopAreSearched() throws IOException {
    refused(
        zip("net/data.pkl", pickle("}", "epoch", "ema", "optimizer")),
        PICKLE + search("torch.load(\"weights\", map_location=\"cpu\", weights_only=True)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jit/data/0", "jit/code/__torch__.py", "jit/version", "jit/data.pkl"})
  void aTorchScriptArchiveIsNamedAndItsRemedyToo(String first) throws IOException {
    refused(
        zip(first, "x", "jit/code/net.py", "y", "jit/constants.pkl", "z"),
        ": it is a TorchScript archive, which contains code"
            + remedy("torch.jit.load(\"weights\", map_location=\"cpu\").state_dict()"));
  }

  @Test
  void anArchiveOfPyTorchThatBreaksOffIsDamaged() throws IOException {
    byte[] whole = zip("net/data.pkl", pickle("}", "model"), "net/data/0", "numbers");

    refused(
        Arrays.copyOf(whole, whole.length - 30),
        ": it is a truncated PyTorch archive. Copy or download it again.");
  }

  @Test
  void anotherZipIsNoneOfPyTorchs() throws IOException {
    refused(
        zip("readme.txt", "x"),
        ": array readme.txt of the network file: it is not a .npy array. Save the file with"
            + " numpy.savez.");
  }

  @Test
  void aSafetensorsFileWhoseHeadIsAsLongAsAPickleBeginsIsRead() throws IOException {
    // 0x280 bytes, so that the file begins with 80 02.
    String head = "{\"a\": {\"dtype\": \"F32\", \"shape\": [], \"data_offsets\": [0, 4]}}";

    StoredNetwork read =
        file(safetensors(head + " ".repeat(0x280 - head.length()), new byte[4])).read();

    assertThat(read.state().tensors()).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"op_threshs", "model.op_threshs"})
  void torchxrayvisionsThresholdsMayBeNoNumbers(String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Tensor thresholds = new Tensor.Doubles(new int[] {2}, new double[] {0.1, Double.NaN});
    NetworkFile.writeForTorch(out, Map.of(name, thresholds), 0);

    assertThat(file(out.toByteArray()).read().usable("x.npz").tensors()).containsOnlyKeys(name);
  }

  @ParameterizedTest
  @CsvSource({
    "conv.weight, NaN, conv.weight holds NaN",
    "conv.weight, -Infinity, conv.weight holds -Infinity",
    "conv.weight, 1e300, conv.weight holds 1.0E300",
    "norm.running_mean, Infinity, norm.running_mean holds Infinity",
    "norm.running_var, NaN, 'norm.running_var holds NaN, which is not a variance'",
    "norm.running_var, -0.5, 'norm.running_var holds -0.5, which is not a variance'"
  })
  void weightsThatAreNoNumbersAreListedButNotUsed(String name, double value, String why)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Tensor sound = new Tensor.Doubles(new int[] {1}, new double[] {-1});
    Tensor broken = new Tensor.Doubles(new int[] {3}, new double[] {1, value, 0});
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("sound", sound);
    tensors.put(name, broken);
    NetworkFile.writeForTorch(out, tensors, 0);

    StoredNetwork stored = file(out.toByteArray()).read();

    assertThat(stored.state().tensors()).hasSize(2);
    assertThatThrownBy(() -> stored.usable("x.npz"))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "Cannot use the weights in x.npz: tensor "
                + why
                + ". The network diverged, or the file was damaged before it was saved; use"
                + " another.");
  }

  @Test
  void anOldPickleIsNeverOpened() throws IOException {
    refused(
        new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10},
        PICKLE + search("torch.load(\"weights\", map_location=\"cpu\", weights_only=True)"));
  }

  @Test
  void aFileOfNoKnownFormatIsRefused() throws IOException {
    refused("import torch\nprint(torch.load('x'))\n".getBytes(StandardCharsets.UTF_8), UNKNOWN);
    refused(new byte[0], UNKNOWN);
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    Path nowhere = folder.resolve("nowhere.npz");
    WeightsFile file = new WeightsFile(nowhere.toString(), new Configuration(false));

    assertThatThrownBy(file::read)
        .hasMessage(
            "Cannot read weights " + nowhere + ": there is no such file. Name an existing one.");
  }

  @Test
  void aFolderIsRefused() {
    WeightsFile file = new WeightsFile(folder.toString(), new Configuration(false));

    assertThatThrownBy(file::sha256)
        .hasMessage("Cannot read weights " + folder + ": it is a folder. Name a file.");
  }

  @Test
  void aDamagedArchiveIsNamedWithItsArray() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NetworkFile.writeForTorch(
        out, Map.of("a.weight", new Tensor.Floats(new int[] {1}, new float[] {1})), 0);
    byte[] bytes = out.toByteArray();
    bytes[30 + "a.weight.npy".length() + 128] ^= 1;
    WeightsFile file = file(bytes);

    assertThatThrownBy(file::read)
        .hasMessageMatching(
            "Cannot read weights \\S*weights: array a\\.weight of the network file: it is damaged or"
                + " truncated \\(invalid entry CRC .*\\)\\. Copy or write the file again\\.");
  }

  @Test
  void theHashIsThatOfTheBytesAndTheNameIsWithoutFolders() throws IOException {
    WeightsFile file = file("abc".getBytes(StandardCharsets.UTF_8));

    assertThat(file.name()).isEqualTo("weights");
    // NIST's example of SHA-256.
    assertThat(file.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void everyPrecisionOfSafetensorsIsRead() throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
    numbers.putFloat(0.1f).putDouble(0.1);
    numbers.putShort((short) 0xc000).putShort((short) 0x3c01).putLong(9).putShort((short) 0xbf80);
    numbers.putShort((short) 0x3f81);
    // Written in another order than they lie in.
    byte[] bytes =
        safetensors(
            """
            {"__metadata__": {"format": "pt"},
             "n.num_batches_tracked": {"dtype": "I64", "shape": [], "data_offsets": [16, 24]},
             "half": {"dtype": "F16", "shape": [2], "data_offsets": [12, 16]},
             "float": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]},
             "double": {"dtype": "F64", "shape": [], "data_offsets": [4, 12]},
             "brain": {"dtype": "BF16", "shape": [2], "data_offsets": [24, 28]}}
            """,
            numbers.array());

    StoredNetwork read = file(bytes).read();

    Map<String, Tensor> tensors = read.state().tensors();
    assertThat(tensors.keySet()).containsExactly("float", "double", "half", "brain");
    assertThat(read.formats().values())
        .containsExactly("float32", "float64", "float16", "bfloat16");
    assertThat(tensor(tensors, "float").shape()).containsExactly(1, 1);
    assertThat(tensor(tensors, "float").at(0)).isEqualTo(0.1f);
    assertThat(tensor(tensors, "double").at(0)).isEqualTo(0.1);
    assertThat(tensor(tensors, "half").at(0)).isEqualTo(-2);
    assertThat(tensor(tensors, "half").at(1)).isEqualTo(1 + 0x1p-10);
    assertThat(tensor(tensors, "brain").at(0)).isEqualTo(-1);
    assertThat(tensor(tensors, "brain").at(1)).isEqualTo(1 + 0x1p-7);
  }

  private static Tensor tensor(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}};"
            + " it ends within tensor a",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [], \"data_offsets\": [0, 4]}};"
            + " it has bytes after its last tensor",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [], \"data_offsets\": [2, 6]}};"
            + " tensor a does not follow the one before it",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [0, 6]}};"
            + " tensor a does not have as many bytes as its shape requires",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 6]}};"
            + " tensor a does not have as many bytes as its shape requires",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [99999, 99999], \"data_offsets\": [0, 6]}};"
            + " tensor a does not have as many bytes as its shape requires",
        "{\"a\": {\"dtype\": \"I64\", \"shape\": [], \"data_offsets\": [0, 8]}};"
            + " 'tensor a has dtype I64, but weights are F64, F32, F16 or BF16'",
        "{\"a\": 1]; its header is not JSON"
      })
  void aSafetensorsFileThatIsNotWhatItsHeadSaysIsRefused(String head, String why)
      throws IOException {
    refused(
        safetensors(head, new byte[6]),
        ": the safetensors file: " + why + ". Save it again with safetensors.");
  }

  @Test
  void aSafetensorsFileThatBreaksOffInItsHeadIsRefused() throws IOException {
    byte[] whole = safetensors("{\"a\": {}}", new byte[0]);

    refused(
        Arrays.copyOf(whole, whole.length - 1),
        ": the safetensors file: it ends within its header. Save it again with safetensors.");
  }

  @Test
  void aFileThatCanNotBeWrittenIsSaidInOneLine() {
    Path taken = folder.resolve("taken");
    WeightsFile file = new WeightsFile(taken.toString(), new Configuration(false));

    assertThatThrownBy(
            () -> {
              Files.createDirectory(taken);
              file.write(new NetworkState(Map.of()), new Origin("x", "y"));
            })
        .isInstanceOf(StoreException.class)
        .hasMessageMatching(
            "Cannot write \\S*taken: .* Name a file that this user may write with --out\\.");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 22, 65_535})
  void anArchiveMayEndWithACommentThatIsWhole(int length) throws IOException {
    WeightsFile file = file(new byte[0]);
    file.writeForTorch(Map.of("a", new Tensor.Floats(new int[] {1}, new float[] {1})), 0);
    byte[] plain = Files.readAllBytes(folder.resolve("weights"));
    byte[] commented = Arrays.copyOf(plain, plain.length + length);
    // The length is the last field of the record at a zip's end.
    commented[plain.length - 2] = (byte) length;
    commented[plain.length - 1] = (byte) (length >> 8);

    assertThat(file(commented).read().state().tensors()).containsOnlyKeys("a");
    refused(
        Arrays.copyOf(commented, commented.length - 1),
        ": the network file: it ends after 1 array. Copy or write it again.");
  }
}
