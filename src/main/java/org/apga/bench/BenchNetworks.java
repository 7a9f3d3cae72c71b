package org.apga.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;

/** Networks by the names that torchvision gives them; the other settings are the defaults. */
public final class BenchNetworks {
  private static final String DEPTH = "classifier.depth";

  /** The demo's, see conf/demo.conf. */
  private static final Map<String, String> SMALL =
      Map.of(
          DEPTH,
          "custom",
          "classifier.blocks",
          "[2, 2, 2, 2]",
          "classifier.growth",
          "8",
          "classifier.stem-width",
          "16",
          "policy.base-width",
          "4");

  private static final Map<String, String> DENSENET161 =
      Map.of(
          DEPTH,
          "custom",
          "classifier.blocks",
          "[6, 12, 36, 24]",
          "classifier.growth",
          "48",
          "classifier.stem-width",
          "96");

  private static final Map<String, Map<String, String>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("densenet121", Map.of(DEPTH, "121"));
    BY_NAME.put("densenet161", DENSENET161);
    BY_NAME.put("densenet169", Map.of(DEPTH, "169"));
    BY_NAME.put("densenet201", Map.of(DEPTH, "201"));
    BY_NAME.put("small", SMALL);
  }

  private BenchNetworks() {}

  /** The names there are. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * A classifier, the policy that goes with it, and every other setting as {@code reference.conf}
   * has it.
   *
   * @param name one of {@link #names}
   * @param imageSize height and width of an image, pixels, a multiple of 32
   * @throws IllegalArgumentException if there is no such network
   */
  public static GridConfig config(String name, int imageSize) {
    Map<String, String> network = BY_NAME.get(name);
    if (network == null) {
      throw new IllegalArgumentException(
          "Cannot find the networks " + name + ": the names are " + names() + ".");
    }
    Map<String, String> settings = new LinkedHashMap<>(network);
    settings.put("train.image-size", Integer.toString(imageSize));
    return ConfigReader.read(settings);
  }
}
