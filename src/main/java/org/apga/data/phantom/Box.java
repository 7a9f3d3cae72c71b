package org.apga.data.phantom;

/** Whole pixels within an image: columns left .. right - 1, rows top .. bottom - 1. */
record Box(int left, int top, int right, int bottom) {

  /** The smallest box around a stretch of a bone, |d| at most {@code reach}; ends bent alike. */
  static Box around(Pose pose, Bone bone, double from, double to, double reach) {
    double bent = bone.axis((from + to) / 2);
    double length = bone.length();
    Bone.Line line = bone.line();
    double ax = (line.endX() - line.startX()) / length;
    double ay = (line.endY() - line.startY()) / length;
    double left = Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double right = -Double.MAX_VALUE;
    double bottom = -Double.MAX_VALUE;
    for (double s : new double[] {from, to}) {
      for (double d : new double[] {bent - reach, bent + reach}) {
        double[] at = pose.pixel(line.startX() + ax * s - ay * d, line.startY() + ay * s + ax * d);
        left = Math.min(left, at[0]);
        right = Math.max(right, at[0]);
        top = Math.min(top, at[1]);
        bottom = Math.max(bottom, at[1]);
      }
    }
    return new Box(
        clip(Math.floor(left), pose.width()),
        clip(Math.floor(top), pose.height()),
        clip(Math.ceil(right), pose.width()),
        clip(Math.ceil(bottom), pose.height()));
  }

  private static int clip(double at, int size) {
    return (int) Math.max(0, Math.min(size, at));
  }
}
