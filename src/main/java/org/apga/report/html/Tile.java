package org.apga.report.html;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.apga.masks.GreyImage;
import org.apga.report.SheetBox;
import org.apga.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * A small picture: a map, over its image if that may be shown, and the boxes of lesions if they are
 * known.
 */
record Tile(Markup html) {
  private static final int SIDE = 96;

  /** Defines the colours of maps, from dark for 0 to bright for 1. Needed once per page. */
  static void colours(Markup html) {
    html.open("svg", "class", "defs", "aria-hidden", "true", "width", "0", "height", "0");
    html.open("filter", "id", "heat", "color-interpolation-filters", "sRGB");
    html.open("feComponentTransfer");
    html.empty("feFuncR", "type", "table", "tableValues", "0 0.34 0.73 0.97 0.99");
    html.empty("feFuncG", "type", "table", "tableValues", "0 0.06 0.21 0.55 0.99");
    html.empty("feFuncB", "type", "table", "tableValues", "0.08 0.43 0.33 0.04 0.64");
    html.close().close().close().line();
  }

  /**
   * Draws an image alone.
   *
   * @return an id with which {@link #map} draws maps over it
   */
  String image(byte[] png, String name, @Nullable Row lesion) {
    String id = html.id("image");
    open(name);
    picture(id, png, 128, "");
    box(lesion);
    html.close();
    return id;
  }

  /**
   * Draws a map.
   *
   * @param over id of its image; empty if that is not shown
   * @param lesion a row of table masks, with the lesion's boxes; null for none
   */
  void map(byte[] png, int most, String name, String over, @Nullable Row lesion) {
    open(name);
    if (!over.isEmpty()) {
      html.empty("use", "href", "#" + over);
    }
    picture("", png, most, over.isEmpty() ? "heat" : "heat over");
    box(lesion);
    html.close();
  }

  private void open(String name) {
    html.open("svg", "class", "tile", "viewBox", "0 0 " + SIDE + " " + SIDE, "role", "img");
    html.element("title", name);
  }

  private void picture(String id, byte[] png, int most, String look) {
    String data = "data:image/png;base64," + Base64.getEncoder().encodeToString(reduced(png, most));
    String side = Integer.toString(SIDE);
    html.open("g", "id", id.isEmpty() ? html.id("map") : id);
    String aspect = "preserveAspectRatio";
    String shown = look.isEmpty() ? "picture" : look;
    html.empty(
        "image", "href", data, "width", side, "height", side, aspect, "none", "class", shown);
    html.close();
  }

  private void box(@Nullable Row row) {
    for (SheetBox box : row == null ? List.<SheetBox>of() : SheetBox.of(row)) {
      String x = Chart.unit(SIDE * box.x());
      String y = Chart.unit(SIDE * box.y());
      String width = Chart.unit(SIDE * box.width());
      String height = Chart.unit(SIDE * box.height());
      html.empty("rect", "x", x, "y", y, "width", width, "height", height, "class", "lesion");
    }
  }

  /** The picture with at most {@code most} pixels per side, or unchanged if that fails. */
  private static byte[] reduced(byte[] png, int most) {
    try {
      return GreyImage.read(png).reduced(most).png();
    } catch (IOException | IllegalArgumentException asItIs) {
      return png;
    }
  }
}
