package org.apga.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.data.image.ImageFormat;

/**
 * Images of which only the paths are known. Their manifest has label 0, and the path as patient and
 * study: placeholders that must not be counted.
 */
public final class UnlabelledImages {
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".dcm");
  private static final String GROUP = "images";

  private UnlabelledImages() {}

  /**
   * Every PNG, JPEG and DICOM file in a folder and the folders below it, or one file of any name.
   * In a folder, names that begin with a dot or an underscore are hidden. A file without an ending
   * counts if it begins like DICOM, because scanners and archives write such files.
   *
   * @throws DataException if it does not exist or has no images
   */
  public static Manifest in(Path place, Configuration configuration) {
    FileSystem files = TextFiles.fileSystem(place, configuration);
    Path root = files.makeQualified(place);
    List<Example> examples = new ArrayList<>();
    try {
      FileStatus given = files.getFileStatus(root);
      Path parent = root.getParent();
      if (given.isFile() && parent != null) {
        return Manifest.of(root.getName(), parent.toUri(), List.of(example(root.getName())));
      }
      for (FolderFile file : FolderFile.below(root, files)) {
        String path = file.path();
        if (!isHidden(path) && (isImage(path) || isNamelessDicom(files, file.status()))) {
          examples.add(example(path));
        }
      }
    } catch (FileNotFoundException e) {
      throw new DataException(
          "Cannot read the images in %s: there is no such folder. Name a folder of PNG, JPEG"
              + " or DICOM files, or a CSV with a column path.",
          place);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + place + ".", e);
    }
    if (examples.isEmpty()) {
      throw new DataException(
          "Cannot read the images in %s: it holds no file that ends in .png, .jpg, .jpeg or .dcm,"
              + " and none without an ending that is DICOM. Name another folder, or a CSV with a"
              + " column path.",
          place);
    }
    return Manifest.of(root.getName(), root.toUri(), examples);
  }

  private static Example example(String path) {
    return new Example(path, 0, path, path, GROUP, Split.TEST);
  }

  private static boolean isHidden(String path) {
    return List.of(path.split("/")).stream().anyMatch(n -> n.startsWith(".") || n.startsWith("_"));
  }

  private static boolean isImage(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(lower::endsWith);
  }

  private static boolean isNamelessDicom(FileSystem files, FileStatus file) throws IOException {
    String name = file.getPath().getName();
    if (name.indexOf('.') >= 0 || name.equals("DICOMDIR") || file.getLen() < ImageFormat.START) {
      return false;
    }
    byte[] start = new byte[ImageFormat.START];
    try (FSDataInputStream in = files.open(file.getPath())) {
      in.readFully(0, start);
    }
    return ImageFormat.isDicom(start);
  }

  /**
   * The images of a CSV with a column {@code path}; other columns are ignored. Paths must follow
   * the rules of {@link ManifestCsv}.
   *
   * @param root the folder that its paths are relative to
   * @throws DataException if a file does not exist, has no such column, no images, or invalid rows
   */
  public static Manifest listed(Path csv, Path root, Configuration configuration) {
    String advice = "Give it a header with a column path, and a row for each image.";
    String file = csv.getName();
    String text = TextFiles.read(TextFiles.fileSystem(csv, configuration), csv, advice);
    Csv.Problems problems = new Csv.Problems();
    List<Csv.Row> rows = Csv.parse(text, file, problems);
    problems.raise("Cannot read " + csv, advice);
    int column =
        rows.isEmpty()
            ? -1
            : rows.get(0).cells().stream().map(String::strip).toList().indexOf("path");
    if (column < 0) {
      throw new DataException("Cannot read " + csv + ": it has no column path. " + advice);
    }
    // The manifest has the rows on the same lines, so that its reader's messages name these lines.
    StringBuilder manifest = new StringBuilder("path,label,patient,study,group,split");
    int line = rows.get(0).line();
    for (Csv.Row row : rows.subList(1, rows.size())) {
      manifest.append("\n".repeat(Math.max(1, row.line() - line)));
      String path = column < row.cells().size() ? row.cells().get(column).strip() : "";
      String name = path.isEmpty() ? "none" : path;
      manifest.append(Csv.row(path, "0", name, name, GROUP, "test"));
      line = row.line();
    }
    FileSystem files = TextFiles.fileSystem(root, configuration);
    return ManifestCsv.parse(file, manifest.toString(), files.makeQualified(root).toUri());
  }
}
