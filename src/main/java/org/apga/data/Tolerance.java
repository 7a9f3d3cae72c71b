package org.apga.data;

/**
 * Which faults of a data set do not prevent training.
 *
 * @param identicalImages images with the same pixels in two splits
 * @param sharedPatients patients with images in two splits
 * @param unreadableTestImages missing or damaged images of the test split
 * @param unreadableShare largest share of the images for training and selection that may be missing
 *     or damaged, 0..1
 */
public record Tolerance(
    InTwoSplits identicalImages,
    InTwoSplits sharedPatients,
    UnreadableTestImages unreadableTestImages,
    double unreadableShare) {}
