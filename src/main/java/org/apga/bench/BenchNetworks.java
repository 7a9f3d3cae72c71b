package org.apga.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;

/** Networks by torchvision's names. All other settings have their defaults. */
public final class BenchNetworks {
  private static final Config NETWORKS =
      ConfigFactory.parseResources(BenchNetworks.class, "networks.conf");

  private BenchNetworks() {}

  public static List<String> names() {
    return NETWORKS.root().keySet().stream().sorted().toList();
  }

  /**
   * Returns the settings of a classifier and its policy, with all other settings from a profile of
   * {@code reference.conf}.
   *
   * @param name one of {@link #names}
   * @param imageSize height and width of an image, pixels, a multiple of 32
   * @param sets settings {@code path=value} that override the profile
   * @throws org.apga.config.ConfigException if there is no such profile or setting
   */
  public static GridConfig config(String name, String profile, int imageSize, List<String> sets) {
    Map<String, String> settings = new HashMap<>();
    NETWORKS
        .getObject(name)
        .forEach((path, value) -> settings.put(path, value.render(ConfigRenderOptions.concise())));
    settings.put("profile", profile);
    settings.put("train.image-size", Integer.toString(imageSize));
    return ConfigReader.read(settings, sets);
  }
}
