package org.apga.data.phantom;

import java.util.Locale;
import java.util.stream.Collectors;

/** Writes {@link PhantomWriter#MARKER}: what was asked for and what there is. */
final class PhantomMarker {
  /** Raised with every change that alters a byte of any set. */
  private static final int GENERATOR_VERSION = 1;

  private PhantomMarker() {}

  static String json(PhantomSpec spec, PhantomReport report) {
    String parts =
        spec.parts().stream().map(PhantomMarker::quoted).collect(Collectors.joining(", "));
    String odd =
        spec.odd().stream()
            .sorted()
            .map(kind -> quoted(kind.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(", "));
    String cells =
        report.cells().stream().map(PhantomMarker::json).collect(Collectors.joining(",\n    "));
    return """
        {
          "what": "Synthetic radiographs drawn by a program: no patients, not MURA.",
          "generatorVersion": %d,
          "spec": {"parts": [%s], "patients": %d, "seed": %d, "difficulty": %s, "odd": [%s]},
          "images": %d,
          "oddFiles": %d,
          "counts": [
            %s
          ]
        }
        """
        .formatted(
            GENERATOR_VERSION,
            parts,
            spec.patients(),
            spec.seed(),
            spec.difficulty(),
            odd,
            report.images(),
            report.oddFiles(),
            cells);
  }

  private static String json(PhantomReport.Cell cell) {
    return String.format(
        Locale.ROOT,
        "{\"split\": \"%s\", \"part\": \"%s\", \"patients\": %d, \"negativeStudies\": %d,"
            + " \"positiveStudies\": %d, \"negativeImages\": %d, \"positiveImages\": %d}",
        cell.split(),
        cell.part(),
        cell.patients(),
        cell.negativeStudies(),
        cell.positiveStudies(),
        cell.negativeImages(),
        cell.positiveImages());
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
