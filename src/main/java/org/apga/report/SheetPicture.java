package org.apga.report;

import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.lang3.StringUtils;
import org.apga.masks.GreyImage;
import org.apga.report.Canvas.Plane;
import org.apga.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * A mask sheet as one picture: for each image the network's input, the policy's mask and Grad-CAM
 * side by side, if they exist; two images per row, with captions.
 *
 * <p>People with red-green colour blindness can distinguish the colours (Okabe and Ito 2008;
 * viridis).
 */
final class SheetPicture {
  private static final int PANEL = 192;
  private static final int GAP = 4;
  private static final int MARGIN = 20;
  private static final int HEADER = 86;
  private static final int CAPTION = 54;
  private static final int ACROSS = 2;
  private static final int LONGEST_NAME = 14;

  /** Largest opacity of a map's colour, so that the image is visible through it. */
  private static final double DENSEST = 0.5;

  private static final int SKY_BLUE = 0x56B4E9;
  private static final int ORANGE = 0xE69F00;
  private static final int YELLOW = 0xFDE725;
  private static final int[] VIRIDIS = {
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725
  };
  private static final Color TEXT = new Color(0xF2F2F2);
  private static final Color FAINT = new Color(0xA8A8A8);

  private final MaskSheets.Sheet sheet;
  private final int panels;
  private final ClassNames classes;
  private final Canvas canvas;

  private SheetPicture(MaskSheets.Sheet sheet, ClassNames classes) {
    this.sheet = sheet;
    this.classes = classes;
    Row first = sheet.rows().get(0);
    this.panels = (first.has("thumbnail") ? 1 : 0) + (first.has("policy") ? 1 : 0) + 1;
    int rows = (sheet.rows().size() + ACROSS - 1) / ACROSS;
    this.canvas =
        new Canvas(
            ACROSS * (strip() + MARGIN) + MARGIN, HEADER + rows * (PANEL + CAPTION) + MARGIN);
  }

  private int strip() {
    // A caption needs the width of two panels.
    return Math.max(2, panels) * (PANEL + GAP) - GAP;
  }

  /**
   * @throws IOException if a mask is damaged
   */
  static byte[] png(MaskSheets.Sheet sheet, ClassNames classes) throws IOException {
    return new SheetPicture(sheet, classes).draw();
  }

  private byte[] draw() throws IOException {
    header();
    for (int i = 0; i < sheet.rows().size(); i++) {
      int left = MARGIN + i % ACROSS * (strip() + MARGIN);
      int top = HEADER + i / ACROSS * (PANEL + CAPTION);
      Row row = sheet.rows().get(i);
      draw(row, left, top);
      canvas.text(left, top + PANEL + 16, 13, TEXT, verdict(row, classes));
      canvas.text(left, top + PANEL + 33, 13, TEXT, found(row));
    }
    return canvas.png();
  }

  private void header() {
    CellName cell = sheet.cell();
    String shots = cell.shots().equals("full") ? "" : ", " + cell.shots() + " shots";
    String variant = cell.variant().isEmpty() ? "" : ", " + cell.variant();
    String title = cell.part() + ", " + cell.arm() + shots + variant + ", seed " + sheet.seed();
    canvas.text(MARGIN, 28, 20, TEXT, title);
    canvas.text(MARGIN, 49, 13, FAINT, "Trial " + sheet.trial());
    Row first = sheet.rows().get(0);
    int left = MARGIN;
    if (sheet.rows().stream().anyMatch(row -> row.has("lesion_x"))) {
      left = key(left, SKY_BLUE, "Box: lesion");
    }
    if (first.has("policy")) {
      left = key(left, ORANGE, "Orange: what the policy points at");
    }
    key(left, YELLOW, "Green to yellow: Grad-CAM of the called class, line at one half");
  }

  /** Writes the meaning of a colour; returns the left edge for the next one. */
  private int key(int left, int colour, String text) {
    canvas.text(left, 69, 13, new Color(colour), text);
    return left + Canvas.width(text, 13) + 14;
  }

  private void draw(Row row, int left, int top) throws IOException {
    Plane image = row.has("thumbnail") ? plane(row, "thumbnail") : null;
    int x = left;
    if (image != null) {
      canvas.grey(x, top, image);
      box(row, x, top);
      x += PANEL + GAP;
    }
    if (row.has("policy")) {
      overlay(x, top, image, plane(row, "policy"), SheetPicture::policy, ORANGE);
      box(row, x, top);
      x += PANEL + GAP;
    }
    overlay(x, top, image, plane(row, "cam"), SheetPicture::gradCam, YELLOW);
    box(row, x, top);
  }

  private static Plane plane(Row row, String column) throws IOException {
    return Plane.of(GreyImage.read(row.bytes(column)), PANEL);
  }

  private void overlay(
      int left, int top, @Nullable Plane image, Plane map, Canvas.Tint tint, int line) {
    canvas.grey(left, top, image == null ? new Plane(PANEL, new double[PANEL * PANEL]) : image);
    canvas.tint(left, top, map, tint);
    canvas.contour(left, top, map, line);
  }

  /** Pixels that the policy marks stand out; the others show how close they came. */
  private static int policy(int under, double share) {
    return Canvas.mixed(under, ORANGE, share > 0.5 ? DENSEST : DENSEST / 2 * share * share);
  }

  private static int gradCam(int under, double share) {
    return Canvas.mixed(under, viridis(share), DENSEST * Math.sqrt(share));
  }

  private void box(Row row, int left, int top) {
    for (SheetBox box : SheetBox.of(row)) {
      int x = left + (int) Math.round(box.x() * PANEL);
      int y = top + (int) Math.round(box.y() * PANEL);
      int width = (int) Math.round(box.width() * PANEL);
      int height = (int) Math.round(box.height() * PANEL);
      canvas.frame(x - 1, y - 1, width + 2, height + 2, 0);
      canvas.frame(x, y, width, height, SKY_BLUE);
    }
  }

  private static String verdict(Row row, ClassNames classes) {
    CalledImage image = new CalledImage(row, classes);
    return String.format(
        Locale.ROOT,
        "%d  %s, called %s: P(%s) %.2f",
        row.whole("place"),
        cut(image.own()),
        image.isCalledRightly() ? "so" : cut(image.called()).toUpperCase(Locale.ROOT),
        cut(image.shown()),
        image.probability());
  }

  /** A name that fits a caption. */
  private static String cut(String name) {
    return StringUtils.abbreviate(name, LONGEST_NAME);
  }

  private static String found(Row row) {
    List<String> parts = new ArrayList<>();
    if (row.has("mask_share")) {
      parts.add("mask " + figures(row, "mask_"));
    }
    parts.add("Grad-CAM " + figures(row, "cam_"));
    return String.join("; ", parts);
  }

  private static String figures(Row row, String prefix) {
    String share = String.format(Locale.ROOT, "%.0f %%", 100 * row.real(prefix + "share"));
    return row.has(prefix + "iou")
        ? String.format(
            Locale.ROOT,
            "%s, IoU %.2f, %s",
            share,
            row.real(prefix + "iou"),
            row.flag(prefix + "hit") ? "hit" : "miss")
        : share;
  }

  /**
   * A colour of the map viridis (van der Walt and Smith 2015), interpolated between nine of its
   * colours.
   *
   * @param share 0..1
   * @return 0xRRGGBB
   */
  static int viridis(double share) {
    double place = share * (VIRIDIS.length - 1);
    int low = Math.min(VIRIDIS.length - 2, (int) place);
    return Canvas.mixed(VIRIDIS[low], VIRIDIS[low + 1], place - low);
  }
}
