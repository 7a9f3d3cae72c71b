package org.apga.report;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation's models and images, besides its tables.
 *
 * @param run its name
 * @param dataSet name of the data set
 * @param place where the images were listed
 * @param made time of the evaluation
 * @param images that could be read and were scored
 * @param seen number of these that a model was trained on or that chose its weights; null if that
 *     is not known for every model
 * @param models that scored them
 * @param unreadable a line for each image that was left out: its path and why
 */
public record Evaluated(
    String run,
    String dataSet,
    String place,
    Instant made,
    long images,
    @Nullable Long seen,
    List<Model> models,
    List<String> unreadable) {
  /** Prefix of the names of evaluations' runs, which have no plan. */
  public static final String PREFIX = "evaluation-";

  public Evaluated {
    models = List.copyOf(models);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * A committed trial's model.
   *
   * @param title as a person names it
   * @param seen images that it was trained on or that chose its weights; null if not known
   */
  public record Model(String trial, String title, @Nullable Long seen) {}
}
