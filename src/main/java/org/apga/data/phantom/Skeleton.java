package org.apga.data.phantom;

import java.util.List;

/**
 * What a view of one patient's limb shows, in half heights of the image about its centre, y down.
 *
 * @param bones drawn over each other
 * @param flesh solid bodies whose union is the soft tissue
 * @param sites where a lesion may lie
 */
record Skeleton(List<Bone> bones, List<Bone> flesh, List<Site> sites) {

  /**
   * A stretch of a bone that is in sight in every view.
   *
   * @param bone index into {@link Skeleton#bones}
   * @param from distance along the bone's axis
   * @param to distance along the bone's axis
   */
  record Site(int bone, double from, double to) {}
}
