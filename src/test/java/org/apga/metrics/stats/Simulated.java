package org.apga.metrics.stats;

import java.util.ArrayList;
import java.util.List;
import org.apga.metrics.Scored;
import org.apga.random.RandomStream;

/**
 * Networks that score simulated patients. A network's score of an image depends on the label, on
 * the difficulty of the patient and of the image for every network, on the network's own random
 * error for the image, and on how good its seed is.
 */
final class Simulated {
  private static final double POSITIVE_SHARE = 0.45;
  private static final double SIGNAL = 1.2;
  private static final double PATIENT = 0.8;
  private static final double IMAGE = 0.7;
  private static final double NETWORK = 0.6;
  private static final double SEED = 0.12;

  private final List<Image> images = new ArrayList<>();
  private final RandomStream stream;

  private record Image(int patient, int study, int label, double hardness) {}

  /** A test split of this number of patients, with one to four images each. */
  Simulated(int patients, RandomStream stream) {
    this.stream = stream;
    for (int patient = 0; patient < patients; patient++) {
      int label = stream.nextDouble() < POSITIVE_SHARE ? 1 : 0;
      double ofPatient = PATIENT * stream.nextGaussian();
      int count = 1 + stream.nextInt(4);
      for (int i = 0; i < count; i++) {
        images.add(new Image(patient, patient, label, ofPatient + IMAGE * stream.nextGaussian()));
      }
    }
  }

  /**
   * The scores of a newly trained network.
   *
   * @param effect added to its signal
   */
  List<Scored> network(double effect) {
    return scores(SIGNAL + effect + SEED * stream.nextGaussian());
  }

  /** The scores of a network of an average seed. */
  List<Scored> averageNetwork() {
    return averageNetwork(0);
  }

  /** The same for a network with an effect. */
  List<Scored> averageNetwork(double effect) {
    return scores(SIGNAL + effect);
  }

  private List<Scored> scores(double signal) {
    List<Scored> scores = new ArrayList<>();
    for (Image image : images) {
      double logit =
          (image.label == 1 ? signal : -signal) + image.hardness + NETWORK * stream.nextGaussian();
      scores.add(
          new Scored(
              1 / (1 + Math.exp(-logit)), image.label, "s" + image.study, "p" + image.patient));
    }
    return scores;
  }

  /** A patient's position in the weights of a resample. */
  static int place(String patient) {
    return Integer.parseInt(patient.substring(1));
  }
}
