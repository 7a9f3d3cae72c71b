package org.apga.data.phantom;

import java.util.List;
import org.apga.random.RandomStream;

/**
 * A lesion in the coordinates of its bone: {@code s} along the axis, {@code d} across. One study's
 * lesion is the same in all its views.
 *
 * @param bone index of the bone
 * @param at distance along the bone of the lesion's centre
 * @param half half the lesion's extent along the bone
 * @param slope of the fracture line: change of s per d
 * @param gap half the width of the fracture line
 * @param depth share of the bone's attenuation missing in the line
 * @param displacement sideways shift of the fragment beyond the line, 0 for a plate
 * @param side of the bone where a plate's centre line lies
 * @param plate half the plate's width
 * @param metal attenuation of the plate
 * @param callus attenuation of the new bone that forms around a healing fracture
 * @param seed of the line's jags
 */
record Injury(
    LesionKind kind,
    int bone,
    double at,
    double half,
    double slope,
    double gap,
    double depth,
    double displacement,
    double side,
    double plate,
    double metal,
    double callus,
    long seed) {
  private static final double EDGE = 0.008;
  private static final int SCREWS = 4;

  /** Draws a lesion on one of the skeleton's sites; the greater {@code difficulty}, the subtler. */
  static Injury draw(LesionKind kind, Skeleton skeleton, double difficulty, RandomStream random) {
    List<Skeleton.Site> sites = skeleton.sites();
    Skeleton.Site site = sites.get(random.nextInt(sites.size()));
    Bone bone = skeleton.bones().get(site.bone());
    double at = random.nextDouble(site.from(), site.to());
    double sign = random.nextDouble() < 0.5 ? -1 : 1;
    double vary = random.nextDouble(0.85, 1.15);
    double shaft = bone.shaft();
    boolean stepOff = kind == LesionKind.STEP_OFF;
    double shift =
        stepOff
            ? Shapes.mix(Math.max(1.1 * shaft, 0.1), 0.25 * shaft, difficulty)
            : Shapes.mix(Math.max(0.6 * shaft, 0.05), 0.06 * shaft, difficulty);
    return new Injury(
        kind,
        site.bone(),
        at,
        vary
            * (kind == LesionKind.PLATE
                ? Shapes.mix(0.24, 0.12, difficulty)
                : Shapes.mix(0.19, 0.08, difficulty)),
        sign * random.nextDouble(0.1, stepOff ? 0.3 : 0.8),
        vary
            * (stepOff
                ? Shapes.mix(0.022, 0.006, difficulty)
                : Shapes.mix(0.04, 0.007, difficulty)),
        stepOff ? Shapes.mix(0.8, 0.3, difficulty) : Shapes.mix(1, 0.45, difficulty),
        kind == LesionKind.PLATE ? 0 : sign * vary * shift,
        random.nextDouble(-0.5, 0.5) * shaft,
        Shapes.mix(Math.max(0.035, 0.4 * shaft), 0.14 * shaft, difficulty),
        Shapes.mix(4, 0.9, difficulty),
        kind == LesionKind.PLATE ? 0 : vary * Math.max(0, Shapes.mix(2.2, -2.4, difficulty)),
        random.nextLong());
  }

  /** How far the lesion reaches from the axis. */
  double reach(Bone shaft) {
    return switch (kind) {
      case PLATE -> shaft.shaft() * 1.2 + plate;
      case FRACTURE, STEP_OFF ->
          Math.max(shaft.shaft() * 1.1 + Math.abs(displacement), callusRadius(shaft));
    };
  }

  /** Distance past the fracture line; negative before it. */
  private double past(double s, double d) {
    return s - at - slope * d - 0.6 * gap * Shapes.noise(d * 45, 0, seed);
  }

  /** The distance from the axis that the bone at (s, d) had before the fragment moved. */
  double unmoved(double s, double d) {
    double past = past(s, d);
    if (displacement == 0 || past <= 0) {
      return d;
    }
    // The fragment comes back to the axis, so that the next joint still fits.
    return d - displacement * (1 - Shapes.smoothStep(half, 3.2 * half, past));
  }

  /** The share of the bone's attenuation left at (s, d). */
  double left(double s, double d) {
    if (kind == LesionKind.PLATE) {
      return 1;
    }
    double past = past(s, d);
    double line = Shapes.band(past, gap, 0.4 * gap + EDGE);
    // Impacted edges are denser than the shaft.
    double rim = Shapes.band(past, 2.4 * gap, gap) * 0.25 * depth;
    return (1 + rim) * (1 - depth * line);
  }

  /**
   * Attenuation of callus at (s, d): a cloud around the fracture line, none where the line is dark.
   */
  double callus(double s, double d, Bone shaft) {
    double along = (s - at) / half;
    double across = d / callusRadius(shaft);
    double ragged = 1 + 0.3 * Shapes.noise(s * 11, d * 11, seed);
    double rest = 1 - (along * along + across * across) * ragged;
    if (callus == 0 || rest <= 0) {
      return 0;
    }
    return callus
        * rest
        * (1 + 0.25 * Shapes.noise(s * 30, d * 30, seed))
        * (1 - depth * Shapes.band(past(s, d), 0.7 * gap, 0.3 * gap + EDGE));
  }

  private static double callusRadius(Bone shaft) {
    return 1.25 * shaft.shaft() + 0.045;
  }

  /** Attenuation of metal at (s, d). */
  double metal(double s, double d, double shaft) {
    if (kind != LesionKind.PLATE) {
      return 0;
    }
    double along = s - at;
    double bar = Shapes.band(along, half, EDGE) * Shapes.band(d - side, plate, EDGE);
    double most = bar;
    double far = side > 0 ? -shaft * 1.05 : shaft * 1.05;
    for (int i = 0; i < SCREWS; i++) {
      double dx = along - half * (-0.78 + 1.56 * i / (SCREWS - 1));
      double centre = (side + far) / 2;
      double thread = 0.011 + 0.003 * Math.abs(Shapes.noise(d * 160, i, seed));
      double screw =
          Shapes.band(dx, thread, EDGE) * Shapes.band(d - centre, Math.abs(far - side) / 2, EDGE);
      double head = Shapes.band(Math.sqrt(dx * dx + (d - side) * (d - side)), plate * 0.62, EDGE);
      most = Math.max(most, Math.max(0.75 * screw, 1.25 * head));
    }
    return metal * most;
  }
}
