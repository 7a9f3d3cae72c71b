package org.apga.data.phantom;

import java.nio.file.Path;
import java.util.List;

/**
 * @param root the folder {@code MURA-v1.1}
 * @param cells counts for each split and part, in the order of the lists
 * @param oddFiles number of added files that are not images, listed or not
 */
public record PhantomReport(Path root, List<Cell> cells, int oddFiles) {
  /**
   * Counts of readable images and of studies for one part and split.
   *
   * @param split {@code train} or {@code valid}
   * @param part in lower case
   * @param classes in the order of {@link PhantomClasses}, normal first
   */
  public record Cell(String split, String part, int patients, List<OfClass> classes) {
    /** Readable images of all classes. */
    public int images() {
      return classes.stream().mapToInt(OfClass::images).sum();
    }
  }

  /** Counts of one class, such as {@code normal}. */
  public record OfClass(String name, int studies, int images) {}

  /** Readable images of all parts and splits. */
  public int images() {
    return cells.stream().mapToInt(Cell::images).sum();
  }
}
