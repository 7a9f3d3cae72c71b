package org.apga.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.provenance.Sha256;

/**
 * Boxes of lesions that a file lists; {@link BoxesCsv} reads it.
 *
 * @param place path of the file, with its file system
 * @param name of the file in messages
 * @param byPath at least one box each, in the order of the file
 */
record BoxList(String place, String name, SortedMap<String, List<PixelBox>> byPath) {
  BoxList {
    byPath = Collections.unmodifiableSortedMap(new TreeMap<>(byPath));
  }

  /**
   * A box in pixels of the image's file, from its upper left corner.
   *
   * @param line of the file
   */
  record PixelBox(int line, double x, double y, double width, double height) {
    /** Pixels. A box that exceeds the image by less than this is cut off at its edge. */
    private static final double TOLERANCE = 1;

    boolean isIn(ImageSize size) {
      return x < size.width()
          && y < size.height()
          && x + width < size.width() + TOLERANCE
          && y + height < size.height() + TOLERANCE;
    }

    String row(String path) {
      return Csv.row(path, x + "", y + "", width + "", height + "");
    }

    LesionBox asShares(ImageSize size) {
      double right = x + width > size.width() ? size.width() - x : width;
      double down = y + height > size.height() ? size.height() - y : height;
      return new LesionBox(
          x / size.width(), y / size.height(), right / size.width(), down / size.height());
    }
  }

  /** The boxes of an image. Adds a description of each box that exceeds it to {@code outside}. */
  List<LesionBox> of(String path, ImageSize size, List<String> outside) {
    List<PixelBox> boxes = byPath.getOrDefault(path, List.of());
    for (PixelBox box : boxes) {
      if (!box.isIn(size)) {
        outside.add(
            "line %d reaches to x = %s, y = %s, but %s has %d x %d pixels"
                .formatted(
                    box.line,
                    box.x + box.width,
                    box.y + box.height,
                    path,
                    size.width(),
                    size.height()));
      }
    }
    return boxes.stream().map(box -> box.asShares(size)).toList();
  }

  /** Number of boxes of some images. */
  int count(Collection<Example> examples) {
    return examples.stream().mapToInt(e -> byPath.getOrDefault(e.path(), List.of()).size()).sum();
  }

  /** SHA-256 of the boxes of some images, 64 hex digits; empty if they have none. */
  String hash(Collection<Example> examples) {
    List<String> rows = new ArrayList<>();
    for (Example example : examples) {
      String path = example.path();
      byPath.getOrDefault(path, List.of()).forEach(box -> rows.add(box.row(path)));
    }
    Collections.sort(rows);
    Sha256 sha256 = new Sha256();
    rows.forEach(sha256::line);
    return rows.isEmpty() ? "" : sha256.hex();
  }
}
