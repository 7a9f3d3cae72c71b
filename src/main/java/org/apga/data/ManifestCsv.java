package org.apga.data;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as a file: one image per row, in the columns path, label, patient, study, group, split
 * (RFC 4180, UTF-8, in any order of columns). Further columns of any name are the images'
 * attributes.
 *
 * <p>{@code split} is {@code train}, {@code selection} or {@code test}; empty means {@code train}.
 * Paths are relative to the data set's folder and cannot leave it.
 */
public final class ManifestCsv {
  static final List<String> COLUMNS =
      List.of("path", "label", "patient", "study", "group", "split");

  /** The start of a URI or of a Windows path; 10:30.png is a file name. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");

  private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9._-]*");
  private static final String ADVICE = "See dataset-manifests/README.md.";
  private static final String LABEL_ADVICE =
      "Correct the labels, or name the classes in data.classes. ";

  private final String file;
  private Classes classes;
  private final Csv.Problems problems = new Csv.Problems();
  private final Map<String, Integer> columns = new HashMap<>();
  private final List<Example> examples = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();

  /** The lines of each label that is no class. */
  private final Map<String, List<Integer>> wrongLabels = new LinkedHashMap<>();

  private final Map<String, Example> studies = new HashMap<>();

  private ManifestCsv(String file, Classes classes) {
    this.file = file;
    this.classes = classes;
  }

  /**
   * @param csv the file; its name without {@code .csv} becomes the manifest's name
   * @param root the folder that its paths are relative to
   * @param classes of the labels; null to take them from the labels, in alphabetical order
   * @throws DataException if a file does not exist, has no images, or has invalid rows, all of
   *     which the message names
   */
  public static Manifest read(
      Path csv, Path root, @Nullable Classes classes, Configuration configuration) {
    FileSystem files = TextFiles.fileSystem(root, configuration);
    if (!TextFiles.exists(files, root)) {
      throw new DataException(
          "Cannot read the data set in %s: there is no such folder. Set data.root to the folder"
              + " that the paths of %s are relative to.",
          root, csv);
    }
    String text = TextFiles.read(TextFiles.fileSystem(csv, configuration), csv, ADVICE);
    return parse(csv.getName(), text, files.makeQualified(root).toUri(), classes);
  }

  /** A manifest with the labels 0 and 1. */
  static Manifest parse(String file, String text, URI root) {
    return parse(file, text, root, Classes.TWO);
  }

  static Manifest parse(String file, String text, URI root, @Nullable Classes classes) {
    ManifestCsv reader = new ManifestCsv(file, classes == null ? Classes.TWO : classes);
    List<Csv.Row> rows = Csv.parse(text, file, reader.problems);
    if (!rows.isEmpty() && reader.readHeader(rows.get(0))) {
      List<Csv.Row> images = rows.subList(1, rows.size());
      if (classes == null) {
        reader.classes = reader.named(images);
      }
      images.forEach(reader::readRow);
    }
    reader.addWrongLabels();
    reader.problems.raise(
        "Cannot read the manifest " + file,
        reader.wrongLabels.isEmpty() ? ADVICE : LABEL_ADVICE + ADVICE);
    if (reader.examples.isEmpty()) {
      throw new DataException(
          "Cannot read the manifest " + file + ": it names no image. " + ADVICE);
    }
    String name = file.replaceFirst("\\.csv$", "");
    return Manifest.of(name, root, root, reader.examples, reader.classes);
  }

  /** The classes that the labels themselves name. */
  private Classes named(List<Csv.Row> images) {
    List<String> names =
        images.stream()
            .filter(row -> row.cells().size() == columns.size())
            .map(row -> cell(row, "label"))
            .filter(Classes::isName)
            .distinct()
            .sorted()
            .toList();
    if (Classes.TWO.names().containsAll(names) || List.of("0", "1").containsAll(names)) {
      return Classes.TWO;
    }
    if (names.size() == 2) {
      throw new DataException(
          "Cannot take the classes from %s: it has two, %s and %s, and does not say which is the"
              + " abnormal one. Set data.classes to both, the abnormal one last.",
          file, names.get(0), names.get(1));
    }
    try {
      return new Classes(names);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "Cannot take the classes from %s: %s. Name them in data.classes.",
          file, String.valueOf(e.getMessage()));
    }
  }

  /** Writes a manifest, replacing an existing file; reading it back gives the same hash. */
  public static void write(Manifest manifest, Path csv, Configuration configuration) {
    List<String> attributes =
        manifest.examples().stream()
            .flatMap(example -> example.attributes().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    StringBuilder text = new StringBuilder();
    text.append(row(COLUMNS.stream(), attributes.stream()));
    for (Example example : manifest.examples()) {
      Map<String, String> known = example.attributes();
      Stream<String> values = attributes.stream().map(name -> known.getOrDefault(name, ""));
      text.append(row(Manifest.required(example, manifest.classes()), values));
    }
    TextFiles.write(TextFiles.fileSystem(csv, configuration), csv, text.toString());
  }

  private static String row(Stream<String> required, Stream<String> attributes) {
    return Csv.row(Stream.concat(required, attributes).toArray(String[]::new)) + "\n";
  }

  private boolean readHeader(Csv.Row header) {
    List<String> names = header.cells().stream().map(cell -> cell.strip()).toList();
    List<String> wrong = new ArrayList<>();
    COLUMNS.stream()
        .filter(column -> !names.contains(column))
        .forEach(column -> wrong.add("there is no column " + column));
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isEmpty()) {
        wrong.add("column " + (i + 1) + " has no name");
      } else if (columns.putIfAbsent(names.get(i), i) != null) {
        wrong.add("there are two columns " + names.get(i));
      }
    }
    wrong.forEach(problem -> problems.add(file, header.line(), problem));
    return wrong.isEmpty();
  }

  private void readRow(Csv.Row row) {
    if (row.cells().size() != columns.size()) {
      problems.add(file, row.line(), row.cells().size() + " cells, not " + columns.size());
      return;
    }
    List<String> wrong = new ArrayList<>();
    String path = cell(row, "path");
    wrong.addAll(problemsOf(path));
    Optional<Integer> label = label(row);
    String patient = named(row, "patient", wrong);
    String study = named(row, "study", wrong);
    String group = named(row, "group", wrong);
    if (!group.isEmpty() && !isGroup(group)) {
      wrong.add(
          "the group \""
              + group
              + "\" is not made of lower-case letters, digits, dots, underscores and hyphens");
    }
    Split split = split(cell(row, "split"), wrong);
    Example example =
        new Example(path, label.orElse(0), patient, study, group, split, attributes(row));
    if (wrong.isEmpty() && label.isPresent()) {
      refuseContradiction(example, wrong);
    }
    wrong.forEach(problem -> problems.add(file, row.line(), problem));
    if (wrong.isEmpty() && label.isPresent()) {
      examples.add(example);
    }
  }

  private void refuseContradiction(Example example, List<String> wrong) {
    if (!paths.add(example.path())) {
      wrong.add(example.path() + " is listed twice");
    }
    Example first = studies.putIfAbsent(example.study(), example);
    if (first != null && !first.patient().equals(example.patient())) {
      wrong.add(
          String.format(
              "the study %s has two patients, %s and %s",
              example.study(), first.patient(), example.patient()));
    }
    if (first != null && first.label() != example.label()) {
      wrong.add("the study " + example.study() + " has two labels");
    }
  }

  private SortedMap<String, String> attributes(Csv.Row row) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (String column : columns.keySet()) {
      String value = COLUMNS.contains(column) ? "" : cell(row, column);
      if (!value.isEmpty()) {
        attributes.put(column, value);
      }
    }
    return attributes;
  }

  private String cell(Csv.Row row, String column) {
    return row.cells().get(columns.getOrDefault(column, 0)).strip();
  }

  private String named(Csv.Row row, String column, List<String> wrong) {
    String value = cell(row, column);
    if (value.isEmpty()) {
      wrong.add("the " + column + " is empty");
    }
    return value;
  }

  private Optional<Integer> label(Csv.Row row) {
    String cell = cell(row, "label");
    Optional<Integer> label = classes.label(cell);
    if (label.isEmpty()) {
      wrongLabels.computeIfAbsent(cell, c -> new ArrayList<>()).add(row.line());
    }
    return label;
  }

  /** Adds one problem per label that is no class, however many images have it. */
  private void addWrongLabels() {
    wrongLabels.forEach(
        (label, lines) -> {
          int more = lines.size() - 1;
          String others =
              more == 0 ? "" : more == 1 ? ", also in 1 other line" : ", also in %d other lines";
          problems.add(
              file,
              lines.get(0),
              "the label is \"%s\", not %s".formatted(label, classes.expected())
                  + others.formatted(more));
        });
  }

  private static Split split(String cell, List<String> wrong) {
    if (cell.isEmpty()) {
      return Split.TRAIN;
    }
    for (Split split : Split.values()) {
      if (split.name().toLowerCase(Locale.ROOT).equals(cell)) {
        return split;
      }
    }
    wrong.add("the split is \"" + cell + "\", not train, selection or test");
    return Split.TRAIN;
  }

  /** Whether it can be the name of a group. */
  public static boolean isGroup(String name) {
    return GROUP.matcher(name).matches();
  }

  /** Why a path is not allowed in a manifest, as clauses; empty if it is allowed. */
  public static List<String> problemsOf(String path) {
    if (path.isEmpty()) {
      return List.of("the path is empty");
    }
    if (path.startsWith("/") || SCHEME.matcher(path).matches()) {
      return List.of("the path \"" + path + "\" is not relative to the data set's folder");
    }
    if (path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
      String shown = path.replaceAll("\\p{Cntrl}", "?");
      return List.of("the path \"" + shown + "\" has a backslash or a control character");
    }
    if (!path.equals(path.strip())) {
      return List.of("the path \"" + path + "\" begins or ends with a blank");
    }
    return List.of(path.split("/", -1)).stream().anyMatch(List.of("", ".", "..")::contains)
        ? List.of("the path \"" + path + "\" has an empty, . or .. segment")
        : List.of();
  }
}
