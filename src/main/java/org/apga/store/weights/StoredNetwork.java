package org.apga.store.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apga.engine.ImportedWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.engine.WeightsException;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a weights file.
 *
 * @param state tensors in the file's order and with its names, for any network; without
 *     whole-number counters ({@code num_batches_tracked})
 * @param formats how the file stores each tensor: float32, float64, float16 or bfloat16
 * @param origin where the weights were imported from; null if they were not
 */
public record StoredNetwork(
    NetworkState state, Map<String, String> formats, @Nullable Origin origin) {

  public StoredNetwork {
    formats = Collections.unmodifiableMap(new LinkedHashMap<>(formats));
  }

  /**
   * The state, after a check that its values are finite. Use this for everything but listing
   * weights. Only torchxrayvision's thresholds ({@link ImportedWeights#isThresholds}) may be NaN or
   * infinite.
   *
   * @param file the name in the message
   * @throws WeightsException if an element is NaN or infinite, or a variance negative
   */
  public NetworkState usable(String file) {
    Map<String, Tensor> weights = new LinkedHashMap<>(state.tensors());
    weights.keySet().removeIf(ImportedWeights::isThresholds);
    Optional<String> flaw = new NetworkState(weights, state.input(), state.optimiser()).flaw();
    if (flaw.isPresent()) {
      throw new WeightsException(
          String.format(
              "Cannot use the weights in %s: %s. The network diverged, or the file was damaged"
                  + " before it was saved; use another.",
              file, flaw.get()));
    }
    return state;
  }
}
