package org.apga.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A classifier that computes nothing: it writes down what it is asked and answers by script. */
public final class ScriptedClassifier implements Classifier {
  private final Journal journal;
  private final Deque<Double> losses = new ArrayDeque<>();
  private final Deque<double[]> probabilities = new ArrayDeque<>();
  private Function<Batch, ActivationMaps> maps =
      batch -> new ActivationMaps(batch.images(), 1, 1, new double[batch.images()]);
  private ToDoubleFunction<double[]> probability = pixels -> 0.5;
  private String flaw = "";
  private int flawFrom = Integer.MAX_VALUE;
  private String innerFlaw = "";
  private int innerFlawFrom = Integer.MAX_VALUE;
  private final List<Double> rates = new ArrayList<>();
  private boolean exchanged;
  private int steps;

  /** A classifier without a script. */
  public ScriptedClassifier(Journal journal) {
    this.journal = journal;
  }

  /** What steps and evaluations give, in the order in which they are asked for; then 0.5. */
  public ScriptedClassifier losses(double... values) {
    Arrays.stream(values).forEach(losses::add);
    return this;
  }

  /** What the next {@link #probabilities(Batch)} gives of class 1; after the last, 0.5 an image. */
  public ScriptedClassifier probabilities(double... values) {
    probabilities.add(values);
    return this;
  }

  /** What an image's probability is by its pixels, where no other answer is left. */
  public ScriptedClassifier probabilities(ToDoubleFunction<double[]> answer) {
    probability = answer;
    return this;
  }

  /** What Grad-CAM gives. */
  public ScriptedClassifier maps(Function<Batch, ActivationMaps> answer) {
    maps = answer;
    return this;
  }

  /** The number of {@link #fit} steps that made these weights. */
  public static int steps(NetworkState state) {
    Tensor steps = state.tensors().get("steps");
    if (steps == null) {
      throw new IllegalArgumentException("These are not a scripted classifier's weights.");
    }
    return (int) steps.at(0);
  }

  /** Whether these are an average's weights. */
  public static boolean isAverage(NetworkState state) {
    return Objects.requireNonNull(state.tensors().get("average")).at(0) == 1;
  }

  private double nextLoss() {
    return losses.isEmpty() ? 0.5 : losses.remove();
  }

  @Override
  public Losses fit(Batch batch, NormSet norms, GradientCarry carry) {
    String set = norms == NormSet.MASKED ? " masked" : "";
    journal.add((carry == GradientCarry.NONE ? "fit" : "fit and carry") + set, batch);
    if (exchanged) {
      throw new IllegalStateException("A step on the average of the weights.");
    }
    steps++;
    return losses(batch);
  }

  @Override
  public Losses losses(Batch batch, NormSet norms, NormStatistics statistics) {
    String set = norms == NormSet.MASKED ? " masked" : "";
    journal.add("loss" + set + (statistics == NormStatistics.BATCH ? " by batch" : ""), batch);
    return losses(batch);
  }

  /** An image's loss is the next one's, more for the later ones; their mean is that. */
  private Losses losses(Batch batch) {
    double mean = nextLoss();
    double[] images = new double[batch.images()];
    Arrays.setAll(images, i -> mean + (i - (images.length - 1) / 2.0));
    return new Losses(mean, images);
  }

  @Override
  public void gatherStatistics(Iterable<Batch> clean) {
    int images = 0;
    for (Batch batch : clean) {
      images += batch.images();
    }
    journal.add("gather over " + images);
  }

  @Override
  public void restoreStatistics() {}

  @Override
  public double[] logits(Batch batch) {
    throw new UnsupportedOperationException("No method asks for scores.");
  }

  @Override
  public double[] probabilities(Batch batch) {
    journal.add("probabilities", batch);
    if (!probabilities.isEmpty()) {
      return rows(DivergedException.orNumbers(probabilities.remove(), "a score of the classifier"));
    }
    double[] answers = new double[batch.images()];
    int area = batch.height() * batch.width();
    for (int i = 0; i < answers.length; i++) {
      answers[i] =
          probability.applyAsDouble(Arrays.copyOfRange(batch.pixels(), i * area, (i + 1) * area));
    }
    return rows(answers);
  }

  /** Images x 2 of the probabilities of being abnormal. */
  private static double[] rows(double[] abnormal) {
    double[] rows = new double[2 * abnormal.length];
    for (int i = 0; i < abnormal.length; i++) {
      rows[2 * i] = 1 - abnormal[i];
      rows[2 * i + 1] = abnormal[i];
    }
    return rows;
  }

  @Override
  public ActivationMaps activationMaps(Batch batch, NormStatistics statistics) {
    journal.add("maps by " + statistics, batch);
    return maps.apply(batch);
  }

  @Override
  public JointLoss fitThrough(MaskPolicy policy, Batch batch, JointStep step) {
    journal.add(
        "joint step " + step.zerosWeight() + " " + step.onesWeight() + " " + step.carry(), batch);
    return new JointLoss(nextLoss(), 0.25);
  }

  /** What {@link #flaw()} tells from so many {@link #fit} steps on. */
  public ScriptedClassifier flaw(String what, int from) {
    flaw = what;
    flawFrom = from;
    return this;
  }

  /** What {@link #flawOn} tells from so many {@link #fit} steps on. */
  public ScriptedClassifier flawOn(String what, int from) {
    innerFlaw = what;
    innerFlawFrom = from;
    return this;
  }

  @Override
  public Optional<String> flaw() {
    return steps < flawFrom ? Optional.empty() : Optional.of(flaw);
  }

  @Override
  public Optional<String> flawOn(Batch batch) {
    return steps < innerFlawFrom ? Optional.empty() : Optional.of(innerFlaw);
  }

  @Override
  public NetworkState state() {
    return new NetworkState(
        Map.of(
            "steps", new Tensor.Doubles(new int[0], new double[] {steps}),
            "average", new Tensor.Doubles(new int[0], new double[] {exchanged ? 1 : 0})));
  }

  @Override
  public void rate(double share) {
    rates.add(share);
  }

  /** Shares of the learning rate, in the order in which they were set. */
  public List<Double> rates() {
    return rates;
  }

  @Override
  public void exchangeAverage() {
    exchanged = !exchanged;
  }

  @Override
  public void close() {}
}
