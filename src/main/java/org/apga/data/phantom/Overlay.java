package org.apga.data.phantom;

import org.apga.random.RandomStream;

/** Draws marks that are burned into an image after the exposure. Positions are in half heights. */
record Overlay(float[] film, int width, int height) {
  private static final double[][] LETTER_L = {{0, 0, 0, 1}, {0, 1, 0.6, 1}};
  private static final double[][] LETTER_R = {
    {0, 0, 0, 1},
    {0, 0, 0.45, 0},
    {0.45, 0, 0.6, 0.25},
    {0.6, 0.25, 0.45, 0.5},
    {0.45, 0.5, 0, 0.5},
    {0.25, 0.5, 0.6, 1}
  };

  private double half() {
    return height / 2.0;
  }

  /** Darkens everything outside a slightly turned rectangle. */
  void frame(RandomStream random) {
    double angle = random.nextDouble(-0.06, 0.06);
    double cosine = StrictMath.cos(angle);
    double sine = StrictMath.sin(angle);
    double halfX = width / (double) height * random.nextDouble(0.86, 0.97);
    double halfY = random.nextDouble(0.86, 0.97);
    double dark = random.nextDouble(0, 0.04);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double u = (column + 0.5 - width / 2.0) / half();
        double v = (row + 0.5 - height / 2.0) / half();
        double inside =
            Shapes.band(cosine * u + sine * v, halfX, 0.02)
                * Shapes.band(cosine * v - sine * u, halfY, 0.02);
        int at = row * width + column;
        film[at] = (float) Shapes.mix(dark, film[at], inside);
      }
    }
  }

  void letter(RandomStream random) {
    double[][] strokes = random.nextDouble() < 0.5 ? LETTER_L : LETTER_R;
    double size = random.nextDouble(0.1, 0.17);
    double right = width / (double) height;
    double x = random.nextDouble() < 0.5 ? -right + 0.1 : right - 0.1 - 0.6 * size;
    double y = random.nextDouble() < 0.7 ? -0.9 : 0.9 - size;
    x += random.nextDouble(-0.04, 0.04);
    y += random.nextDouble(-0.04, 0.04);
    for (double[] stroke : strokes) {
      stroke(
          x + size * stroke[0],
          y + size * stroke[1],
          x + size * stroke[2],
          y + size * stroke[3],
          0.1 * size);
    }
  }

  void arrow(RandomStream random) {
    double angle = random.nextDouble(0, 2 * Math.PI);
    double dx = StrictMath.cos(angle);
    double dy = StrictMath.sin(angle);
    double length = random.nextDouble(0.14, 0.22);
    double x = random.nextDouble(-0.8, 0.8) * width / height;
    double y = random.nextDouble(-0.8, 0.8);
    stroke(x, y, x - dx * length, y - dy * length, 0.008);
    for (int side = -1; side <= 1; side += 2) {
      double barb = 0.35 * length;
      stroke(x, y, x - barb * (dx - 0.6 * side * dy), y - barb * (dy + 0.6 * side * dx), 0.008);
    }
  }

  private void stroke(double ax, double ay, double bx, double by, double radius) {
    double soft = 1.2 / half();
    double reach = radius + soft;
    int top = (int) Math.max(0, (Math.min(ay, by) - reach + 1) * half());
    int bottom = (int) Math.min(height, (Math.max(ay, by) + reach + 1) * half() + 1);
    int left = (int) Math.max(0, (Math.min(ax, bx) - reach) * half() + width / 2.0);
    int right = (int) Math.min(width, (Math.max(ax, bx) + reach) * half() + width / 2.0 + 1);
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        double u = (column + 0.5 - width / 2.0) / half();
        double v = (row + 0.5 - height / 2.0) / half();
        double ink = Shapes.band(Shapes.segment(u, v, ax, ay, bx, by), radius, soft);
        int at = row * width + column;
        film[at] = (float) Shapes.mix(film[at], 0.97, ink);
      }
    }
  }
}
