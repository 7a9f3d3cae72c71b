package org.apga.data;

/**
 * What images are decoded to.
 *
 * @param size height and width after decoding, pixels
 * @param reading how levels are read
 * @param threads how many decode at a time
 */
public record Decoding(int size, Reading reading, int threads) {}
