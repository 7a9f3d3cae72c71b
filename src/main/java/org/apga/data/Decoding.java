package org.apga.data;

/**
 * How images are decoded.
 *
 * @param size height and width after decoding, pixels
 * @param reading how levels are read
 * @param threads number of threads that decode
 */
public record Decoding(int size, Reading reading, int threads) {}
