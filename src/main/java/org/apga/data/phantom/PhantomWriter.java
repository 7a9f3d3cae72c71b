package org.apga.data.phantom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.io.function.Uncheck;

/**
 * Writes phantoms in MURA's layout: the folders and the four lists of the original, a lesion's file
 * beside each abnormal image ({@link Lesion#fileNameFor}), and {@link #MARKER}.
 *
 * <p>The same specification gives the same bytes on the same build of the JDK, however many cores
 * draw. The set appears under its name only when it is whole.
 */
public final class PhantomWriter {
  /** The folder's name, as in the original. */
  public static final String FOLDER = "MURA-v1.1";

  /** The file whose presence in {@link #FOLDER} says that these are phantoms, not patients. */
  public static final String MARKER = "phantoms.json";

  /** Raised with every change that alters a byte of any set. */
  private static final int GENERATOR_VERSION = 2;

  private PhantomWriter() {}

  /**
   * Writes {@code out/MURA-v1.1}.
   *
   * @param out created where it is missing
   * @throws IllegalArgumentException if {@code out/MURA-v1.1} exists and is not an empty folder
   * @throws IOException if writing fails; nothing is left behind then
   */
  public static PhantomReport write(PhantomSpec spec, Path out) throws IOException {
    PhantomPlan plan = new PhantomPlan(spec);
    Path root = out.resolve(FOLDER);
    refuseNonEmpty(root);
    Files.createDirectories(out);
    Path staging = Files.createTempDirectory(out, "." + FOLDER + "-");
    try {
      Path set = Files.createDirectory(staging.resolve(FOLDER));
      List<PhantomReport.Cell> cells = new ArrayList<>();
      int odd = 0;
      for (String split : List.of("train", "valid")) {
        List<PhantomPlan.Study> studies = plan.studies(split);
        draw(studies, spec.format(), staging);
        List<PhantomPlan.Odd> items = split.equals("train") ? plan.odd(studies) : List.of();
        for (PhantomPlan.Odd item : items) {
          item.write(staging);
        }
        odd += items.size();
        writeLists(set, split, studies, items);
        for (String part : spec.parts()) {
          cells.add(count(split, part, studies));
        }
      }
      PhantomReport report = new PhantomReport(root, List.copyOf(cells), odd);
      Files.writeString(set.resolve(MARKER), marker(spec, report));
      Files.deleteIfExists(root);
      Files.move(set, root);
      return report;
    } finally {
      FileUtils.deleteDirectory(staging.toFile());
    }
  }

  private static void refuseNonEmpty(Path root) throws IOException {
    if (Files.exists(root) && !(Files.isDirectory(root) && PathUtils.isEmptyDirectory(root))) {
      throw new IllegalArgumentException(
          "Cannot write phantoms to %s: the folder is not empty. Give another --out or remove it."
              .formatted(root));
    }
  }

  private static void draw(List<PhantomPlan.Study> studies, PhantomFormat format, Path staging)
      throws IOException {
    try {
      studies.parallelStream().forEach(study -> Uncheck.run(() -> draw(study, format, staging)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void draw(PhantomPlan.Study study, PhantomFormat format, Path staging)
      throws IOException {
    Files.createDirectories(staging.resolve(study.folder()));
    for (PhantomPlan.Image planned : study.images()) {
      PhantomImage image = PhantomRenderer.render(planned.request());
      Path file = staging.resolve(planned.path());
      Files.write(file, format.encode(image, planned.format(), planned.about()));
      if (image.lesion().isPresent()) {
        Path beside = file.resolveSibling(Lesion.fileNameFor(file.getFileName().toString()));
        Files.writeString(beside, image.lesion().get().toJson() + "\n");
      }
    }
  }

  private static void writeLists(
      Path set, String split, List<PhantomPlan.Study> studies, List<PhantomPlan.Odd> odd)
      throws IOException {
    StringBuilder images = new StringBuilder();
    StringBuilder labels = new StringBuilder();
    for (PhantomPlan.Study study : studies) {
      study.images().forEach(image -> images.append(image.path()).append('\n'));
      odd.stream()
          .filter(item -> item.listed() && item.path().startsWith(study.folder()))
          .forEach(item -> images.append(item.path()).append('\n'));
      labels.append(study.folder()).append(',').append(study.label()).append('\n');
    }
    Files.writeString(set.resolve(split + "_image_paths.csv"), images);
    Files.writeString(set.resolve(split + "_labeled_studies.csv"), labels);
  }

  private static PhantomReport.Cell count(
      String split, String part, List<PhantomPlan.Study> studies) {
    int[] studyCounts = new int[2];
    int[] imageCounts = new int[2];
    List<PhantomPlan.Study> ofPart =
        studies.stream().filter(study -> study.part().equals(part)).toList();
    for (PhantomPlan.Study study : ofPart) {
      studyCounts[study.label()]++;
      imageCounts[study.label()] += study.images().size();
    }
    int patients = (int) ofPart.stream().mapToInt(PhantomPlan.Study::patient).distinct().count();
    return new PhantomReport.Cell(
        split, part, patients, studyCounts[0], studyCounts[1], imageCounts[0], imageCounts[1]);
  }

  /** What {@link #MARKER} says: what was asked for and what there is. */
  private static String marker(PhantomSpec spec, PhantomReport report) {
    String parts =
        spec.parts().stream().map(PhantomWriter::quoted).collect(Collectors.joining(", "));
    String odd =
        spec.odd().stream()
            .sorted()
            .map(kind -> quoted(kind.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(", "));
    String cells =
        report.cells().stream().map(PhantomWriter::json).collect(Collectors.joining(",\n    "));
    return """
    {
      "what": "Synthetic radiographs drawn by a program: no patients, not MURA.",
      "generatorVersion": %d,
      "spec": {"parts": [%s], "patients": %d, "seed": %d, "difficulty": %s, "odd": [%s]%s},
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
            spec.format() == PhantomFormat.PNG
                ? ""
                : ", \"format\": " + quoted(spec.format().name().toLowerCase(Locale.ROOT)),
            report.images(),
            report.oddFiles(),
            cells);
  }

  private static String json(PhantomReport.Cell cell) {
    return String.format(
        "{\"split\": \"%s\", \"part\": \"%s\", \"patients\": %s, \"negativeStudies\": %s,"
            + " \"positiveStudies\": %s, \"negativeImages\": %s, \"positiveImages\": %s}",
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
