package org.apga.data;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A manifest as a file: one image a row, in the columns path, label, patient, study, group, split
 * (RFC 4180, UTF-8, in any order of columns).
 *
 * <p>{@code split} is {@code train}, {@code selection} or {@code test}; empty means {@code train}.
 * Paths are relative to the data set's folder and cannot leave it.
 */
public final class ManifestCsv {
  private static final List<String> COLUMNS =
      List.of("path", "label", "patient", "study", "group", "split");

  /** What begins an address or a path of Windows; 10:30.png is a name. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");

  private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9._-]*");
  private static final String ADVICE = "See dataset-manifests/README.md.";

  private final String file;
  private final Csv.Problems problems = new Csv.Problems();
  private final Map<String, Integer> columns = new HashMap<>();
  private final List<Example> examples = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();
  private final Map<String, Example> studies = new HashMap<>();

  private ManifestCsv(String file) {
    this.file = file;
  }

  /**
   * @param csv the file; its name without {@code .csv} becomes the manifest's name
   * @param root the folder that its paths are relative to
   * @throws DataException if a file is not there, has no images, or has impossible rows, all of
   *     which it names
   */
  public static Manifest read(Path csv, Path root, Configuration configuration) {
    FileSystem files = TextFiles.fileSystem(root, configuration);
    if (!TextFiles.exists(files, root)) {
      throw new DataException(
          "Cannot read the data set in %s: there is no such folder. Set data.root to the folder"
              + " that the paths of %s are relative to.",
          root, csv);
    }
    String text = TextFiles.read(TextFiles.fileSystem(csv, configuration), csv, ADVICE);
    return parse(csv.getName(), text, files.makeQualified(root).toUri());
  }

  static Manifest parse(String file, String text, URI root) {
    ManifestCsv reader = new ManifestCsv(file);
    List<Csv.Row> rows = Csv.parse(text, file, reader.problems);
    if (!rows.isEmpty() && reader.readHeader(rows.get(0))) {
      rows.subList(1, rows.size()).forEach(reader::readRow);
    }
    reader.problems.raise("Cannot read the manifest " + file, ADVICE);
    if (reader.examples.isEmpty()) {
      throw new DataException(
          "Cannot read the manifest " + file + ": it names no image. " + ADVICE);
    }
    return Manifest.of(file.replaceFirst("\\.csv$", ""), root, reader.examples);
  }

  /** Writes a manifest over what may be there; reading it back gives one of the same hash. */
  public static void write(Manifest manifest, Path csv, Configuration configuration) {
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    manifest.examples().forEach(example -> text.append(Manifest.row(example)).append('\n'));
    TextFiles.write(TextFiles.fileSystem(csv, configuration), csv, text.toString());
  }

  private boolean readHeader(Csv.Row header) {
    List<String> names = header.cells().stream().map(cell -> cell.strip()).toList();
    if (names.size() != COLUMNS.size() || !new HashSet<>(names).containsAll(COLUMNS)) {
      problems.add(
          file,
          header.line(),
          String.format(
              "the columns are %s, not %s", String.join(",", names), String.join(",", COLUMNS)));
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      columns.put(names.get(i), i);
    }
    return true;
  }

  private void readRow(Csv.Row row) {
    if (row.cells().size() != COLUMNS.size()) {
      problems.add(file, row.line(), row.cells().size() + " cells, not " + COLUMNS.size());
      return;
    }
    List<String> wrong = new ArrayList<>();
    String path = cell(row, "path");
    refusePath(path, wrong);
    int label = label(cell(row, "label"), wrong);
    String patient = named(row, "patient", wrong);
    String study = named(row, "study", wrong);
    String group = named(row, "group", wrong);
    if (!group.isEmpty() && !GROUP.matcher(group).matches()) {
      wrong.add("the group \"" + group + "\" is not lower-case letters, digits, dots and hyphens");
    }
    Split split = split(cell(row, "split"), wrong);
    Example example = new Example(path, label, patient, study, group, split);
    if (wrong.isEmpty()) {
      refuseContradiction(example, wrong);
    }
    wrong.forEach(problem -> problems.add(file, row.line(), problem));
    if (wrong.isEmpty()) {
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
              "the study %s is of the patients %s and %s",
              example.study(), first.patient(), example.patient()));
    }
    if (first != null && first.label() != example.label()) {
      wrong.add("the study " + example.study() + " has two labels");
    }
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

  private static int label(String cell, List<String> wrong) {
    if (!cell.equals("0") && !cell.equals("1")) {
      wrong.add("the label is \"" + cell + "\", not 0 or 1");
      return 0;
    }
    return cell.charAt(0) - '0';
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

  private static void refusePath(String path, List<String> wrong) {
    if (path.isEmpty()) {
      wrong.add("the path is empty");
    } else if (path.startsWith("/") || SCHEME.matcher(path).matches()) {
      wrong.add("the path \"" + path + "\" is not relative to the data set's folder");
    } else if (path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
      String shown = path.replaceAll("\\p{Cntrl}", "?");
      wrong.add("the path \"" + shown + "\" has a backslash or a control character");
    } else if (List.of(path.split("/", -1)).stream().anyMatch(List.of("", ".", "..")::contains)) {
      wrong.add("the path \"" + path + "\" has an empty, . or .. segment");
    }
  }
}
