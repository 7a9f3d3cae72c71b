package org.apga.engine.dl4j.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The operations of the networks that libtorch cannot repeat bit for bit on a GPU. Convolutions,
 * norms and matrix products can be repeated; for pooling that depends on the release, so it is
 * tried.
 */
final class Determinism {
  private static final long[] TWO = {2, 2};
  private static final long[] ONE = {1, 1};
  private static final long[] NONE = {0, 0};
  private static final Pattern NAME =
      Pattern.compile("(\\S+) does not have a deterministic implementation");

  private Determinism() {}

  /**
   * The operations' names in libtorch. If there are any, libtorch is allowed in this process to
   * compute them anyway.
   *
   * @throws RuntimeException if the device does not compute at all
   */
  static List<String> missing(Device device) {
    List<String> missing = new ArrayList<>();
    for (boolean largest : new boolean[] {true, false}) {
      try (PointerScope scope = new PointerScope()) {
        Tensor in = torch.ones(new long[] {1, 1, 2, 2}, new TensorOptions(device));
        in.set_requires_grad(true);
        Tensor out =
            largest
                ? torch.max_pool2d(in, TWO, TWO, NONE, ONE, false)
                : torch.avg_pool2d(in, TWO, TWO, NONE, false, true, new LongOptional());
        out.sum().backward();
      } catch (RuntimeException e) {
        Matcher name = NAME.matcher(String.valueOf(e.getMessage()));
        if (!name.find()) {
          throw e;
        }
        missing.add(name.group(1));
      }
    }
    if (!missing.isEmpty()) {
      torch.globalContext().setDeterministicAlgorithms(true, true);
    }
    return missing;
  }
}
