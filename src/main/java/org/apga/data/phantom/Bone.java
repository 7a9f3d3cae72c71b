package org.apga.data.phantom;

/**
 * A bone as X-rays see it: a hollow body of revolution about a gently bent axis. The axis starts at
 * the joint. Lengths are in half heights of the image.
 *
 * <p>{@code s} is the distance along the axis from its start, {@code d} the signed distance from
 * it. Brightness comes from the path length through cortex and marrow, which is what makes a real
 * shaft bright at its edges.
 *
 * @param shaft outer radius in the middle
 * @param startRadius outer radius near the start
 * @param endRadius outer radius near the end
 * @param startCap length of the rounded start over its radius: 1 = a ball, 0.2 = nearly flat
 * @param endCap the same at the end
 * @param cortex thickness of the cortex in the middle, over the shaft's radius
 * @param bend greatest distance of the axis from a straight line
 * @param marrow attenuation of what the cortex encloses, over the cortex's own
 * @param density attenuation of the cortex over a normal one
 */
record Bone(
    double startX,
    double startY,
    double endX,
    double endY,
    double shaft,
    double startRadius,
    double endRadius,
    double startCap,
    double endCap,
    double cortex,
    double bend,
    double marrow,
    double density) {
  private static final double FLARE_LENGTH = 2.4;

  static Bone shaft(double startX, double startY, double endX, double endY, double radius) {
    return new Bone(startX, startY, endX, endY, radius, radius, radius, 0.6, 0.6, 0.33, 0, 0.3, 1);
  }

  /** A small round bone, such as a carpal. */
  static Bone pebble(double x, double y, double radiusX, double radiusY, double tilt) {
    double half = radiusY * 0.95;
    double dx = tilt * half;
    return shaft(x - dx, y - half, x + dx, y + half, radiusX)
        .caps(0.85, 0.85)
        .cortex(0.13)
        .marrow(0.55);
  }

  Bone ends(double atStart, double atEnd) {
    return new Bone(
        startX, startY, endX, endY, shaft, atStart, atEnd, startCap, endCap, cortex, bend, marrow,
        density);
  }

  Bone caps(double atStart, double atEnd) {
    return new Bone(
        startX,
        startY,
        endX,
        endY,
        shaft,
        startRadius,
        endRadius,
        atStart,
        atEnd,
        cortex,
        bend,
        marrow,
        density);
  }

  Bone cortex(double thickness) {
    return new Bone(
        startX,
        startY,
        endX,
        endY,
        shaft,
        startRadius,
        endRadius,
        startCap,
        endCap,
        thickness,
        bend,
        marrow,
        density);
  }

  Bone bend(double distance) {
    return new Bone(
        startX,
        startY,
        endX,
        endY,
        shaft,
        startRadius,
        endRadius,
        startCap,
        endCap,
        cortex,
        distance,
        marrow,
        density);
  }

  Bone marrow(double ratio) {
    return new Bone(
        startX,
        startY,
        endX,
        endY,
        shaft,
        startRadius,
        endRadius,
        startCap,
        endCap,
        cortex,
        bend,
        ratio,
        density);
  }

  Bone density(double ratio) {
    return new Bone(
        startX,
        startY,
        endX,
        endY,
        shaft,
        startRadius,
        endRadius,
        startCap,
        endCap,
        cortex,
        bend,
        marrow,
        ratio);
  }

  /** Seen from an angle at which sideways distances shrink; thicknesses stay. */
  Bone squash(double ratio) {
    return new Bone(
        startX * ratio,
        startY,
        endX * ratio,
        endY,
        shaft,
        startRadius,
        endRadius,
        startCap,
        endCap,
        cortex,
        bend * ratio,
        marrow,
        density);
  }

  double length() {
    return Math.sqrt((endX - startX) * (endX - startX) + (endY - startY) * (endY - startY));
  }

  double widest() {
    return Math.max(shaft, Math.max(startRadius, endRadius));
  }

  /** Distance of the axis from the straight line, at {@code s}. */
  double axis(double s) {
    double t = s / length();
    return bend * 4 * t * (1 - t);
  }

  /** Outer radius at {@code s}; 0 beyond the ends. */
  double radius(double s) {
    double length = length();
    if (s <= 0 || s >= length) {
      return 0;
    }
    return flared(s, length) * cap(s, startCap * startRadius) * cap(length - s, endCap * endRadius);
  }

  /** Path length through cortex and marrow, weighted; {@code texture} about 1 scales the marrow. */
  double attenuation(double s, double d, double texture) {
    double outer = radius(s);
    if (Math.abs(d) >= outer) {
      return 0;
    }
    double length = length();
    double flare = Math.max(flareAt(s, startRadius), flareAt(length - s, endRadius));
    double thickness = shaft * cortex * (1 - 0.7 * flare);
    double startRound = startCap * startRadius;
    double endRound = endCap * endRadius;
    double inner =
        (flared(s, length) - thickness)
            * cap(s - thickness, startRound)
            * cap(length - s - thickness, endRound);
    double whole = Math.sqrt(outer * outer - d * d);
    double hollow = Math.abs(d) < inner ? Math.sqrt(inner * inner - d * d) : 0;
    double spongy = marrow + (Math.max(marrow, 0.5) - marrow) * flare;
    return density * (whole - hollow + spongy * texture * hollow);
  }

  private double flared(double s, double length) {
    return shaft
        + (startRadius - shaft) * flareAt(s, startRadius)
        + (endRadius - shaft) * flareAt(length - s, endRadius);
  }

  private double flareAt(double distance, double radius) {
    return 1 - Shapes.smoothStep(0, Math.min(FLARE_LENGTH * radius, length() / 2), distance);
  }

  private static double cap(double distance, double round) {
    if (distance >= round) {
      return 1;
    }
    if (distance <= 0) {
      return 0;
    }
    double q = 1 - distance / round;
    return Math.sqrt(1 - q * q);
  }
}
