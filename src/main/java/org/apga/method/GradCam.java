package org.apga.method;

import org.apga.config.GridConfig;
import org.apga.config.GridConfig.EmptyMap;
import org.apga.engine.ActivationMaps;
import org.apga.engine.Batch;
import org.apga.engine.Bilinear;
import org.apga.engine.Classifier;

/**
 * A step on the pixels that Grad-CAM (Selvaraju et al. 2017) of a frozen copy of the baseline
 * keeps, then a clean step. The map is resized bilinearly to the image (corners not aligned) and
 * scaled to 0..1 per image; a pixel is kept if its value is over one half.
 *
 * @param classifier trained
 * @param frozen a copy of the baseline that is not trained
 */
public record GradCam(Classifier classifier, Classifier frozen, GridConfig.GradCam settings)
    implements Method {
  /** A range below this share of the maximum is a rounding error. */
  private static final double FLAT = 1e-12;

  @Override
  public Step step(Batch batch) {
    double[] maps = scaledMaps(batch);
    double masked = classifier.fitMasked(batch.kept(maps, this::keeps, settings.fill()));
    double clean = classifier.fit(batch);
    return Step.of(Measure.CAM_MASKED_LOSS, masked)
        .with(Measure.CLEAN_LOSS, clean)
        .withMaps(Step.MaskShares.of(maps, batch.images(), this::keeps));
  }

  private boolean keeps(double value) {
    return Double.isNaN(value) ? settings.emptyMap() == EmptyMap.KEEP : value > 0.5;
  }

  /**
   * Grad-CAM of the frozen model. Changes nothing.
   *
   * @return images x height x width of {@code batch}, 0..1; NaN throughout an image with a constant
   *     map, which cannot be scaled
   */
  public double[] scaledMaps(Batch batch) {
    ActivationMaps coarse = frozen.activationMaps(batch, settings.statistics());
    double[] maps =
        Bilinear.resize(
            coarse.values(), coarse.height(), coarse.width(), batch.height(), batch.width());
    int pixels = batch.height() * batch.width();
    for (int i = 0; i < batch.images(); i++) {
      int from = i * pixels;
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int j = from; j < from + pixels; j++) {
        least = Math.min(least, maps[j]);
        most = Math.max(most, maps[j]);
      }
      // As published: subtracts the minimum, then divides by the new maximum. A flat map has no
      // range but rounding errors of resizing.
      double range = most - least;
      boolean flat = range <= FLAT * most;
      for (int j = from; j < from + pixels; j++) {
        maps[j] = flat ? Double.NaN : (maps[j] - least) / range;
      }
    }
    return maps;
  }
}
