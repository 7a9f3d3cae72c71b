package org.apga.method;

import java.util.Arrays;
import java.util.Map;
import org.apga.config.GridConfig;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * A clean step, then a step on images in each of which one random rectangle is erased (random
 * erasing, Zhong et al. 2017). The share of the area, the aspect ratio and the place are uniform,
 * and drawn again until the rectangle fits.
 */
public final class Cutout implements Method {
  private static final String DRAWN = "numbers_drawn";

  private final Classifier classifier;
  private final GridConfig.Cutout settings;
  private final long seed;
  private RandomStream random;

  /** Trains {@code classifier}; {@code seed} is the trial's. */
  public Cutout(Classifier classifier, GridConfig.Cutout settings, long seed) {
    this.classifier = classifier;
    this.settings = settings;
    this.seed = seed;
    this.random = RandomStream.of(seed, Purpose.CUTOUT, 0);
  }

  @Override
  public void startEpoch(int epoch) {
    random = RandomStream.of(seed, Purpose.CUTOUT, epoch);
  }

  @Override
  public Step step(Batch batch) {
    double clean = classifier.fit(batch);
    return Step.of(Measure.CLEAN_LOSS, clean)
        .with(Measure.CUTOUT_LOSS, classifier.fitMasked(erased(batch)));
  }

  @Override
  public Map<String, Double> memory() {
    // Exact up to 2^53, more than any epoch draws.
    return Map.of(DRAWN, (double) random.position());
  }

  @Override
  public void remember(Map<String, Double> memory) {
    random.skip(memory.getOrDefault(DRAWN, 0.0).longValue() - random.position());
  }

  private Batch erased(Batch batch) {
    boolean[] kept = new boolean[batch.images() * batch.height() * batch.width()];
    Arrays.fill(kept, true);
    for (int i = 0; i < batch.images(); i++) {
      Rectangle hole = draw(batch.height(), batch.width());
      for (int row = hole.top(); row < hole.top() + hole.height(); row++) {
        int start = (i * batch.height() + row) * batch.width() + hole.left();
        Arrays.fill(kept, start, start + hole.width(), false);
      }
    }
    return batch.kept(kept, settings.fill());
  }

  private record Rectangle(int top, int left, int height, int width) {}

  private Rectangle draw(int height, int width) {
    while (true) {
      double area = random.nextDouble(settings.areaMin(), settings.areaMax()) * height * width;
      double aspect = random.nextDouble(settings.aspectMin(), 1 / settings.aspectMin());
      int tall = (int) Math.sqrt(area * aspect);
      int wide = (int) Math.sqrt(area / aspect);
      int top = random.nextInt(height);
      int left = random.nextInt(width);
      if (top + tall <= height && left + wide <= width) {
        return new Rectangle(top, left, tall, wide);
      }
    }
  }
}
