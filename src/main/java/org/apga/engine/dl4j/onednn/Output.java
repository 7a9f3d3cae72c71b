package org.apga.engine.dl4j.onednn;

/**
 * An activation.
 *
 * @param height pixels; 1 after global pooling
 * @param width pixels; 1 after global pooling
 * @param values images x channels x height x width, row-major
 */
public record Output(int height, int width, double[] values) {}
