package org.apga.masks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.masks.ErasureCurve.Kind;

/**
 * Deletion and insertion curves over images (Petsiuk, Das and Saenko 2018, RISE), except that both
 * erase to 0 as APGA does. A probability depends on the most salient pixels if it falls as soon as
 * they are erased, and rises as soon as they are revealed.
 *
 * <p>Costs 2 + 2 x (STEPS - 1) x saliencies forward passes per image. Does not change the
 * classifier.
 */
public final class ErasureCurves {
  private static final int STEPS = ErasureCurve.STEPS;

  private final Classifier classifier;
  private final int imageSize;
  private final int batchSize;
  private final List<Waiting> waiting = new ArrayList<>();

  /** A curve per image, in the order in which images were added. */
  private final SortedMap<Saliency, Map<Kind, List<double[]>>> curves = new TreeMap<>();

  private int images;

  /** An image to classify, and the receiver of the probability of a class. */
  private record Waiting(double[] pixels, int label, DoubleConsumer told) {}

  /**
   * Starts without images.
   *
   * @param imageSize height and width of each, pixels
   * @param batchSize images per forward pass of the classifier
   */
  public ErasureCurves(Classifier classifier, int imageSize, int batchSize) {
    this.classifier = classifier;
    this.imageSize = imageSize;
    this.batchSize = batchSize;
  }

  /**
   * Adds an image.
   *
   * @param image imageSize x imageSize, row-major, 0..1
   * @param label the class whose probability is measured
   * @param orders of its pixels, the most salient first; with the same saliencies for every image
   */
  public void add(double[] image, int label, SortedMap<Saliency, int[]> orders) {
    images++;
    List<double[]> deletions = new ArrayList<>();
    List<double[]> insertions = new ArrayList<>();
    orders
        .keySet()
        .forEach(
            saliency -> {
              deletions.add(begin(saliency, Kind.DELETION));
              insertions.add(begin(saliency, Kind.INSERTION));
            });
    ask(image, label, p -> ends(deletions, insertions, p));
    ask(new double[image.length], label, p -> ends(insertions, deletions, p));
    orders.forEach(
        (saliency, order) -> {
          double[] deletion = last(saliency, Kind.DELETION);
          double[] insertion = last(saliency, Kind.INSERTION);
          for (int step = 1; step < STEPS; step++) {
            int at = step;
            int first = (int) Math.round((double) order.length * step / STEPS);
            ask(without(image, order, 0, first), label, p -> deletion[at] = p);
            ask(without(image, order, first, order.length), label, p -> insertion[at] = p);
          }
        });
  }

  private double[] begin(Saliency saliency, Kind kind) {
    double[] curve = new double[STEPS + 1];
    curves
        .computeIfAbsent(saliency, s -> new EnumMap<>(Kind.class))
        .computeIfAbsent(kind, k -> new ArrayList<>())
        .add(curve);
    return curve;
  }

  /** The curve of the image that was added last. */
  private double[] last(Saliency saliency, Kind kind) {
    return curves.getOrDefault(saliency, Map.of()).getOrDefault(kind, List.of()).get(images - 1);
  }

  /** Sets where some curves of an image begin and others end. */
  private static void ends(List<double[]> begin, List<double[]> end, double probability) {
    begin.forEach(curve -> curve[0] = probability);
    end.forEach(curve -> curve[STEPS] = probability);
  }

  private static double[] without(double[] pixels, int[] order, int from, int to) {
    double[] left = pixels.clone();
    for (int i = from; i < to; i++) {
      left[order[i]] = 0;
    }
    return left;
  }

  private void ask(double[] pixels, int label, DoubleConsumer told) {
    waiting.add(new Waiting(pixels, label, told));
    if (waiting.size() == batchSize) {
      look();
    }
  }

  private void look() {
    int area = imageSize * imageSize;
    double[] pixels = new double[waiting.size() * area];
    for (int i = 0; i < waiting.size(); i++) {
      System.arraycopy(waiting.get(i).pixels, 0, pixels, i * area, area);
    }
    double[] probabilities =
        classifier.probabilities(
            new Batch(waiting.size(), imageSize, imageSize, pixels, new int[waiting.size()]));
    int classes = probabilities.length / waiting.size();
    for (int i = 0; i < waiting.size(); i++) {
      Waiting one = waiting.get(i);
      one.told.accept(probabilities[i * classes + one.label]);
    }
    waiting.clear();
  }

  /** Number of images added. */
  public int images() {
    return images;
  }

  /** The mean curves, by saliency and kind; empty without images. */
  public List<ErasureCurve> curves() {
    return curves(ErasureCurves::mean);
  }

  /**
   * The curves of one image, by saliency and kind.
   *
   * @param image in the order in which images were added, from 0
   */
  public List<ErasureCurve> curves(int image) {
    return curves(all -> all.get(image));
  }

  private List<ErasureCurve> curves(Function<List<double[]>, double[]> chosen) {
    if (!waiting.isEmpty()) {
      look();
    }
    List<ErasureCurve> some = new ArrayList<>();
    curves.forEach(
        (saliency, kinds) ->
            kinds.forEach(
                (kind, all) -> some.add(new ErasureCurve(saliency, kind, chosen.apply(all)))));
    return some;
  }

  private static double[] mean(List<double[]> all) {
    double[] mean = new double[STEPS + 1];
    for (int step = 0; step <= STEPS; step++) {
      double sum = 0;
      for (double[] curve : all) {
        sum += curve[step];
      }
      mean[step] = sum / all.size();
    }
    return mean;
  }
}
