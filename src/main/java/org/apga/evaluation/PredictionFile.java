package org.apga.evaluation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.data.Csv;
import org.apga.data.Example;
import org.apga.files.FileErrors;
import org.apga.metrics.MaskMetrics;
import org.apga.metrics.Probabilities;
import org.apga.trial.TrialRows;
import org.jspecify.annotations.Nullable;

/**
 * A folder with {@code predictions.csv}, one row per model and image, and with masks. The CSV is
 * written last and moved into place: if it exists, everything is complete.
 */
public final class PredictionFile {
  private static final String NAME = "predictions.csv";
  private static final List<String> HEADER =
      List.of(
          "path",
          "trial",
          "part",
          "arm",
          "seed",
          "probability",
          "tta_probability",
          "mask_share",
          "mask",
          "problem");

  /** Columns of models with more than two classes. Without such a model they are omitted. */
  private static final List<String> HEADER_OF_CLASSES =
      List.of("called", "probabilities", "tta_called", "tta_probabilities");

  private static final int LONGEST_MASK_NAME = 80;

  private final Path folder;
  private final FileSystem files;
  private final List<List<String>> rows = new ArrayList<>();
  private boolean ofClasses;

  private PredictionFile(Path folder, FileSystem files) {
    this.folder = folder;
    this.files = files;
  }

  /**
   * Makes sure that predictions can be written into a folder.
   *
   * @throws EvaluationException if they cannot, or the folder already has some
   */
  public static PredictionFile in(String out, Configuration hadoop) {
    try {
      Path folder = new Path(out);
      FileSystem files = folder.getFileSystem(hadoop);
      if (files.exists(new Path(folder, NAME))) {
        throw new EvaluationException(
            "Cannot write to %s: it already has a %s. Name another --out.", out, NAME);
      }
      files.mkdirs(folder);
      Path probe = new Path(folder, "_probe");
      files.create(probe, true).close();
      files.delete(probe, false);
      return new PredictionFile(files.makeQualified(folder), files);
    } catch (IOException | IllegalArgumentException e) {
      throw new EvaluationException(
          "Cannot write to %s: %s. Name a folder that this user may write with --out.",
          out, FileErrors.reason(e));
    }
  }

  public Path file() {
    return new Path(folder, NAME);
  }

  /** Returns the folder of a model's masks. */
  public String masks(TrainedModel model) {
    return new Path(folder, masksOf(model)).toString();
  }

  private static String masksOf(TrainedModel model) {
    return "masks/" + model.commit().trial();
  }

  /** Whether the folder has masks. */
  public enum Masks {
    WRITTEN,
    NONE
  }

  public void add(
      TrainedModel model,
      List<Example> examples,
      List<ImageReading> readings,
      List<ImageScore> scores,
      Masks masks) {
    Map<Integer, ImageScore> byImage = new TreeMap<>();
    scores.forEach(score -> byImage.put(score.image(), score));
    for (ImageReading reading : readings) {
      String path = examples.get(reading.image()).path();
      ImageScore score = byImage.get(reading.image());
      MaskMetrics mask = score == null ? null : score.mask();
      Probabilities plain = score == null ? null : score.said();
      Probabilities augmented = score == null ? null : score.saidAugmented();
      List<String> row = new ArrayList<>();
      row.add(path);
      row.add(model.commit().trial());
      row.add(model.commit().part());
      row.add(model.commit().arm());
      row.add(Long.toString(model.commit().seed()));
      row.add(ofAbnormal(plain));
      row.add(ofAbnormal(augmented));
      row.add(mask == null ? "" : Double.toString(mask.shareOverHalf()));
      row.add(
          score == null || masks == Masks.NONE
              ? ""
              : masksOf(model) + "/" + maskName(reading.image(), path));
      row.add(reading.reason());
      for (Probabilities said : Arrays.asList(plain, augmented)) {
        boolean byName = said != null && said.classes() > 2;
        row.add(byName ? model.classes().name(said.called()) : "");
        row.add(byName ? TrialRows.byName(said, model.classes()) : "");
      }
      rows.add(row);
    }
    ofClasses |= model.classes().size() > 2;
  }

  private static String ofAbnormal(@Nullable Probabilities said) {
    return said == null || said.classes() > 2 ? "" : Double.toString(said.of(1));
  }

  private String text() {
    List<String> header = new ArrayList<>(HEADER);
    header.addAll(ofClasses ? HEADER_OF_CLASSES : List.of());
    StringBuilder text = new StringBuilder(String.join(",", header)).append('\n');
    for (List<String> row : rows) {
      text.append(Csv.row(row.subList(0, header.size()).toArray(String[]::new))).append('\n');
    }
    return text.toString();
  }

  /**
   * Returns the name of the file for an image's mask. It is valid on any file system and unique in
   * the list: {@code 000012-hips-p17-1.png}.
   *
   * @param image its place in the list
   */
  public static String maskName(int image, String path) {
    String plain =
        path.replaceFirst("\\.[^./]*$", "")
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("\\.{2,}", ".");
    String end = plain.substring(Math.max(0, plain.length() - LONGEST_MASK_NAME));
    return String.format(Locale.ROOT, "%06d-%s.png", image, end);
  }

  /**
   * Writes the file.
   *
   * @return how many rows it has
   * @throws EvaluationException if it cannot be written
   */
  public int write() {
    Path draft = new Path(folder, "_" + NAME);
    try {
      try (OutputStream out = files.create(draft, true)) {
        out.write(text().getBytes(StandardCharsets.UTF_8));
      }
      if (!files.rename(draft, file())) {
        throw new IOException("the file system refused to move " + draft + " there");
      }
    } catch (IOException e) {
      throw new EvaluationException(
          "Cannot write %s: %s. Check that this user may write there.",
          file(), FileErrors.reason(e));
    }
    return rows.size();
  }
}
