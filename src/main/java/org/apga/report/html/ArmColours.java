package org.apga.report.html;

import org.apga.config.Arm;
import org.apga.config.Arm.Ground;

/** In which colour each arm is drawn. */
final class ArmColours {
  /** The class of what is no arm's, or of an arm that this version does not know. */
  static final String OTHER = "a-other";

  private ArmColours() {}

  /** The class of the style sheet that colours an arm. */
  static String look(String arm) {
    return Arm.find(arm).map(ArmColours::look).orElse(OTHER);
  }

  static String look(Arm arm) {
    return "a-" + arm.label();
  }

  /** The rules of these classes: on a bright screen, on a dark one, on paper. */
  static String css() {
    return rules(Ground.LIGHT)
        + "\n@media (prefers-color-scheme:dark){"
        + rules(Ground.DARK)
        + "}\n@media print{"
        + rules(Ground.LIGHT)
        + "}\n";
  }

  private static String rules(Ground ground) {
    StringBuilder rules = new StringBuilder();
    for (Arm arm : Arm.values()) {
      rules.append("." + look(arm) + "{--c:" + arm.colour(ground) + "}");
    }
    return rules.toString();
  }
}
