package org.apga.report.html;

import java.util.List;
import org.apache.commons.lang3.math.NumberUtils;

/** The ingredients of a strong baseline that the run had, beside those of MURA's own baseline. */
record RecipeSection(RunFacts facts) {
  void write(Markup html) {
    if (facts.settings().isEmpty()) {
      html.absent("This run has no plan to read the recipe from.");
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

  /** Whether the run had the value of MURA's baseline; empty if they cannot be compared. */
  private static String verdict(String value, String murasOwn) {
    if (murasOwn.equals(Digits.NONE)) {
      return "";
    }
    String ours = unquoted(value);
    boolean same =
        NumberUtils.isCreatable(ours) && NumberUtils.isCreatable(murasOwn)
            ? Double.parseDouble(ours) == Double.parseDouble(murasOwn)
            : ours.equalsIgnoreCase(murasOwn);
    return same ? "the same" : "different";
  }
}
