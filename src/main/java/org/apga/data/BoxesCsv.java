package org.apga.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.data.BoxList.PixelBox;

/**
 * Boxes of lesions as a file: one box per row, in the columns path, x, y, width, height (RFC 4180,
 * UTF-8, in any order of columns), in pixels of the image's file. A path may have several rows.
 * Further columns are ignored.
 */
final class BoxesCsv {
  private static final List<String> COLUMNS = List.of("path", "x", "y", "width", "height");
  private static final String ADVICE = "See docs/guide/boxes.md.";

  private final String file;
  private final Csv.Problems problems = new Csv.Problems();
  private final String manifest;
  private final Classes classes;
  private final Map<String, Example> known;
  private final SortedMap<String, List<PixelBox>> boxes = new TreeMap<>();

  private BoxesCsv(String file, Manifest manifest) {
    this.file = file;
    this.manifest = manifest.name();
    this.classes = manifest.classes();
    this.known = manifest.examples().stream().collect(Collectors.toMap(Example::path, e -> e));
  }

  /**
   * Reads a file.
   *
   * @param manifest must list the images, as abnormal if there are two classes; not checked if it
   *     lists no images
   * @throws DataException if the file does not exist, has no boxes, or has invalid rows, all of
   *     which the message names
   */
  static BoxList read(Path csv, Manifest manifest, Configuration configuration) {
    FileSystem files = TextFiles.fileSystem(csv, configuration);
    BoxesCsv reader = new BoxesCsv(csv.getName(), manifest);
    return reader.parse(TextFiles.read(files, csv, ADVICE), files.makeQualified(csv).toString());
  }

  private BoxList parse(String text, String place) {
    List<Csv.Row> rows = Csv.parse(text, file, problems);
    if (!rows.isEmpty() && readHeader(rows.get(0))) {
      List<String> header = names(rows.get(0));
      rows.subList(1, rows.size()).forEach(row -> readRow(row, header));
    }
    problems.raise("Cannot read the boxes " + file, ADVICE);
    if (boxes.isEmpty()) {
      throw new DataException("Cannot read the boxes " + file + ": it lists no box. " + ADVICE);
    }
    return new BoxList(place, file, boxes);
  }

  private static List<String> names(Csv.Row header) {
    return header.cells().stream().map(String::strip).toList();
  }

  private boolean readHeader(Csv.Row header) {
    boolean whole = true;
    for (String column : COLUMNS) {
      int there = Collections.frequency(names(header), column);
      if (there != 1) {
        String wrong = there == 0 ? "there is no column " : "there are " + there + " columns ";
        problems.add(file, header.line(), wrong + column);
        whole = false;
      }
    }
    return whole;
  }

  private void readRow(Csv.Row row, List<String> header) {
    if (row.cells().size() != header.size()) {
      problems.add(file, row.line(), row.cells().size() + " cells, not " + header.size());
      return;
    }
    List<String> wrong = new ArrayList<>();
    String path = row.cells().get(header.indexOf("path")).strip();
    refuseImage(path, wrong);
    double[] numbers = new double[COLUMNS.size()];
    for (int i = 1; i < numbers.length; i++) {
      String column = COLUMNS.get(i);
      String cell = row.cells().get(header.indexOf(column)).strip();
      numbers[i] = number(column, cell, wrong);
    }
    wrong.forEach(problem -> problems.add(file, row.line(), problem));
    boxes
        .computeIfAbsent(path, p -> new ArrayList<>())
        .add(new PixelBox(row.line(), numbers[1], numbers[2], numbers[3], numbers[4]));
  }

  private void refuseImage(String path, List<String> wrong) {
    if (path.isEmpty()) {
      wrong.add("the path is empty");
    } else if (!known.isEmpty()) {
      Example example = known.get(path);
      if (example == null) {
        wrong.add(manifest + " has no image " + path);
      } else if (classes.areTwoByNumber() && example.label() == 0) {
        wrong.add(manifest + " lists " + path + " as normal (label 0)");
      }
    }
  }

  private static double number(String column, String cell, List<String> wrong) {
    double number;
    try {
      number = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    boolean isSize = column.equals("width") || column.equals("height");
    if (!Double.isFinite(number)) {
      wrong.add("the " + column + " is \"" + cell + "\", not a number");
    } else if (isSize && number <= 0) {
      wrong.add("the " + column + " is " + cell + ", not above 0");
    } else if (!isSize && number < 0) {
      wrong.add("the " + column + " is " + cell + ", below 0");
    }
    return number;
  }
}
