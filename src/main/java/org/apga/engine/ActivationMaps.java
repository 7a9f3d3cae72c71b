package org.apga.engine;

/**
 * Grad-CAM at the size of the last feature map, before it is scaled to 0..1.
 *
 * @param images n
 * @param height of the feature map (image height / 32)
 * @param width of the feature map
 * @param values n x height x width, row-major, 0 or more
 */
public record ActivationMaps(int images, int height, int width, double[] values) {}
