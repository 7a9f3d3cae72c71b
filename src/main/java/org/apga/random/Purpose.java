package org.apga.random;

/** What a random stream is drawn for. No two purposes ever share a stream. */
public enum Purpose {
  /** Which patients of the training list are held out for selection. */
  SELECTION_SPLIT,
  /** Which patients are in which fold. */
  FOLDS,
  /** The draws of splits and folds of a seed that has its own; the seed is the index. */
  SPLITS_OF_A_SEED,
  /** Which images a k-shot training set holds. */
  SHOTS,
  /** Initial weights of the classifier. */
  CLASSIFIER_WEIGHTS,
  /** Initial weights of the masking policy. */
  POLICY_WEIGHTS,
  /** Order of the training images; one stream an epoch. */
  ORDER,
  /** What is done to a training image; one stream an epoch and image. */
  AUGMENTATION,
  /** Cutout's rectangles; one stream an epoch. */
  CUTOUT,
  /** Masks drawn from a policy's probabilities; one stream an epoch. */
  MASKS,
  /** Training images that statistics of batch norms are gathered over. */
  GATHERING,
  /** Resampling of patients when results are reported; one stream a group and resample. */
  BOOTSTRAP,
  /** Resampling of seeds when results are reported; one stream a resample. */
  SEED_BOOTSTRAP,
  /** Flips of signs in permutation tests. */
  SIGN_FLIPS,
  /** Permutations of patients between two sides; one stream a permutation. */
  SIDES,
  /**
   * Which abnormal and normal images are paired when results are reported; one stream a stratum.
   */
  MATCHING,
  /** Order of pixels in the control of deletion and insertion curves; the image is the seed. */
  RANDOM_SALIENCY,
  /** Values of settings that a grid draws; one stream an axis and draw. */
  SEARCH,
  /** Synthetic radiographs. */
  PHANTOM,
  /** Images of noise that benchmarks compute on. */
  BENCHMARK
}
