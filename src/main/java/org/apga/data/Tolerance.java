package org.apga.data;

/**
 * What may be wrong with a data set that is trained on all the same.
 *
 * @param identicalImages pixel by pixel the same, in two splits
 * @param sharedPatients with images in two splits
 * @param unreadableTestImages missing or damaged
 * @param unreadableShare of the images for training and selection, 0..1: the most that may be
 *     missing or damaged
 */
public record Tolerance(
    InTwoSplits identicalImages,
    InTwoSplits sharedPatients,
    UnreadableTestImages unreadableTestImages,
    double unreadableShare) {}
