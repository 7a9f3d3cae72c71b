package org.apga.data;

/**
 * A rectangle around a lesion, as shares of the image's width and height, 0..1, so that it is valid
 * at any size of the image.
 *
 * @param x left edge
 * @param y upper edge
 * @param width to the right
 * @param height downwards
 */
public record LesionBox(double x, double y, double width, double height) {}
