package org.apga.data.phantom;

import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Adds up the attenuation between tube and detector, pixel by pixel. */
final class Exposure {
  private final Pose pose;
  private final float[] bone;
  private final float[] added;
  private final float[] fleshToTheFourth;
  private final float[] cast;

  Exposure(Pose pose) {
    int pixels = pose.width() * pose.height();
    this.pose = pose;
    this.bone = new float[pixels];
    this.added = new float[pixels];
    this.fleshToTheFourth = new float[pixels];
    this.cast = new float[pixels];
  }

  private interface Sample {
    void at(int pixel, double s, double d);
  }

  void addFlesh(Bone body) {
    scan(
        body,
        body.widest(),
        (pixel, s, d) -> {
          double through = body.attenuation(s, d, 1);
          fleshToTheFourth[pixel] += (float) (through * through * through * through);
        });
  }

  void addCast(Bone body, long seed) {
    Bone shell = body.cortex(0.16).marrow(0.35);
    scan(
        shell,
        shell.widest(),
        (pixel, s, d) -> {
          double weave =
              1
                  + 0.3 * Shapes.noise(s * 22, d * 7, seed)
                  + 0.15 * Shapes.noise(s * 60, d * 60, seed);
          cast[pixel] =
              (float) Math.max(cast[pixel], shell.attenuation(s, d, weave) * (0.7 + 0.3 * weave));
        });
  }

  /** {@code variation} returns, at (s, d), the share of attenuation that normal variants leave. */
  void addBone(Bone body, long seed, DoubleBinaryOperator variation, @Nullable Injury injury) {
    double grain = 9;
    double extra = injury == null ? 0 : Math.abs(injury.displacement());
    scan(
        body,
        body.widest() + extra,
        (pixel, s, d) -> {
          double across = injury == null ? d : injury.unmoved(s, d);
          double texture =
              1
                  + 0.22 * Shapes.noise(s * grain, across * 2 * grain, seed)
                  + 0.3 * Shapes.noise(s * 3.5 * grain, across * 6 * grain, seed);
          double through = body.attenuation(s, across, texture);
          if (through > 0) {
            double left = variation.applyAsDouble(s, across);
            bone[pixel] += (float) (through * (injury == null ? left : left * injury.left(s, d)));
          }
        });
    if (injury != null) {
      scan(
          body,
          injury.reach(body),
          (pixel, s, d) ->
              added[pixel] +=
                  (float) (injury.metal(s, d, body.shaft()) + injury.callus(s, d, body)));
    }
  }

  /** The developed film: 0 black .. 1 white, row by row. */
  float[] develop(double boneGain, double fleshGain, double floor) {
    float[] film = new float[bone.length];
    for (int i = 0; i < film.length; i++) {
      double flesh = Math.sqrt(Math.sqrt(fleshToTheFourth[i]));
      double mass = fleshGain * flesh + boneGain * bone[i] + added[i] + 1.1 * cast[i];
      double square = mass * mass;
      // Close to 1 - exp(-mass), with exactly rounded operations only.
      double opaque = 1 - 1 / (1 + mass + 0.5 * square + square * mass / 6);
      film[i] = (float) (floor + (1 - floor) * opaque);
    }
    return film;
  }

  /** Visits the pixels of the rectangle around a bone in which |d| is at most {@code reach}. */
  private void scan(Bone body, double reach, Sample sample) {
    double length = body.length();
    Bone.Line line = body.line();
    double ax = (line.endX() - line.startX()) / length;
    double ay = (line.endY() - line.startY()) / length;
    double most = reach + Math.abs(line.bend());
    Box box = Box.around(pose, body, 0, length, most);
    for (int row = box.top(); row < box.bottom(); row++) {
      for (int column = box.left(); column < box.right(); column++) {
        double x = pose.limbX(column, row) - line.startX();
        double y = pose.limbY(column, row) - line.startY();
        double s = x * ax + y * ay;
        if (s > 0 && s < length) {
          double d = y * ax - x * ay - body.axis(s);
          if (Math.abs(d) <= reach) {
            sample.at(row * pose.width() + column, s, d);
          }
        }
      }
    }
  }
}
