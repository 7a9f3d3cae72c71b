package org.apga.data.phantom;

import java.util.DoubleSummaryStatistics;

/** Whole pixels within an image: columns left .. right - 1, rows top .. bottom - 1. */
record Box(int left, int top, int right, int bottom) {
  /**
   * The smallest box around a section of a bone, with |d| at most {@code reach}. Both ends have the
   * bend of the section's middle.
   */
  static Box around(Pose pose, Bone bone, double from, double to, double reach) {
    double bent = bone.axis((from + to) / 2);
    double length = bone.length();
    Bone.Line line = bone.line();
    double ax = (line.endX() - line.startX()) / length;
    double ay = (line.endY() - line.startY()) / length;
    DoubleSummaryStatistics x = new DoubleSummaryStatistics();
    DoubleSummaryStatistics y = new DoubleSummaryStatistics();
    for (double s : new double[] {from, to}) {
      for (double d : new double[] {bent - reach, bent + reach}) {
        double[] at = pose.pixel(line.startX() + ax * s - ay * d, line.startY() + ay * s + ax * d);
        x.accept(at[0]);
        y.accept(at[1]);
      }
    }
    return new Box(
        clip(Math.floor(x.getMin()), pose.width()),
        clip(Math.floor(y.getMin()), pose.height()),
        clip(Math.ceil(x.getMax()), pose.width()),
        clip(Math.ceil(y.getMax()), pose.height()));
  }

  private static int clip(double at, int size) {
    return (int) Math.max(0, Math.min(size, at));
  }
}
