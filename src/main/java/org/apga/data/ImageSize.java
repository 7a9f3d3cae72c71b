package org.apga.data;

/** Height and width of an image as its file has it, pixels, before it is resized. */
public record ImageSize(int height, int width) {}
