package org.apga.data.phantom;

/** Curves and lattice noise, made of exactly rounded operations only: the same on every JVM. */
final class Shapes {
  private Shapes() {}

  /** 0 up to {@code from}, 1 from {@code to} on, smooth between. */
  static double smoothStep(double from, double to, double x) {
    double t = (x - from) / (to - from);
    return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
  }

  /** 1 within {@code half} of 0, 0 beyond {@code half + soft}. */
  static double band(double x, double half, double soft) {
    return 1 - smoothStep(half, half + soft, Math.abs(x));
  }

  static double mix(double from, double to, double t) {
    return from + (to - from) * t;
  }

  /** Distance of a point from a line segment. */
  static double segment(double x, double y, double ax, double ay, double bx, double by) {
    double dx = bx - ax;
    double dy = by - ay;
    double along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
    double t = Math.min(1, Math.max(0, along));
    double ex = x - ax - t * dx;
    double ey = y - ay - t * dy;
    return Math.sqrt(ex * ex + ey * ey);
  }

  /** Value noise in [-1, 1]: random at the integers, smooth between. */
  static double noise(double x, double y, long seed) {
    long ix = (long) Math.floor(x);
    long iy = (long) Math.floor(y);
    double fx = x - ix;
    double fy = y - iy;
    double u = fx * fx * (3 - 2 * fx);
    double v = fy * fy * (3 - 2 * fy);
    return mix(
        mix(lattice(ix, iy, seed), lattice(ix + 1, iy, seed), u),
        mix(lattice(ix, iy + 1, seed), lattice(ix + 1, iy + 1, seed), u),
        v);
  }

  private static double lattice(long x, long y, long seed) {
    long z = seed ^ (x * 0x9E3779B97F4A7C15L) ^ (y * 0xC2B2AE3D27D4EB4FL);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (z >> 11) * 0x1.0p-52;
  }
}
