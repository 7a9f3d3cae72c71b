package org.apga.evaluation;

import org.apga.metrics.MaskMetrics;
import org.jspecify.annotations.Nullable;

/**
 * What a model said of an image.
 *
 * @param image its place in the list
 * @param probability of being abnormal
 * @param augmented the same with test-time augmentation; null without a policy
 * @param mask what the policy points at; null without one
 */
public record ImageScore(
    int image, double probability, @Nullable Double augmented, @Nullable MaskMetrics mask) {}
