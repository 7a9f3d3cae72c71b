package org.apga.data.phantom;

import static org.apga.data.phantom.Bone.pebble;
import static org.apga.data.phantom.Bone.shaft;

import java.util.ArrayList;
import java.util.List;
import org.apga.random.RandomStream;

/**
 * The bones and flesh in a view of one patient's limb, in half heights of the image about its
 * centre, y down. Every view of a patient takes the same numbers from the same stream, so the
 * anatomy is constant and only the projection changes.
 */
final class Skeleton {
  /** The direction of the X-rays. */
  enum Projection {
    FRONTAL,
    LATERAL,
    OBLIQUE
  }

  /**
   * A section of a bone that is visible in every view.
   *
   * @param bone index into {@link #bones}
   * @param from distance along the bone's axis
   * @param to distance along the bone's axis
   */
  record Site(int bone, double from, double to) {}

  private final List<Bone> bones = new ArrayList<>();
  private final List<Bone> flesh = new ArrayList<>();
  private final List<Site> sites = new ArrayList<>();
  private final RandomStream random;
  private final double stout;
  private final double fat;
  private final double cortex;
  private final double density;

  private Skeleton(RandomStream random) {
    this.random = random;
    this.stout = random.nextDouble(0.9, 1.12);
    this.fat = random.nextDouble(0.9, 1.15);
    this.cortex = random.nextDouble(0.8, 1.15);
    this.density = random.nextDouble(0.85, 1.1);
  }

  static Skeleton draw(BodyPart part, RandomStream anatomy, Projection projection) {
    Skeleton drawing = new Skeleton(anatomy);
    switch (part) {
      case ELBOW -> drawing.elbow(projection);
      case FINGER -> drawing.finger(projection);
      case FOREARM -> drawing.forearm();
      case HAND -> drawing.hand();
      case HUMERUS -> drawing.humerus();
      case SHOULDER -> drawing.shoulder();
      case WRIST -> drawing.wrist();
    }
    double squash = squash(part, projection);
    drawing.bones.replaceAll(bone -> bone.squash(squash));
    drawing.flesh.replaceAll(bone -> bone.squash(squash));
    return drawing;
  }

  /** The bones, which are drawn over each other. */
  List<Bone> bones() {
    return bones;
  }

  /** Solid bodies whose union is the soft tissue. */
  List<Bone> flesh() {
    return flesh;
  }

  /** Where a lesion may lie. */
  List<Site> sites() {
    return sites;
  }

  private static double squash(BodyPart part, Projection projection) {
    return switch (projection) {
      case FRONTAL -> 1;
      case OBLIQUE -> 0.86;
      case LATERAL ->
          switch (part) {
            // Their lateral views are drawn separately, with a bent joint.
            case ELBOW, FINGER -> 1;
            // Seen edge-on the rays would hide each other; a fan lateral keeps them apart.
            case HAND, SHOULDER -> 0.8;
            case FOREARM, HUMERUS, WRIST -> 0.55;
          };
    };
  }

  private void elbow(Projection projection) {
    double hinge = near(0.04, 0.04);
    double carry = near(0.1, 0.04);
    if (projection == Projection.LATERAL) {
      draw(shaft(-0.3, 0.2 + hinge, -0.36, -1.4, 0.13).ends(0.17, 0.14).caps(0.8, 0.5));
      mayBreak(0.3, 0.62);
      draw(shaft(-0.48, 0.38 + hinge, 1.4, 0.36 + carry, 0.1).ends(0.2, 0.09).caps(0.7, 0.5));
      mayBreak(0.36, 0.8);
      Bone radius = shaft(-0.08, 0.2 + hinge, 1.4, 0.1 + carry, 0.08);
      draw(radius.ends(0.115, 0.08).caps(0.25, 0.5).bend(-0.03));
      mayBreak(0.26, 0.7);
      draw(pebble(-0.3, 0.18 + hinge, 0.15, 0.15, 0));
      flesh.add(solid(-0.3, 0.3, -0.36, -1.4, 0.42));
      flesh.add(solid(-0.42, 0.26, 1.4, 0.24, 0.36));
      return;
    }
    draw(shaft(0, -0.02 + hinge, -0.03, -1.4, 0.135).ends(0.3, 0.14).caps(0.35, 0.5));
    mayBreak(0.34, 0.66);
    draw(shaft(0.1, 0.03 + hinge, 0.14 + carry, 1.4, 0.1).ends(0.17, 0.09).caps(0.3, 0.5));
    mayBreak(0.26, 0.6);
    draw(shaft(-0.16, 0.04 + hinge, -0.1 + carry, 1.4, 0.085).ends(0.125, 0.08).caps(0.2, 0.5));
    mayBreak(0.24, 0.58);
    bones.add(fit(pebble(0.09, -0.1 + hinge, 0.11, 0.2, 0.1)).density(0.55));
    bones.add(fit(pebble(-0.15, -0.07 + hinge, 0.11, 0.09, 0)).density(0.6));
    flesh.add(solid(0, 0, -0.03, -1.4, 0.44));
    flesh.add(solid(0, -0.05, 0.02 + carry, 1.4, 0.4));
  }

  private void finger(Projection projection) {
    double curl = projection == Projection.LATERAL ? near(0.3, 0.08) : near(0.02, 0.03);
    double[] y = {near(0.62, 0.05), near(0.02, 0.04), near(-0.42, 0.03), near(-0.8, 0.03)};
    double[] x = {0, curl * 0.1, curl * 0.45, curl};
    double palm = x[0] - curl * 0.5;
    draw(shaft(x[0], y[0] + 0.04, palm, 1.6, 0.115).ends(0.17, 0.13).caps(0.7, 0.5));
    draw(shaft(x[0], y[0], x[1], y[1] + 0.035, 0.095).ends(0.15, 0.125).caps(0.25, 0.45));
    mayBreak(0.2, 0.42);
    draw(shaft(x[1], y[1], x[2], y[2] + 0.03, 0.08).ends(0.125, 0.1).caps(0.25, 0.45));
    mayBreak(0.16, 0.28);
    draw(shaft(x[2], y[2], x[3], y[3], 0.055).ends(0.1, 0.075).caps(0.25, 0.9));
    flesh.add(solid(palm, 1.8, x[0], y[0] - 0.35, 0.34).caps(0.9, 2.4));
    for (int joint = 0; joint < 3; joint++) {
      // They overlap so far that their round ends do not show as a waist.
      double lapX = 0.22 * (x[joint + 1] - x[joint]);
      double lapY = 0.22 * (y[joint + 1] - y[joint]);
      double endX = x[joint + 1] + lapX;
      double endY = y[joint + 1] + 1.4 * lapY;
      flesh.add(
          solid(x[joint] - lapX, y[joint] - lapY, endX, endY, 0.24 - 0.03 * joint)
              .caps(0.6, joint == 2 ? 1.1 : 0.7));
    }
  }

  private void forearm() {
    double top = near(-0.72, 0.05);
    double bottom = near(0.74, 0.04);
    double bow = near(0.05, 0.02);
    draw(shaft(-0.13, top, -0.18, bottom, 0.075).ends(0.1, 0.16).caps(0.2, 0.3).bend(-bow));
    mayBreak(0.42, 1.05);
    Bone ulna = shaft(0.1, top - 0.06, 0.14, bottom - 0.05, 0.075);
    draw(ulna.ends(0.15, 0.085).caps(0.4, 0.6).bend(bow * 0.4));
    mayBreak(0.42, 1.05);
    draw(shaft(0, top - 0.05, 0, -1.6, 0.12).ends(0.25, 0.13).caps(0.35, 0.5));
    for (int i = 0; i < 4; i++) {
      draw(pebble(-0.22 + 0.12 * i, bottom + 0.1 + 0.02 * i, 0.065, 0.075, near(0, 0.3)));
      draw(pebble(-0.2 + 0.11 * i, bottom + 0.25, 0.062, 0.07, near(0, 0.3)));
    }
    flesh.add(solid(0, -1.8, 0, 0.75, 0.4).caps(0.9, 3));
    flesh.add(solid(0, -1.2, -0.02, 1.8, 0.29));
  }

  private void hand() {
    double wrist = near(0.66, 0.02);
    carpals(-0.02, wrist, 0.56);
    draw(shaft(-0.1, wrist + 0.1, -0.1, 1.6, 0.075).ends(0.14, 0.08).caps(0.25, 0.5));
    draw(shaft(0.13, wrist + 0.12, 0.12, 1.6, 0.055).ends(0.07, 0.06).caps(0.5, 0.5));
    double spread = near(1, 0.15);
    double[] base = {-0.18, -0.1, -0.01, 0.08, 0.16};
    double[] lean = {-0.62, -0.16, -0.03, 0.1, 0.24};
    double[] reach = {0.72, 1.06, 1.16, 1.06, 0.86};
    double[] ofThumb = {0, 0.45, 0.78, 1};
    double[] ofFinger = {0, 0.4, 0.68, 0.86, 1};
    for (int ray = 0; ray < 5; ray++) {
      double dx = lean[ray] * spread;
      double norm = Math.sqrt(1 + dx * dx);
      double all = reach[ray] * near(1, 0.03);
      double x = base[ray];
      double y = ray == 0 ? wrist - 0.12 : wrist - 0.28;
      double[] cuts = ray == 0 ? ofThumb : ofFinger;
      for (int k = 0; k + 1 < cuts.length; k++) {
        double from = cuts[k] * all + 0.012;
        double to = cuts[k + 1] * all - 0.012;
        double radius = (k == 0 ? 0.052 : 0.05 - 0.008 * k) * (ray == 4 ? 0.88 : 1);
        double startX = x + dx / norm * from;
        double endX = x + dx / norm * to;
        Bone bone = shaft(startX, y - from / norm, endX, y - to / norm, radius);
        draw(bone.ends(radius * 1.4, radius * 1.35).caps(0.35, 0.7));
        if (k < 2) {
          mayBreak((to - from) * 0.3, (to - from) * 0.7);
        }
      }
      flesh.add(solid(x, y, x + dx / norm * all, y - all / norm - 0.02, 0.1));
    }
    flesh.add(solid(-0.03, wrist, -0.03, wrist - 0.5, 0.3));
    flesh.add(solid(0, 1.6, 0, wrist, 0.26));
  }

  private void humerus() {
    double top = near(-0.7, 0.03);
    double bottom = near(0.74, 0.03);
    Bone humerus = shaft(0.02, bottom, -0.02, top, 0.105);
    draw(humerus.ends(0.24, 0.17).caps(0.3, 0.9).bend(near(0, 0.02)));
    mayBreak(0.42, 1.02);
    bones.add(fit(pebble(0.06, top + 0.06, 0.2, 0.19, 0)).density(0.75));
    draw(shaft(0.07, bottom + 0.02, 0.1, 1.6, 0.08).ends(0.14, 0.08));
    draw(shaft(-0.1, bottom + 0.03, -0.09, 1.6, 0.065).ends(0.1, 0.065).caps(0.2, 0.5));
    draw(shaft(0.32, top - 0.15, 0.34, top + 0.35, 0.09).density(0.5));
    draw(shaft(-0.02, top - 0.24, 0.8, top - 0.32, 0.06).density(0.7));
    flesh.add(solid(0.05, -1.8, 0, 0.7, 0.47).caps(0.9, 2.6));
    flesh.add(solid(0, -0.8, 0, 1.8, 0.34));
  }

  private void shoulder() {
    double x = near(-0.12, 0.03);
    double y = near(0.02, 0.03);
    draw(shaft(x - 0.05, y - 0.16, x - 0.26, 1.5, 0.15).ends(0.26, 0.15).caps(0.8, 0.5));
    mayBreak(0.4, 0.66);
    bones.add(fit(pebble(x + 0.06, y + 0.02, 0.27, 0.27, 0)).density(0.8));
    draw(shaft(x + 0.02, y - 0.52, 1.6, y - 0.72, 0.075).ends(0.1, 0.09).bend(0.06));
    mayBreak(0.3, 0.66);
    draw(shaft(x - 0.1, y - 0.36, x + 0.62, y - 0.36, 0.08).ends(0.1, 0.08).density(0.7));
    draw(shaft(x + 0.42, y - 0.2, x + 0.4, y + 0.28, 0.09).ends(0.1, 0.1).density(0.9));
    draw(shaft(x + 0.44, y + 0.12, x + 0.78, 1.0, 0.05).density(0.7));
    draw(shaft(x + 0.7, y - 0.4, x + 0.86, 1.0, 0.26).cortex(0.08).marrow(0.12).density(0.3));
    draw(shaft(x + 0.36, y - 0.24, x + 0.26, y - 0.12, 0.06).ends(0.07, 0.06).density(0.8));
    for (int rib = 0; rib < 5; rib++) {
      double at = near(-0.35 + 0.32 * rib, 0.03);
      draw(shaft(0.62, at + 0.12, 1.6, at - 0.12, 0.055).bend(0.12).density(0.6));
    }
    flesh.add(solid(x + 0.1, y - 0.05, x - 0.22, 1.6, 0.52));
    flesh.add(solid(x, y - 0.05, 1.6, y + 0.1, 0.62));
  }

  private void wrist() {
    double joint = near(0, 0.03);
    draw(shaft(-0.13, joint + 0.05, -0.1, 1.6, 0.13).ends(0.25, 0.13).caps(0.22, 0.5));
    mayBreak(0.2, 0.58);
    draw(shaft(0.26, joint + 0.1, 0.22, 1.6, 0.085).ends(0.12, 0.09).caps(0.5, 0.5));
    mayBreak(0.26, 0.54);
    carpals(0.02, joint, 1);
    double[] base = {-0.36, -0.19, -0.03, 0.13, 0.27};
    double[] lean = {-0.75, -0.16, -0.02, 0.1, 0.26};
    for (int ray = 0; ray < 5; ray++) {
      double y = joint - (ray == 0 ? 0.3 : 0.46);
      Bone metacarpal = shaft(base[ray], y, base[ray] + lean[ray] * 0.9, y - 0.9, 0.07);
      draw(metacarpal.ends(0.1, 0.09).caps(0.3, 0.6));
    }
    flesh.add(solid(0.02, 1.6, 0.02, joint, 0.46));
    flesh.add(solid(0, joint + 0.2, -0.02, -1.6, 0.52));
    flesh.add(solid(-0.2, joint - 0.1, -0.9, -1.1, 0.2));
  }

  private void carpals(double x, double y, double size) {
    double[] acrossNear = {-0.26, -0.06, 0.12, 0.25};
    double[] acrossFar = {-0.28, -0.13, 0.02, 0.19};
    for (int i = 0; i < 4; i++) {
      double arch = 0.02 * (i - 1.5) * (i - 1.5);
      double nearX = x + size * near(acrossNear[i], 0.012);
      double nearWidth = size * near(0.105, 0.01);
      draw(pebble(nearX, y + size * (-0.1 + arch), nearWidth, size * 0.11, near(0, 0.4)));
      double farX = x + size * near(acrossFar[i], 0.012);
      double farWidth = size * near(0.09, 0.01);
      double farHeight = size * (i == 2 ? 0.15 : 0.11);
      draw(pebble(farX, y + size * (-0.31 + arch), farWidth, farHeight, near(0, 0.3)));
    }
  }

  private void draw(Bone bone) {
    bones.add(fit(bone));
  }

  /** A lesion may lie on the bone that was drawn last, between two distances along it. */
  private void mayBreak(double from, double to) {
    sites.add(new Site(bones.size() - 1, from, to));
  }

  private Bone fit(Bone bone) {
    Bone.Tissue tissue = bone.tissue();
    return new Bone(bone.line(), bone.girth().times(stout), tissue)
        .cortex(tissue.cortex() * cortex)
        .density(tissue.density() * density);
  }

  private Bone solid(double startX, double startY, double endX, double endY, double radius) {
    return shaft(startX, startY, endX, endY, radius * fat).caps(0.9, 0.9).marrow(1);
  }

  private double near(double value, double spread) {
    return value + random.nextDouble(-spread, spread);
  }
}
