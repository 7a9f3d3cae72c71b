package org.apga.report.html;

import java.util.List;
import org.apache.commons.lang3.math.NumberUtils;

/** Which ingredients of a strong baseline the run had, beside those that MURA's own had. */
record RecipeSection(RunFacts facts) {
  void write(Markup html) {
    if (facts.settings().isEmpty()) {
      html.absent("The plan of the run is not there.");
      return;
    }
    html.paragraph(Prose.of("recipe.about"), "class", "lead");
    DataTable table = new DataTable("recipe");
    for (List<String> item : Page.table("recipe.txt")) {
      String setting = item.get(1);
      String value = facts.settings().getOrDefault(setting, "");
      boolean varied = isVaried(setting);
      table.row(
          TableCell.head(item.get(0)),
          TableCell.text(varied ? "varied" : shown(setting, value)),
          TableCell.text(item.get(3)),
          TableCell.text(varied ? "" : verdict(value, item.get(2))),
          TableCell.text(setting));
    }
    table.write(html);
  }

  private boolean isVaried(String setting) {
    return facts.trials().stream()
        .filter(trial -> trial.has("variant_settings"))
        .anyMatch(trial -> trial.text("variant_settings").contains('"' + setting + '"'));
  }

  private static String shown(String setting, String value) {
    if (setting.equals("classifier.weights")) {
      return unquoted(value).isEmpty() ? "drawn" : "from a file";
    }
    return unquoted(value);
  }

  private static String unquoted(String value) {
    return value.replace("\"", "");
  }

  /** Whether the run had what MURA's had; empty where that cannot be compared. */
  private static String verdict(String value, String murasOwn) {
    if (murasOwn.equals(Digits.NONE)) {
      return "";
    }
    String ours = unquoted(value);
    boolean same =
        NumberUtils.isCreatable(ours) && NumberUtils.isCreatable(murasOwn)
            ? Double.parseDouble(ours) == Double.parseDouble(murasOwn)
            : ours.equalsIgnoreCase(murasOwn);
    return same ? "the same" : "another";
  }
}
