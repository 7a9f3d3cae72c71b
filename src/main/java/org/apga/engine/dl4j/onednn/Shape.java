package org.apga.engine.dl4j.onednn;

/**
 * The size of what flows along an edge of the graph.
 *
 * @param images n
 * @param channels c
 * @param height pixels
 * @param width pixels
 */
record Shape(int images, int channels, int height, int width) {
  long elements() {
    return (long) images * channels * height * width;
  }

  long bytes() {
    return elements() * Float.BYTES;
  }

  Shape withImages(int others) {
    return new Shape(others, channels, height, width);
  }

  Shape withChannels(int others) {
    return new Shape(images, others, height, width);
  }
}
