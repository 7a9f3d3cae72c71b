package org.apga.data.phantom;

import org.apga.random.RandomStream;

/**
 * How a limb lies on the detector: mirrored, turned, scaled, shifted.
 *
 * @param width of the image in pixels
 * @param height of the image in pixels
 * @param mirror 1 or -1
 */
record Pose(
    int width,
    int height,
    int mirror,
    double cosine,
    double sine,
    double scale,
    double shiftX,
    double shiftY) {
  static final int MIN_WIDTH = 89;
  static final int MIN_HEIGHT = 132;
  static final int MAX_SIDE = 512;

  static Pose draw(BodyPart part, double difficulty, RandomStream random) {
    boolean extreme = random.nextDouble() < 0.08;
    double mid = 210 + 90 * (random.nextDouble() + random.nextDouble());
    double tall = extreme ? random.nextDouble(MIN_HEIGHT, MAX_SIDE + 1) : mid;
    int height = (int) tall;
    double aspect = random.nextDouble(part.minAspect, part.maxAspect);
    int width = (int) Math.min(MAX_SIDE, Math.max(MIN_WIDTH, height * aspect));
    double vary = Shapes.mix(0.5, 1, difficulty);
    double angle = vary * Math.max(-0.35, Math.min(0.35, 0.14 * random.nextGaussian()));
    return new Pose(
        width,
        height,
        random.nextDouble() < 0.5 ? -1 : 1,
        StrictMath.cos(angle),
        StrictMath.sin(angle),
        1 + vary * random.nextDouble(-0.1, 0.1),
        vary * random.nextDouble(-0.1, 0.1),
        vary * random.nextDouble(-0.1, 0.1));
  }

  double halfHeight() {
    return height / 2.0;
  }

  /** Pixel coordinates of a point of the limb. */
  double[] pixel(double x, double y) {
    double mx = x * mirror * scale;
    double my = y * scale;
    return new double[] {
      width / 2.0 + halfHeight() * (cosine * mx - sine * my + shiftX),
      halfHeight() * (1 + sine * mx + cosine * my + shiftY)
    };
  }

  /** The limb's x for the centre of a pixel. */
  double limbX(int column, int row) {
    double u = (column + 0.5 - width / 2.0) / halfHeight() - shiftX;
    double v = (row + 0.5) / halfHeight() - 1 - shiftY;
    return (cosine * u + sine * v) / scale * mirror;
  }

  /** The limb's y for the centre of a pixel. */
  double limbY(int column, int row) {
    double u = (column + 0.5 - width / 2.0) / halfHeight() - shiftX;
    double v = (row + 0.5) / halfHeight() - 1 - shiftY;
    return (cosine * v - sine * u) / scale;
  }
}
