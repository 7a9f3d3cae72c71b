package org.apga.random;

/** The purpose of a random stream. No two purposes ever share a stream. */
public enum Purpose {
  /** The patients of the training list that form the selection split. */
  SELECTION_SPLIT,
  /** The patients of each fold. */
  FOLDS,
  /** The splits and folds of a seed that has its own; the seed is the index. */
  SPLITS_OF_A_SEED,
  /** The images of a k-shot training set. */
  SHOTS,
  /** Initial weights of the classifier. */
  CLASSIFIER_WEIGHTS,
  /** Initial weights of the masking policy. */
  POLICY_WEIGHTS,
  /** Order of the training images; one stream per epoch. */
  ORDER,
  /** Augmentation of training images; one stream per epoch and image. */
  AUGMENTATION,
  /** Cutout's rectangles; one stream per epoch. */
  CUTOUT,
  /** Masks drawn from a policy's probabilities; one stream per epoch. */
  MASKS,
  /** Training images from which statistics of batch norms are gathered. */
  GATHERING,
  /** Resampling of patients when results are reported; one stream per group and resample. */
  BOOTSTRAP,
  /** Resampling of seeds when results are reported; one stream per resample. */
  SEED_BOOTSTRAP,
  /** Flips of signs in permutation tests. */
  SIGN_FLIPS,
  /** Permutations of patients between two sides; one stream per permutation. */
  SIDES,
  /** Pairs of abnormal and normal images when results are reported; one stream per stratum. */
  MATCHING,
  /** Order of pixels in the control of deletion and insertion curves; the image is the seed. */
  RANDOM_SALIENCY,
  /** Values of settings that a grid draws; one stream per axis and draw. */
  SEARCH,
  /** Synthetic radiographs. */
  PHANTOM,
  /** Images of noise for benchmarks. */
  BENCHMARK
}
