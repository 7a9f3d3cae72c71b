package org.apga.report.html;

import java.util.Set;

/** How arms look. */
final class Arms {
  private static final Set<String> KNOWN =
      Set.of("baseline", "continue", "cutout", "gradcam", "end2end", "apga");

  private Arms() {}

  /** The class of the style sheet that colours an arm. */
  static String look(String arm) {
    return "a-" + (KNOWN.contains(arm) ? arm : "other");
  }
}
