package org.apga.data;

import org.apga.data.image.Channel;

/**
 * What images are decoded to.
 *
 * @param size height and width after decoding, pixels
 * @param channel what becomes of colour
 * @param maxPixels an image with more is refused before it is decoded
 * @param threads how many decode at a time
 */
public record Decoding(int size, Channel channel, long maxPixels, int threads) {}
