package org.apga.data.intake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.data.Classes;
import org.apga.data.Csv;
import org.apga.data.DataException;
import org.apga.data.Example;
import org.apga.data.FolderFile;
import org.apga.data.Manifest;
import org.apga.data.ManifestCsv;
import org.apga.data.Split;
import org.apga.data.TextFiles;
import org.apga.data.dicom.DicomHeader;
import org.apga.data.dicom.DicomHeader.Field;
import org.apga.data.image.ImageFormat;
import org.apga.data.image.UnreadableImageException;
import org.apga.files.Parallel;
import org.apga.files.SmallFile;
import org.jspecify.annotations.Nullable;

/** Lists the DICOM images of a folder that a list of labels names. Their pixels are not read. */
public final class Intake {
  /** Most headers are shorter. */
  private static final int FIRST_BYTES = 1 << 16;

  /** Longer headers are refused. */
  private static final int MOST_BYTES = 1 << 26;

  private final LabelFile labels;
  private final String group;
  private final Salt salt;
  private final List<Image> images = new ArrayList<>();
  private final Map<Note, Integer> counts = new EnumMap<>(Note.class);
  private final List<String> damaged = new ArrayList<>();
  private final Set<Integer> matched = new HashSet<>();

  /**
   * The manifest of a folder and what was noticed.
   *
   * @param manifest without images if none is left
   * @param notes sentences for the user
   * @param damaged one clause per file that cannot be read, with its path
   */
  public record Result(Manifest manifest, List<String> notes, List<String> damaged) {}

  /**
   * A file and its header.
   *
   * @param header null if the file is not DICOM or is damaged
   * @param damage why it cannot be read; empty if it can, or is not DICOM
   */
  private record Read(String path, @Nullable DicomHeader header, String damage) {}

  private record Image(String path, DicomHeader header, LabelFile.Label label) {
    String text(Field field) {
      return header.text(field);
    }
  }

  private Intake(LabelFile labels, String group, Salt salt) {
    this.labels = labels;
    this.group = group;
    this.salt = salt;
  }

  /**
   * Reads the headers of all files of a folder.
   *
   * @param csv the labels
   * @param classes of the labels
   * @param group of images without a group in their row and header; empty for none
   * @throws DataException if there is no such folder, the labels are invalid, two rows give images
   *     of a study different labels, or an image has no group
   * @throws UncheckedIOException if a file cannot be opened
   */
  public static Result of(
      Path folder,
      Path csv,
      Classes classes,
      String group,
      Salt salt,
      Configuration configuration) {
    if (!group.isEmpty() && !ManifestCsv.isGroup(group)) {
      throw new DataException(
          "Cannot name a group \"%s\": a name has lower-case letters, digits, dots, underscores and"
              + " hyphens. Give another --group.",
          group);
    }
    Intake intake = new Intake(LabelFile.read(csv, classes, configuration), group, salt);
    FileSystem files = TextFiles.fileSystem(folder, configuration);
    Path root = files.makeQualified(folder);
    try {
      if (!files.getFileStatus(root).isDirectory()) {
        throw new DataException(
            "Cannot list the images in %s: it is a file. Name its folder.", folder);
      }
      List<FolderFile> all = FolderFile.below(root, files);
      Parallel.map(Parallel.sideBySide(files), all, file -> read(files, file))
          .forEach(intake::sort);
    } catch (FileNotFoundException e) {
      throw new DataException(
          "Cannot list the images in %s: there is no such folder. Name a folder of DICOM files.",
          folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the images in " + folder + ".", e);
    }
    return intake.result(root);
  }

  private static Read read(FileSystem files, FolderFile file) throws IOException {
    try {
      List<String> problems = ManifestCsv.problemsOf(file.path());
      for (int bytes = FIRST_BYTES; ; bytes *= 1 << 5) {
        byte[] beginning = SmallFile.beginning(files, file.status().getPath(), bytes);
        if (!isDicom(beginning)) {
          return new Read(file.path(), null, "");
        }
        if (!problems.isEmpty()) {
          return new Read(file.path().replaceAll("\\p{Cntrl}", "?"), null, problems.get(0));
        }
        boolean whole = beginning.length < bytes;
        try {
          DicomHeader header = DicomHeader.read(beginning);
          if (whole || header.hasPixels()) {
            return new Read(file.path(), header, "");
          }
        } catch (UnreadableImageException e) {
          if (whole) {
            throw e;
          }
        }
        if (bytes == MOST_BYTES) {
          throw new UnreadableImageException("its pixels do not begin within 64 MiB");
        }
      }
    } catch (UnreadableImageException e) {
      return new Read(file.path(), null, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isDicom(byte[] beginning) {
    try {
      return ImageFormat.of(beginning) == ImageFormat.DICOM;
    } catch (UnreadableImageException e) {
      return false;
    }
  }

  private void count(Note note, int more) {
    if (more > 0) {
      counts.merge(note, more, Integer::sum);
    }
  }

  private void sort(Read file) {
    DicomHeader header = file.header;
    if (header == null && !file.damage.isEmpty()) {
      damaged.add(file.path + ": " + file.damage);
    } else if (header == null) {
      count(Note.NO_DICOM, 1);
    } else if (!header.hasPixels()) {
      count(Note.NO_PIXELS, 1);
    } else if (header.frames() > 1) {
      count(Note.SEVERAL_FRAMES, 1);
    } else {
      LabelFile.Label label = labels.of(file.path, header);
      if (label == null) {
        count(Note.NO_LABEL, 1);
        return;
      }
      matched.add(label.line());
      if (header.text(Field.PATIENT_ID).isEmpty()) {
        count(Note.NO_PATIENT, 1);
      } else if (header.text(Field.STUDY).isEmpty()) {
        count(Note.NO_STUDY, 1);
      } else {
        images.add(new Image(file.path, header, label));
      }
    }
  }

  private Result result(Path root) {
    count(Note.NO_IMAGE, labels.size() - matched.size());
    Map<String, Set<String>> patients = distinct(Field.STUDY);
    int before = images.size();
    images.removeIf(image -> patients.getOrDefault(image.text(Field.STUDY), Set.of()).size() > 1);
    count(Note.STUDY_OF_SEVERAL, before - images.size());
    refuseTwoLabels();
    count(
        Note.SEVERAL_ISSUERS,
        (int) distinct(Field.PATIENT_ID).values().stream().filter(ids -> ids.size() > 1).count());
    List<Example> examples = new ArrayList<>();
    Set<String> instances = new HashSet<>();
    for (Image image : images) {
      String instance = image.text(Field.INSTANCE);
      count(Note.COPIES, instance.isEmpty() || instances.add(instance) ? 0 : 1);
      examples.add(example(image));
    }
    long without = examples.stream().filter(example -> example.group().isEmpty()).count();
    if (without > 0) {
      throw new DataException(
          "Cannot list the images in %s: %d have no group, neither in column group of %s nor in"
              + " BodyPartExamined. Give --group NAME.",
          root, without, labels.name());
    }
    Manifest manifest =
        Manifest.of(root.getName(), root.toUri(), root.toUri(), examples, labels.classes());
    List<String> notes = new ArrayList<>();
    counts.forEach((note, count) -> notes.add(note.line(count, examples.size())));
    untested(manifest).forEach(notes::add);
    return new Result(manifest, notes, damaged);
  }

  /** For each text of a field, the patients whose images have it, as issuer and PatientID. */
  private Map<String, Set<String>> distinct(Field field) {
    return images.stream()
        .collect(
            Collectors.groupingBy(
                image -> image.text(field),
                Collectors.mapping(
                    image -> image.text(Field.ISSUER) + "\0" + image.text(Field.PATIENT_ID),
                    Collectors.toSet())));
  }

  private void refuseTwoLabels() {
    Map<String, LabelFile.Label> first = new HashMap<>();
    Map<Integer, Integer> contradictions = new TreeMap<>();
    for (Image image : images) {
      LabelFile.Label one = first.putIfAbsent(image.text(Field.STUDY), image.label);
      if (one != null && one.value() != image.label.value()) {
        contradictions.putIfAbsent(image.label.line(), one.line());
      }
    }
    Csv.Problems problems = new Csv.Problems();
    contradictions.forEach(
        (line, other) ->
            problems.add(
                labels.name(), line, "line " + other + " gives the same study another label"));
    problems.raise("Cannot take the labels in " + labels.name(), "Give each study one label.");
  }

  private Example example(Image image) {
    Identity identity = new Identity(image.header);
    Taken taken = Taken.of(image.header, identity);
    count(Note.UNKNOWN_CODE, taken.unknownCodes());
    count(Note.WITHHELD, taken.withheldTexts());
    count(Note.PATH, identity.occursIn(image.path) ? 1 : 0);
    switch (image.text(Field.BURNED_IN)) {
      case "YES" -> count(Note.BURNED_IN, 1);
      case "NO" -> {}
      default -> count(Note.PERHAPS_BURNED_IN, 1);
    }
    String said = image.label.group().isEmpty() ? taken.bodyPart() : image.label.group();
    return new Example(
        image.path,
        image.label.value(),
        salt.patient(image.text(Field.ISSUER), image.text(Field.PATIENT_ID)),
        salt.study(image.text(Field.STUDY)),
        said.isEmpty() ? group : said,
        image.label.split(),
        taken.attributes());
  }

  /** A note about the groups without test images. */
  private static List<String> untested(Manifest manifest) {
    Set<String> tested =
        manifest.examples().stream()
            .filter(example -> example.split() == Split.TEST)
            .map(Example::group)
            .collect(Collectors.toSet());
    List<String> others = manifest.groups().stream().filter(g -> !tested.contains(g)).toList();
    return others.isEmpty()
        ? List.of()
        : List.of(
            "No image of %s is in split test, which a run needs: fill column split, or set"
                    .formatted(String.join(", ", others))
                + " grid.folds.");
  }
}
