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
 * All that a weights file holds.
 *
 * @param state tensors in the file's order and by its names, whatever network they belong to; its
 *     whole-number counters ({@code num_batches_tracked}) are left out
 * @param formats how the file stores each tensor: float32, float64, float16 or bfloat16
 * @param origin where the weights were imported from; null where they were not
 */
public record StoredNetwork(
    NetworkState state, Map<String, String> formats, @Nullable Origin origin) {

  public StoredNetwork {
    formats = Collections.unmodifiableMap(new LinkedHashMap<>(formats));
  }

  /**
   * The state, to compute with. Whatever reads weights for more than to list them asks for this.
   * Torchxrayvision's thresholds ({@link ImportedWeights#isThresholds}) may be no numbers.
   *
   * @param file what the message calls it
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
                  + " before it was saved; take another.",
              file, flaw.get()));
    }
    return state;
  }
}
