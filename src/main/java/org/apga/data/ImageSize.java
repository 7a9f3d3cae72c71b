package org.apga.data;

/** Height and width of an image in its file, pixels, before it is resized. */
public record ImageSize(int height, int width) {}
