package org.apga.verify;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apga.config.Arm;
import org.apga.method.Measure;
import org.apga.verify.ParityCase.NormNumbers;

/** The paths of a case's numbers below {@code expected}, such as {@code losses.clean[1]}. */
final class CasePaths {
  /** Number of columns of a mask's row in a case. */
  static final int ROW_COLUMNS = 8;

  private static final Map<Measure, String> BASELINE =
      Map.of(Measure.CLEAN_LOSS, "losses.clean[#]");
  private static final Map<Measure, String> CONTINUE =
      Map.of(Measure.CLEAN_LOSS, "losses.clean[#]", Measure.SECOND_LOSS, "losses.second[#]");
  private static final Map<Measure, String> CONTINUE3 =
      Map.of(
          Measure.CLEAN_LOSS, "losses.clean[#]",
          Measure.SECOND_LOSS, "losses.second[#]",
          Measure.THIRD_LOSS, "losses.third[#]");
  private static final Map<Measure, String> CUTOUT =
      Map.of(Measure.CLEAN_LOSS, "losses.clean[#]", Measure.CUTOUT_LOSS, "losses.cutout[#]");
  private static final Map<Measure, String> APGA =
      Map.of(
          Measure.CLEAN_LOSS, "losses.clean[#]",
          Measure.MASKED_OUT_LOSS, "losses.masked_out[#]",
          Measure.MASKED_IN_LOSS, "losses.masked_in[#]",
          Measure.REWARD, "policy[#].reward",
          Measure.REWARD_BASELINE, "policy[#].baseline",
          Measure.POLICY_LOSS, "policy[#].policy_loss");
  private static final Map<Measure, String> END2END =
      Map.of(
          Measure.CLEAN_LOSS, "losses.clean[#]",
          Measure.SOFT_MASK_LOSS, "losses.soft_mask_ce[#]",
          Measure.MASKED_IN_LOSS, "losses.masked_in[#]");
  private static final Map<Measure, String> GRADCAM =
      Map.of(
          Measure.CAM_MASKED_LOSS, "losses.cam_masked[#]",
          Measure.CLEAN_LOSS, "losses.clean[#]",
          Measure.MASK_SHARE, "cam[#].over_half");

  private CasePaths() {}

  /** Returns the paths of the measures that a step of an arm reports. */
  static Map<Measure, String> ofStep(Arm arm, int batch) {
    Map<Measure, String> measures =
        switch (arm) {
          case BASELINE -> BASELINE;
          case CONTINUE -> CONTINUE;
          case CONTINUE3 -> CONTINUE3;
          case CUTOUT -> CUTOUT;
          case GRADCAM -> GRADCAM;
          case END2END -> END2END;
          case APGA -> APGA;
        };
    Map<Measure, String> paths = new EnumMap<>(Measure.class);
    measures.forEach((m, path) -> paths.put(m, path.replace("#", Integer.toString(batch))));
    return paths;
  }

  static String meanOfMaps(int batch) {
    return "cam[" + batch + "].mean_of_defined";
  }

  static String flatMaps(int batch) {
    return "cam[" + batch + "].images_all_zero";
  }

  static String cell(String table, int image, int column) {
    return table + "[" + image + "][" + column + "]";
  }

  static String column(String mask, int column) {
    return mask + ".first_row[" + column + "]";
  }

  /** The norm of all means and variances that evaluation uses after the last batch. */
  static final String STATISTICS = "statistics_after";

  /** The norm of the separate batch norms of masked images. */
  static final String OWN_NORMS = "own_norms_after";

  /** Returns the paths of all numbers of a case of this kind. */
  static Set<String> all(ParityCase parity) {
    Arm arm = parity.arm();
    NormNumbers norms = parity.norms();
    Set<String> all = new LinkedHashSet<>();
    table(all, "logits_before", parity);
    for (int b = 0; b < parity.batches(); b++) {
      all.addAll(ofStep(arm, b).values());
      if (arm.looksAtFrozenBaseline()) {
        all.add(meanOfMaps(b));
        all.add(flatMaps(b));
      }
    }
    table(all, "logits_after", parity);
    all.add("classifier_norm_after");
    if (norms != NormNumbers.NONE) {
      all.add(STATISTICS);
    }
    if (norms == NormNumbers.OWN) {
      all.add(OWN_NORMS);
    }
    if (arm.trainsPolicy()) {
      all.add("policy_final.subtract");
      all.add("policy_final.divide");
      mask(all, "mask_before");
      mask(all, "mask_after");
      table(all, "tta_probabilities", parity);
      all.add("policy_norm_after");
    }
    return all;
  }

  private static void table(Set<String> all, String name, ParityCase parity) {
    for (int i = 0; i < parity.batchSize(); i++) {
      for (int c = 0; c < parity.classes(); c++) {
        all.add(cell(name, i, c));
      }
    }
  }

  private static void mask(Set<String> all, String name) {
    all.add(name + ".mean");
    all.add(name + ".over_half");
    for (int j = 0; j < ROW_COLUMNS; j++) {
      all.add(column(name, j));
    }
  }
}
