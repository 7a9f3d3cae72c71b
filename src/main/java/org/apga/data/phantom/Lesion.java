package org.apga.data.phantom;

/**
 * Where an image's lesion lies: a box that covers it, in that image's pixels, origin at the top
 * left.
 *
 * @param imageWidth columns of the whole image
 * @param imageHeight rows of the whole image
 */
public record Lesion(
    LesionKind kind, int x, int y, int width, int height, int imageWidth, int imageHeight) {

  /** The lesion's file beside an image: {@code image1.png}, {@code image1.lesion.json}. */
  public static String fileNameFor(String imageName) {
    return imageName.replaceFirst("\\.[a-z]+$", "") + ".lesion.json";
  }

  /** One line of JSON. */
  public String toJson() {
    return String.format(
        "{\"kind\":\"%s\",\"x\":%s,\"y\":%s,\"width\":%s,\"height\":%s,\"imageWidth\":%s,\"imageHeight\":%s}",
        kind.label(), x, y, width, height, imageWidth, imageHeight);
  }
}
