package org.apga.data.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.data.Classes;
import org.apga.data.Csv;
import org.apga.data.DataException;
import org.apga.data.ManifestCsv;
import org.apga.data.Split;
import org.apga.data.TextFiles;
import org.apga.data.dicom.DicomHeader;
import org.apga.data.dicom.DicomHeader.Field;
import org.jspecify.annotations.Nullable;

/**
 * Labels of images, studies or patients, by real identifiers: they are compared in memory only, and
 * messages name only lines and columns.
 */
final class LabelFile {
  private static final String ADVICE = "See docs/guide/dicom.md, \"A manifest of DICOM files\".";
  private static final String PATH = "path";

  /** The other columns that may identify the images of a row. */
  private static final Map<String, Field> KEYS =
      new TreeMap<>(
          Map.of(
              "sop_instance_uid", Field.INSTANCE,
              "study", Field.STUDY,
              "accession", Field.ACCESSION,
              "patient", Field.PATIENT_ID));

  private final String name;
  private final Classes classes;
  private final Csv.Problems problems = new Csv.Problems();
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<String, Label> labels = new HashMap<>();
  private int width;
  private String keyColumn = PATH;
  private @Nullable Field key;

  /**
   * The contents of a row.
   *
   * @param line of the file, from 1
   * @param value index of its class
   * @param group empty if the row has none
   */
  record Label(int line, int value, String group, Split split) {}

  private LabelFile(String name, Classes classes) {
    this.name = name;
    this.classes = classes;
  }

  /**
   * @param classes of the labels
   * @throws DataException if the file does not exist, or has invalid or contradictory rows
   */
  static LabelFile read(Path csv, Classes classes, Configuration configuration) {
    String text = TextFiles.read(TextFiles.fileSystem(csv, configuration), csv, ADVICE);
    LabelFile file = new LabelFile(csv.getName(), classes);
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

  Classes classes() {
    return classes;
  }

  /** Number of images, studies or patients that it names. */
  int size() {
    return labels.size();
  }

  /** The label of an image; null if it has none. */
  @Nullable Label of(String path, DicomHeader header) {
    return labels.get(key == null ? path : header.text(key));
  }

  private boolean readHeader(Csv.Row header) {
    List<String> wrong = new ArrayList<>();
    width = header.cells().size();
    for (int i = 0; i < width; i++) {
      String column = header.cells().get(i).strip();
      Integer first = columns.putIfAbsent(column, i);
      if (first != null && !column.isEmpty()) {
        wrong.add("columns %d and %d have the same name".formatted(first + 1, i + 1));
      }
    }
    List<String> keys = new ArrayList<>(List.of(PATH));
    keys.addAll(KEYS.keySet());
    List<String> there = keys.stream().filter(columns::containsKey).toList();
    if (!columns.containsKey("label")) {
      wrong.add("there is no column label");
    }
    if (there.isEmpty()) {
      wrong.add("there is none of the columns " + String.join(", ", keys));
    } else if (there.size() > 1) {
      wrong.add("there are the columns " + String.join(", ", there) + ": keep one");
    } else {
      keyColumn = there.get(0);
      key = KEYS.get(keyColumn);
    }
    wrong.forEach(problem -> problems.add(name, header.line(), problem));
    return wrong.isEmpty();
  }

  private void readRow(Csv.Row row) {
    if (row.cells().size() != width) {
      problems.add(name, row.line(), row.cells().size() + " cells, not " + width);
      return;
    }
    List<String> wrong = new ArrayList<>();
    String named = cell(row, keyColumn);
    Optional<Integer> value = classes.label(cell(row, "label"));
    String group = cell(row, "group");
    Split split = Split.TRAIN;
    if (named.isEmpty()) {
      wrong.add("column " + keyColumn + " is empty");
    }
    if (value.isEmpty()) {
      wrong.add("column label is not " + classes.expected());
    }
    if (!group.isEmpty() && !ManifestCsv.isGroup(group)) {
      wrong.add(
          "column group is not made of lower-case letters, digits, dots, underscores and hyphens");
    }
    String wanted = cell(row, "split").toUpperCase(Locale.ROOT);
    if (List.of("TRAIN", "SELECTION", "TEST").contains(wanted)) {
      split = Split.valueOf(wanted);
    } else if (!wanted.isEmpty()) {
      wrong.add("column split is not train, selection or test");
    }
    if (wrong.isEmpty()) {
      Label label = new Label(row.line(), value.orElseThrow(), group, split);
      Label first = labels.putIfAbsent(named, label);
      if (first != null
          && !first.equals(new Label(first.line, label.value, label.group, label.split))) {
        wrong.add("the row contradicts line " + first.line);
      }
    }
    wrong.forEach(problem -> problems.add(name, row.line(), problem));
  }

  private String cell(Csv.Row row, String column) {
    Integer at = columns.get(column);
    return at == null ? "" : row.cells().get(at).strip();
  }
}
