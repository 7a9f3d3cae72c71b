package org.apga.doctor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.doctor.Allowance.Place;

/** Grids and allowances for tests. */
final class TestGrids {
  /** One trial at a time, in the process that was started by hand. */
  static final Allowance HERE = new Allowance(Place.HERE, -1, List.of(), 1, 1);

  private TestGrids() {}

  /** A grid of one part with those arms and that batch size, all else as published. */
  static GridConfig grid(String arms, int batchSize) {
    return grid(arms, batchSize, Map.of());
  }

  /** The same with further settings. */
  static GridConfig grid(String arms, int batchSize, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("grid.parts", "[elbow]");
    settings.put("grid.arms", "[" + arms + "]");
    settings.put("train.batch-size", Integer.toString(batchSize));
    return ConfigReader.read(settings);
  }
}
