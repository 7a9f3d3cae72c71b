package org.apga.data;

/**
 * Height and width of an image as its file has it, pixels, before it is brought to another size.
 */
public record ImageSize(int height, int width) {}
