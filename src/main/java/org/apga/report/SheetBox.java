package org.apga.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apga.files.JsonFile;
import org.apga.store.Row;
import org.apga.store.Tables;

/** A lesion's box on a mask sheet, as shares of the image's width and height, 0..1. */
public record SheetBox(double x, double y, double width, double height) {
  /**
   * The boxes of a row of {@link Tables#MASKS}.
   *
   * @return empty if no lesion is known
   * @throws UncheckedIOException if the row is damaged
   */
  public static List<SheetBox> of(Row row) {
    List<SheetBox> boxes = new ArrayList<>();
    if (row.has("lesion_x")) {
      boxes.add(
          new SheetBox(
              row.real("lesion_x"),
              row.real("lesion_y"),
              row.real("lesion_width"),
              row.real("lesion_height")));
    }
    for (JsonNode box : more(row)) {
      boxes.add(
          new SheetBox(
              box.path(0).asDouble(),
              box.path(1).asDouble(),
              box.path(2).asDouble(),
              box.path(3).asDouble()));
    }
    return boxes;
  }

  private static JsonNode more(Row row) {
    String json = row.has("more_lesions") ? row.text("more_lesions") : "[]";
    try {
      return JsonFile.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read more_lesions of " + row.text("path"), e);
    }
  }
}
