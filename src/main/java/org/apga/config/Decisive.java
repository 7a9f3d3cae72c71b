package org.apga.config;

import java.util.Arrays;
import java.util.List;

/**
 * The settings that decide a trial's numbers. If others change (where results are, how much memory
 * a cache has), nothing is trained again. They cannot be varied.
 */
public final class Decisive {
  /** Settings of every trial; one that ends with a full stop stands for all below it. */
  private static final List<String> SHARED =
      List.of(
          ("augment. classifier. train. selection.split selection.metric selection.patience"
                  + " selection.free-failures numerics. engine data.selection-share"
                  + " data.split-seed data.classes data.normalise data.channel data.identical-images"
                  + " data.patients-in-two-splits data.max-pixels data.levels data.dicom. norms.evaluation"
                  + " norms.gathered-images")
              .split(" "));

  private static final List<String> OF_POLICY_ARMS =
      List.of("policy.", "selection.policy-arms-every", "selection.augmented-counts");
  private static final List<String> OF_MASKING_ARMS = List.of("norms.masked-steps", "arms.fill");
  private static final String OF_SHOTS = "data.shots-by";

  private Decisive() {}

  /** Returns whether a setting decides the numbers of trials of that arm and shot count. */
  public static boolean decides(String path, Arm arm, Shots shots) {
    return SHARED.stream().anyMatch(path::startsWith)
        || (arm.trainsPolicy() && OF_POLICY_ARMS.stream().anyMatch(path::startsWith))
        || (arm.masks() && OF_MASKING_ARMS.contains(path))
        || path.startsWith("arms." + arm.label() + ".")
        || (!shots.isFull() && path.equals(OF_SHOTS));
  }

  /** Returns whether it decides the numbers of any trial of a grid. */
  static boolean decidesAny(String path, GridConfig.Grid grid) {
    return grid.shots().stream()
        .anyMatch(
            shots ->
                decides(path, Arm.BASELINE, shots)
                    || grid.arms().stream().anyMatch(arm -> decides(path, arm, shots)));
  }

  /** Returns whether it would decide numbers if the grid had other arms and shots. */
  static boolean decidesSome(String path) {
    return Arrays.stream(Arm.values()).anyMatch(arm -> decides(path, arm, new Shots(1)));
  }
}
