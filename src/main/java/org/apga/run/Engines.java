package org.apga.run;

import org.apga.config.GridConfig;
import org.apga.engine.Engine;
import org.apga.engine.dl4j.Dl4jEngine;

/** Opens engines by their names in the configuration. */
final class Engines {
  private Engines() {}

  static Engine open(GridConfig config) {
    return switch (config.engine()) {
      case "dl4j" ->
          new Dl4jEngine(
              config.numerics().precision(),
              config.numerics().threads(),
              config.run().nativeMemoryBytes());
      default -> throw new IllegalStateException("ConfigReader knows no engine " + config.engine());
    };
  }
}
