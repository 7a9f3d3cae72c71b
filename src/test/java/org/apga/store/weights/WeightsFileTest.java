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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.Tensor;
import org.apga.engine.WeightsException;
import org.apga.files.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFileTest {
  private static final String IS_PICKLE =
      ": it is a pickle, which runs code when it is read. Save it as .npz: the README's \"Weights"
          + " from PyTorch\" has the lines.";
  private static final String UNKNOWN =
      ": it is neither a numpy archive (.npz) nor safetensors. The README's \"Weights from"
          + " PyTorch\" has the lines that save one.";

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

  private static byte[] zip(String entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(entry));
    }
    return bytes.toByteArray();
  }

  @Test
  void aPickleOfTorchSaveIsNeverOpened() throws IOException {
    refused(zip("densenet121/data.pkl"), IS_PICKLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jit/data/0", "archive/code/__torch__.py"})
  void aTorchScriptArchiveIsNamedAndItsRemedyToo(String first) throws IOException {
    refused(
        zip(first),
        ": it is a TorchScript archive, which holds code. Load it with torch.jit.load and save its"
            + " state_dict as .npz: the README's \"Weights from PyTorch\" has the lines.");
  }

  @ParameterizedTest
  @CsvSource({
    "conv.weight, NaN, conv.weight holds NaN",
    "conv.weight, -Infinity, conv.weight holds -Infinity",
    "conv.weight, 1e300, conv.weight holds 1.0E300",
    "norm.running_mean, Infinity, norm.running_mean holds Infinity",
    "norm.running_var, NaN, 'norm.running_var holds NaN, which is no variance'",
    "norm.running_var, -0.5, 'norm.running_var holds -0.5, which is no variance'"
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
                + ". The network diverged, or the file was damaged before it was saved; take"
                + " another.");
  }

  @Test
  void anOldPickleIsNeverOpened() throws IOException {
    refused(new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10}, IS_PICKLE);
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
            "Cannot read weights " + nowhere + ": there is no such file. Name one that is there.");
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
                + " cut off \\(invalid entry CRC .*\\)\\. Copy or write the file again\\.");
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
            + " it breaks off in tensor a",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [], \"data_offsets\": [0, 4]}};"
            + " it goes on after its last tensor",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [], \"data_offsets\": [2, 6]}};"
            + " tensor a does not follow the one before it",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [0, 6]}};"
            + " tensor a has other bytes than its shape asks for",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 6]}};"
            + " tensor a has other bytes than its shape asks for",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [99999, 99999], \"data_offsets\": [0, 6]}};"
            + " tensor a has other bytes than its shape asks for",
        "{\"a\": {\"dtype\": \"I64\", \"shape\": [], \"data_offsets\": [0, 8]}};"
            + " 'tensor a is of dtype I64, and weights are F64, F32, F16 or BF16'",
        "{\"a\": 1]; its head is not JSON"
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
        java.util.Arrays.copyOf(whole, whole.length - 1),
        ": the safetensors file: it breaks off in its head. Save it again with safetensors.");
  }

  @Test
  void aFileThatCanNotBeWrittenIsSaidInOneLine() {
    Path taken = folder.resolve("taken");
    WeightsFile file = new WeightsFile(taken.toString(), new Configuration(false));

    assertThatThrownBy(
            () -> {
              Files.createDirectory(taken);
              file.write(Map.of(), new Origin("x", "y"));
            })
        .isInstanceOf(StoreException.class)
        .hasMessageMatching(
            "Cannot write weights \\S*taken: .* Name a file that can be written\\.");
  }
}
