package org.apga.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The four lists of MURA v1.1 (Rajpurkar et al. 2017), as Stanford wrote them and as they
 * circulate: with or without a header, with trailing commas, CRLF, a byte order mark or blank
 * lines.
 *
 * <p>Its train images become {@link Split#TRAIN}, its valid images {@link Split#TEST}. A study is
 * {@code elbow/patient00011/study1_negative}, including the ending of the folder's name, because a
 * patient can have a {@code study1} of either kind.
 */
public final class MuraLists {
  /** The folder, and the name of a manifest of the real data set. */
  public static final String NAME = "MURA-v1.1";

  /**
   * The name of a manifest of synthetic radiographs: their folder contains {@code phantoms.json}.
   */
  public static final String PHANTOMS = "phantoms";

  private static final Pattern STUDY =
      Pattern.compile(
          "MURA-v1\\.1/(train|valid)/XR_([A-Za-z]+)/(patient\\d+)/(study\\d+(?:_(positive|negative))?)");
  private static final String ADVICE = "Check the download, or fix the lists.";

  private final Path folder;
  private final FileSystem files;
  private final Csv.Problems problems = new Csv.Problems();
  private final List<Example> examples = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();

  private MuraLists(Path folder, FileSystem files) {
    this.folder = folder;
    this.files = files;
  }

  /**
   * @param dataRoot the folder that holds {@code MURA-v1.1}, or {@code MURA-v1.1} itself
   * @throws DataException if the folder or a list does not exist, is empty, or has invalid rows,
   *     all of which the message names
   */
  public static Manifest read(Path dataRoot, Configuration configuration) {
    FileSystem files = TextFiles.fileSystem(dataRoot, configuration);
    Path root = rootOf(files.makeQualified(dataRoot), dataRoot, files);
    MuraLists lists = new MuraLists(new Path(root, NAME), files);
    lists.readSplit("train", Split.TRAIN);
    lists.readSplit("valid", Split.TEST);
    lists.problems.raise("Cannot read the lists of " + dataRoot, ADVICE);
    Path marker = new Path(lists.folder, "phantoms.json");
    String name = TextFiles.exists(files, marker) ? PHANTOMS : NAME;
    return Manifest.of(name, root.toUri(), lists.folder.toUri(), lists.examples, Classes.TWO);
  }

  private static Path rootOf(Path qualified, Path asGiven, FileSystem files) {
    if (TextFiles.exists(files, new Path(qualified, NAME))) {
      return qualified;
    }
    Path parent = qualified.getParent();
    if (qualified.getName().equals(NAME) && parent != null && TextFiles.exists(files, qualified)) {
      return parent;
    }
    String why =
        TextFiles.exists(files, qualified)
            ? "it holds no folder " + NAME
            : "there is no such folder";
    throw new DataException(
        "Cannot read the data set in %s: %s. Set data.root to the folder that holds %s, or"
            + " write phantoms with submit/apga phantoms --out %s.",
        asGiven, why, NAME, asGiven);
  }

  /** Rows that may name an image or a study: neither a header nor junk. */
  private List<Csv.Row> rows(String list) {
    Path file = new Path(folder, list);
    List<Csv.Row> rows = Csv.parse(TextFiles.read(files, file, ADVICE), list, problems);
    if (rows.isEmpty()) {
      throw new DataException("Cannot read " + file + ": the list is empty. " + ADVICE);
    }
    List<Csv.Row> usable = new ArrayList<>();
    for (Csv.Row row : rows) {
      String path = pathOf(row);
      if (!isJunk(path) && (row.line() > rows.get(0).line() || !isHeader(path))) {
        usable.add(row);
      }
    }
    if (usable.isEmpty()) {
      throw new DataException(
          "Cannot read %s: none of its %d rows names an image or a study. %s",
          file, rows.size(), ADVICE);
    }
    return usable;
  }

  private void readSplit(String folderName, Split split) {
    Map<String, Integer> labels = labels(folderName + "_labeled_studies.csv");
    String list = folderName + "_image_paths.csv";
    for (Csv.Row row : rows(list)) {
      String path = pathOf(row);
      int slash = path.lastIndexOf('/');
      Matcher study = STUDY.matcher(path.substring(0, Math.max(slash, 0)));
      if (!study.matches() || !study.group(1).equals(folderName) || slash == path.length() - 1) {
        problems.add(list, row.line(), path + " is not an image of MURA-v1.1/" + folderName);
      } else if (!paths.add(path)) {
        problems.add(list, row.line(), path + " is listed twice");
      } else {
        addExample(path, study, labels, split, list, row.line());
      }
    }
  }

  private void addExample(
      String path, Matcher study, Map<String, Integer> labels, Split split, String list, int line) {
    Integer label = labels.get(study.group());
    if (label == null) {
      if (study.group(5) == null) {
        problems.add(list, line, "the study " + study.group() + " has no label");
        return;
      }
      label = labelOf(study);
    }
    String part = study.group(2).toLowerCase(Locale.ROOT);
    String id = part + "/" + study.group(3) + "/" + study.group(4);
    examples.add(new Example(path, label, study.group(3), id, part, split));
  }

  private Map<String, Integer> labels(String list) {
    Map<String, Integer> labels = new HashMap<>();
    for (Csv.Row row : rows(list)) {
      String path = pathOf(row);
      String folderPath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
      Matcher study = STUDY.matcher(folderPath);
      String cell = row.cells().size() > 1 ? row.cells().get(1).strip() : "";
      if (!study.matches()) {
        problems.add(list, row.line(), path + " is not a study of " + NAME);
      } else if (!cell.equals("0") && !cell.equals("1")) {
        problems.add(
            list, row.line(), "the study " + path + " has the label \"" + cell + "\", not 0 or 1");
      } else {
        addLabel(labels, study, cell.charAt(0) - '0', list, row.line());
      }
    }
    return labels;
  }

  private void addLabel(
      Map<String, Integer> labels, Matcher study, int label, String list, int line) {
    if (study.group(5) != null && labelOf(study) != label) {
      problems.add(
          list,
          line,
          "the study " + study.group() + " has the label " + label + ", but another in its name");
    }
    Integer earlier = labels.put(study.group(), label);
    if (earlier != null && earlier != label) {
      problems.add(list, line, "the study " + study.group() + " has two labels");
    }
  }

  private static int labelOf(Matcher study) {
    return study.group(5).equals("positive") ? 1 : 0;
  }

  private static String pathOf(Csv.Row row) {
    return row.cells().get(0).strip();
  }

  /** A path of MURA has slashes, a column name has none. */
  private static boolean isHeader(String cell) {
    return cell.indexOf('/') < 0;
  }

  /** Files that are not meant as images, such as {@code ._image1.png}. */
  private static boolean isJunk(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith("._") || name.equals(".DS_Store") || name.equals("Thumbs.db");
  }
}
