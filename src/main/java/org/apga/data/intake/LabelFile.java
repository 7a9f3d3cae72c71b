package org.apga.data.intake;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.data.Csv;
import org.apga.data.DataException;
import org.apga.data.ManifestCsv;
import org.apga.data.Split;
import org.apga.data.TextFiles;
import org.apga.data.dicom.DicomHeader;
import org.apga.data.dicom.DicomHeader.Field;
import org.jspecify.annotations.Nullable;

/**
 * Labels of images, studies or patients, by identifiers that are real: they are compared in memory,
 * and what is wrong is told by line and column alone.
 */
final class LabelFile {
  private static final String ADVICE = "See docs/dicom.md, \"A manifest of DICOM files\".";
  private static final String PATH = "path";
  private static final Map<Field, String> KEYS =
      new EnumMap<>(
          Map.of(
              Field.INSTANCE, "sop_instance_uid",
              Field.STUDY, "study",
              Field.ACCESSION, "accession",
              Field.PATIENT_ID, "patient"));

  private final String name;
  private final Csv.Problems problems = new Csv.Problems();
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<String, Label> labels = new HashMap<>();
  private String key = PATH;

  /**
   * What a row says.
   *
   * @param line of the file, from 1
   * @param value 1 = abnormal, 0 = normal
   * @param group empty if the row does not say
   */
  record Label(int line, int value, String group, Split split) {}

  private LabelFile(String name) {
    this.name = name;
  }

  /**
   * @throws DataException if it is not there, or has impossible or contradictory rows
   */
  static LabelFile read(Path csv, Configuration configuration) {
    String text = TextFiles.read(TextFiles.fileSystem(csv, configuration), csv, ADVICE);
    LabelFile file = new LabelFile(csv.getName());
    List<Csv.Row> rows = Csv.parse(text, file.name, file.problems);
    if (!rows.isEmpty() && file.readHeader(rows.get(0))) {
      rows.subList(1, rows.size()).forEach(file::readRow);
    }
    file.problems.raise("Cannot read the labels in " + csv, ADVICE);
    if (file.labels.isEmpty()) {
      throw new DataException("Cannot read the labels in " + csv + ": it has no rows. " + ADVICE);
    }
    return file;
  }

  String name() {
    return name;
  }

  /** How many images, studies or patients it names. */
  int size() {
    return labels.size();
  }

  /** What it says of an image. */
  @Nullable Label of(String path, DicomHeader header) {
    return KEYS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(key))
        .findFirst()
        .map(entry -> labels.get(header.text(entry.getKey())))
        .orElseGet(() -> key.equals(PATH) ? labels.get(path) : null);
  }

  private boolean readHeader(Csv.Row header) {
    for (int i = 0; i < header.cells().size(); i++) {
      columns.putIfAbsent(header.cells().get(i).strip(), i);
    }
    List<String> keys = new ArrayList<>(List.of(PATH));
    keys.addAll(KEYS.values());
    List<String> there = keys.stream().filter(columns::containsKey).toList();
    if (!columns.containsKey("label")) {
      problems.add(name, header.line(), "there is no column label");
    }
    if (there.size() != 1) {
      problems.add(
          name,
          header.line(),
          there.isEmpty()
              ? "there is none of the columns " + String.join(", ", keys)
              : "there are the columns " + String.join(", ", there) + ": keep one");
      return false;
    }
    key = there.get(0);
    return columns.containsKey("label");
  }

  private void readRow(Csv.Row row) {
    List<String> wrong = new ArrayList<>();
    String named = cell(row, key);
    String value = cell(row, "label");
    String group = cell(row, "group");
    Split split = Split.TRAIN;
    if (named.isEmpty()) {
      wrong.add("column " + key + " is empty");
    }
    if (!value.equals("0") && !value.equals("1")) {
      wrong.add("column label is not 0 or 1");
    }
    if (!group.isEmpty() && !ManifestCsv.isGroup(group)) {
      wrong.add("column group is not lower-case letters, digits, dots and hyphens");
    }
    String wanted = cell(row, "split").toUpperCase(Locale.ROOT);
    if (List.of("TRAIN", "SELECTION", "TEST").contains(wanted)) {
      split = Split.valueOf(wanted);
    } else if (!wanted.isEmpty()) {
      wrong.add("column split is not train, selection or test");
    }
    if (wrong.isEmpty()) {
      Label label = new Label(row.line(), value.charAt(0) - '0', group, split);
      Label first = labels.putIfAbsent(named, label);
      if (first != null
          && !first.equals(new Label(first.line, label.value, label.group, label.split))) {
        wrong.add("the row contradicts line " + first.line);
      }
    }
    wrong.forEach(problem -> problems.add(name, row.line(), problem));
  }

  private String cell(Csv.Row row, String column) {
    int at = columns.getOrDefault(column, Integer.MAX_VALUE);
    return at < row.cells().size() ? row.cells().get(at).strip() : "";
  }
}
