package org.apga.data.phantom;

/**
 * A bone as X-rays see it: a hollow body of revolution about a gently bent axis. The axis starts at
 * the joint. Lengths are in half heights of the image.
 *
 * <p>{@code s} is the distance along the axis from its start, {@code d} the signed distance from
 * it. Brightness comes from the path length through cortex and marrow, which is what makes a real
 * shaft bright at its edges.
 */
record Bone(Line line, Girth girth, Tissue tissue) {
  private static final double FLARE_LENGTH = 2.4;

  /**
   * The axis.
   *
   * @param bend its greatest distance from a straight line
   */
  record Line(double startX, double startY, double endX, double endY, double bend) {}

  /**
   * The outer surface.
   *
   * @param shaft radius in the middle
   * @param start radius near the start
   * @param end radius near the end
   * @param startCap length of the rounded start over its radius: 1 = a ball, 0.2 = nearly flat
   * @param endCap the same at the end
   */
  record Girth(double shaft, double start, double end, double startCap, double endCap) {
    /** The same surface with all radii times {@code ratio}. */
    Girth times(double ratio) {
      return new Girth(shaft * ratio, start * ratio, end * ratio, startCap, endCap);
    }
  }

  /**
   * The inside of the bone.
   *
   * @param cortex thickness of the cortex in the middle, over the shaft's radius
   * @param marrow attenuation of the marrow over that of the cortex
   * @param density attenuation of the cortex over that of a normal cortex
   */
  record Tissue(double cortex, double marrow, double density) {}

  static Bone shaft(double startX, double startY, double endX, double endY, double radius) {
    return new Bone(
        new Line(startX, startY, endX, endY, 0),
        new Girth(radius, radius, radius, 0.6, 0.6),
        new Tissue(0.33, 0.3, 1));
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
        line, new Girth(girth.shaft, atStart, atEnd, girth.startCap, girth.endCap), tissue);
  }

  Bone caps(double atStart, double atEnd) {
    return new Bone(line, new Girth(girth.shaft, girth.start, girth.end, atStart, atEnd), tissue);
  }

  Bone cortex(double thickness) {
    return new Bone(line, girth, new Tissue(thickness, tissue.marrow, tissue.density));
  }

  Bone marrow(double ratio) {
    return new Bone(line, girth, new Tissue(tissue.cortex, ratio, tissue.density));
  }

  Bone density(double ratio) {
    return new Bone(line, girth, new Tissue(tissue.cortex, tissue.marrow, ratio));
  }

  Bone bend(double distance) {
    return new Bone(
        new Line(line.startX, line.startY, line.endX, line.endY, distance), girth, tissue);
  }

  /** The bone seen from an angle at which sideways distances shrink; thicknesses stay the same. */
  Bone squash(double ratio) {
    Line seen =
        new Line(line.startX * ratio, line.startY, line.endX * ratio, line.endY, line.bend * ratio);
    return new Bone(seen, girth, tissue);
  }

  double shaft() {
    return girth.shaft;
  }

  double length() {
    double dx = line.endX - line.startX;
    double dy = line.endY - line.startY;
    return Math.sqrt(dx * dx + dy * dy);
  }

  double widest() {
    return Math.max(girth.shaft, Math.max(girth.start, girth.end));
  }

  /** Distance of the axis from the straight line, at {@code s}. */
  double axis(double s) {
    double t = s / length();
    return line.bend * 4 * t * (1 - t);
  }

  /** Outer radius at {@code s}; 0 beyond the ends. */
  double radius(double s) {
    double length = length();
    if (s <= 0 || s >= length) {
      return 0;
    }
    return flared(s, length)
        * cap(s, girth.startCap * girth.start)
        * cap(length - s, girth.endCap * girth.end);
  }

  /** Path length through cortex and marrow, weighted; {@code texture} about 1 scales the marrow. */
  double attenuation(double s, double d, double texture) {
    double outer = radius(s);
    if (Math.abs(d) >= outer) {
      return 0;
    }
    double length = length();
    double flare = Math.max(flareAt(s, girth.start), flareAt(length - s, girth.end));
    double thickness = girth.shaft * tissue.cortex * (1 - 0.7 * flare);
    double startRound = girth.startCap * girth.start;
    double endRound = girth.endCap * girth.end;
    double inner =
        (flared(s, length) - thickness)
            * cap(s - thickness, startRound)
            * cap(length - s - thickness, endRound);
    double whole = Math.sqrt(outer * outer - d * d);
    double hollow = Math.abs(d) < inner ? Math.sqrt(inner * inner - d * d) : 0;
    double marrow = tissue.marrow;
    double spongy = marrow + (Math.max(marrow, 0.5) - marrow) * flare;
    return tissue.density * (whole - hollow + spongy * texture * hollow);
  }

  private double flared(double s, double length) {
    return girth.shaft
        + (girth.start - girth.shaft) * flareAt(s, girth.start)
        + (girth.end - girth.shaft) * flareAt(length - s, girth.end);
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
