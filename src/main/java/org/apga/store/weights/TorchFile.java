package org.apga.store.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.ArrayUtils;

/**
 * Describes a file in one of PyTorch's own formats: a pickle, a zip around one (since 1.6), or
 * TorchScript, a zip with code. All of them run code when they are loaded, so this only inspects
 * their names and strings. The description has the Python code that writes the tensors as
 * safetensors.
 */
final class TorchFile {
  private static final int WINDOW_BYTES = 1 << 22;

  /** Python that takes the largest dict of a checkpoint until it has tensors. */
  private static final String DEEPEST =
      "(find := lambda d: d if any(map(torch.is_tensor, d.values())) else find(max((v for v in"
          + " d.values() if isinstance(v, dict)), key=len)))(%s)";

  /** Keys under which training scripts store a whole model, beside the epoch. */
  private static final List<String> NESTS =
      List.of("state_dict", "model_state_dict", "model", "net");

  private static final Pattern ENTRY =
      Pattern.compile("([^/]+/)?(data/\\d+|code/.*|.*\\.pkl|version|byteorder)");

  /** A pickle's header, the frame of newer ones, and the first instruction. */
  private static final Pattern PICKLE =
      Pattern.compile("\u0080[\2-\5](?:\u0095.{8})?(.)", Pattern.DOTALL);

  private static final String ZIP_END = "PK\5\6";
  private static final String DICT = "}";

  private TorchFile() {}

  /**
   * The file's format and how to convert it, without a final full stop; empty if it is not a
   * PyTorch file. Reads the stream to its end.
   *
   * @param name the file's name, without folders
   * @param first name of the first entry if the file is a zip, else empty
   */
  static Optional<String> told(InputStream in, String name, String first) throws IOException {
    byte[] start = in.readNBytes(WINDOW_BYTES);
    String head = text(start);
    if (first.isEmpty()) {
      return PICKLE.matcher(head).lookingAt()
          ? Optional.of(checkpoint(head, name))
          : Optional.empty();
    }
    String end = text(end(in, start));
    if (!ENTRY.matcher(first).matches() && !end.contains("/data.pkl")) {
      return Optional.empty();
    }
    if (!end.contains(ZIP_END)) {
      return Optional.of("it is a truncated PyTorch archive. Copy or download it again");
    }
    return Optional.of(
        end.contains("/constants.pkl") && end.contains("/code/")
            ? told(
                "it is a TorchScript archive, which contains code",
                "torch.jit.load(\"%s\", map_location=\"cpu\").state_dict()".formatted(name),
                name)
            : checkpoint(head, name));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** At least the last {@link #WINDOW_BYTES}, where a zip lists its entries, or the whole file. */
  private static byte[] end(InputStream in, byte[] start) throws IOException {
    byte[] before = new byte[0];
    byte[] last = start;
    for (byte[] next = in.readNBytes(WINDOW_BYTES);
        next.length > 0;
        next = in.readNBytes(WINDOW_BYTES)) {
      before = last;
      last = next;
    }
    return ArrayUtils.addAll(before, last);
  }

  private static String checkpoint(String head, String name) {
    boolean model = holds(head, "_modules");
    boolean dict = isDict(head);
    String load =
        "torch.load(\"%s\", map_location=\"cpu\", weights_only=%s)"
            .formatted(name, model ? "False" : "True");
    if (model) {
      String nest =
          NESTS.stream()
              .filter(key -> dict && holds(head, key))
              .map("[\"%s\"]"::formatted)
              .findFirst()
              .orElse("");
      return told(
          "it is a pickle of a whole PyTorch model: reading it runs code and needs the model's classes, so do it only if you trust the file",
          load + nest + ".state_dict()",
          name);
    }
    return told(
        "it is a PyTorch checkpoint, a pickle, which runs code when it is read",
        DEEPEST.formatted(load),
        name);
  }

  /**
   * Whether the pickled object is a plain dict, as training scripts save, and neither a model nor a
   * state dict.
   */
  private static boolean isDict(String head) {
    // Before 1.6 the object follows a pickle of the machine's type sizes.
    int from = Math.max(0, Math.max(head.indexOf("/data.pkl"), head.indexOf("type_sizes")));
    Matcher object = PICKLE.matcher(head);
    return object.find(from) && DICT.equals(object.group(1));
  }

  /** Whether the pickle has this string, by protocol 2 or a later one. */
  private static boolean holds(String head, String string) {
    String counted = (char) string.length() + "%s" + string;
    return head.contains("X" + counted.formatted("\0\0\0"))
        || head.contains("\u008c" + counted.formatted(""));
  }

  private static String told(String what, String load, String name) {
    return "%s. In Python: import torch, safetensors.torch; state = %s; safetensors.torch.save_file({k: v.contiguous().clone() for k, v in state.items() if torch.is_tensor(v)}, \"%s.safetensors\") writes a file that can be read here"
        .formatted(what, load, name.replaceFirst("\\.[^.]*$", ""));
  }
}
