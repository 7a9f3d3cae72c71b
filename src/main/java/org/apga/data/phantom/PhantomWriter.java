package org.apga.data.phantom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.io.function.Uncheck;
import org.apache.commons.text.CaseUtils;
import org.apga.data.Csv;

/**
 * Writes phantoms in MURA's layout: the folders and the four lists of the original, a lesion's file
 * beside each abnormal image ({@link Lesion#fileNameFor}), and {@link #MARKER}. If kinds of lesions
 * are classes, {@link #MANIFEST} beside the folder has them; the four lists have only normal and
 * abnormal.
 *
 * <p>The same specification gives the same bytes on the same build of the JDK, on any number of
 * cores. The set appears under its name only when it is complete.
 */
public final class PhantomWriter {
  /** The folder's name, as in the original. */
  public static final String FOLDER = "MURA-v1.1";

  /** The file whose presence in {@link #FOLDER} shows that these are phantoms, not patients. */
  public static final String MARKER = "phantoms.json";

  /** The file beside {@link #FOLDER} that lists images with their classes. */
  public static final String MANIFEST = "manifest.csv";

  /** Raised with every change that alters a byte of any set. */
  private static final int GENERATOR_VERSION = 2;

  private PhantomWriter() {}

  /**
   * Writes {@code out/MURA-v1.1} and, if kinds are classes, {@code out/manifest.csv}.
   *
   * @param out created if it is missing
   * @throws IllegalArgumentException if {@code out/MURA-v1.1} exists and is not an empty folder, or
   *     the manifest exists already
   * @throws IOException if writing fails; nothing is left behind then
   */
  public static PhantomReport write(PhantomSpec spec, Path out) throws IOException {
    PhantomPlan plan = new PhantomPlan(spec);
    Path root = out.resolve(FOLDER);
    refuseNonEmpty(root);
    Path manifest = out.resolve(MANIFEST);
    boolean listed = spec.classes() == PhantomClasses.KINDS;
    if (listed && Files.exists(manifest)) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot write the manifest of phantoms to %s: the file exists. Give another --out"
                  + " or remove it.",
              manifest));
    }
    Files.createDirectories(out);
    Path staging = Files.createTempDirectory(out, "." + FOLDER + "-");
    try {
      Path set = Files.createDirectory(staging.resolve(FOLDER));
      List<PhantomReport.Cell> cells = new ArrayList<>();
      StringBuilder rows = new StringBuilder("path,label,patient,study,group,split\n");
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
        studies.forEach(study -> rows.append(rows(study, spec.classes(), items)));
        for (String part : spec.parts()) {
          cells.add(count(split, part, studies, spec.classes()));
        }
      }
      PhantomReport report = new PhantomReport(root, List.copyOf(cells), odd);
      Files.writeString(set.resolve(MARKER), marker(spec, report));
      if (listed) {
        // The set is moved last, so that a set always has its manifest.
        Files.move(Files.writeString(staging.resolve(MANIFEST), rows), manifest);
      }
      try {
        Files.deleteIfExists(root);
        Files.move(set, root);
      } catch (IOException e) {
        if (listed) {
          Files.delete(manifest);
        }
        throw e;
      }
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
      listed(study, odd).forEach(path -> images.append(path).append('\n'));
      labels.append(study.folder()).append(',').append(study.label()).append('\n');
    }
    Files.writeString(set.resolve(split + "_image_paths.csv"), images);
    Files.writeString(set.resolve(split + "_labeled_studies.csv"), labels);
  }

  private static Stream<String> listed(PhantomPlan.Study study, List<PhantomPlan.Odd> odd) {
    return Stream.concat(
        study.images().stream().map(PhantomPlan.Image::path),
        odd.stream()
            .filter(item -> item.listed() && item.path().startsWith(study.folder()))
            .map(PhantomPlan.Odd::path));
  }

  /** A study's rows of the manifest, with the same names as in the four lists. */
  private static String rows(
      PhantomPlan.Study study, PhantomClasses classes, List<PhantomPlan.Odd> odd) {
    String[] names = study.folder().split("/");
    String id = study.part() + "/" + names[3] + "/" + names[4];
    String label = classes.nameOf(study.lesion());
    String split = study.split().equals("valid") ? "test" : study.split();
    return listed(study, odd)
        .map(path -> Csv.row(path, label, names[3], id, study.part(), split) + "\n")
        .collect(Collectors.joining());
  }

  private static PhantomReport.Cell count(
      String split, String part, List<PhantomPlan.Study> studies, PhantomClasses classes) {
    List<PhantomPlan.Study> ofPart =
        studies.stream().filter(study -> study.part().equals(part)).toList();
    List<PhantomReport.OfClass> counts = new ArrayList<>();
    for (String name : classes.names()) {
      List<PhantomPlan.Study> ofClass =
          ofPart.stream().filter(study -> classes.nameOf(study.lesion()).equals(name)).toList();
      int images = ofClass.stream().mapToInt(study -> study.images().size()).sum();
      counts.add(new PhantomReport.OfClass(name, ofClass.size(), images));
    }
    int patients = (int) ofPart.stream().mapToInt(PhantomPlan.Study::patient).distinct().count();
    return new PhantomReport.Cell(split, part, patients, List.copyOf(counts));
  }

  /** The contents of {@link #MARKER}: the specification and the counts. */
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
      "spec": {"parts": [%s], "patients": %d, "seed": %d, "difficulty": %s, "odd": [%s]%s%s},
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
            spec.classes() == PhantomClasses.ABNORMAL
                ? ""
                : ", \"classes\": " + quoted(spec.classes().label()),
            report.images(),
            report.oddFiles(),
            cells);
  }

  private static String json(PhantomReport.Cell cell) {
    StringBuilder counts = new StringBuilder();
    cell.classes().forEach(one -> counts.append(count(one.name(), "Studies", one.studies())));
    cell.classes().forEach(one -> counts.append(count(one.name(), "Images", one.images())));
    return "{\"split\": \"%s\", \"part\": \"%s\", \"patients\": %s%s}"
        .formatted(cell.split(), cell.part(), cell.patients(), counts);
  }

  /** Uses the names in the studies' folders for the classes that these folders name. */
  private static String count(String name, String what, int count) {
    String key =
        switch (name) {
          case "normal" -> "negative";
          case "abnormal" -> "positive";
          default -> CaseUtils.toCamelCase(name, false, '-');
        };
    return ", \"%s%s\": %s".formatted(key, what, count);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
