package org.apga.data.phantom;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image's lesion lies: a box that covers it, in that image's pixels, origin at the top
 * left.
 *
 * @param x leftmost column
 * @param y topmost row
 * @param width columns
 * @param height rows
 * @param imageWidth columns of the whole image
 * @param imageHeight rows of the whole image
 */
public record Lesion(
    LesionKind kind, int x, int y, int width, int height, int imageWidth, int imageHeight) {
  private static final Pattern JSON =
      Pattern.compile(
          "\\s*\\{\"kind\":\"([a-z-]+)\",\"x\":(\\d+),\"y\":(\\d+),\"width\":(\\d+),\"height\":(\\d+),"
              + "\"imageWidth\":(\\d+),\"imageHeight\":(\\d+)}\\s*");

  /**
   * The name of the lesion's file beside an image: {@code image1.png}, {@code image1.lesion.json}.
   */
  public static String fileNameFor(String imageName) {
    return imageName.replaceFirst("\\.png$", "") + ".lesion.json";
  }

  /** One line of JSON, as {@link #fromJson} reads it. */
  public String toJson() {
    return String.format(
        Locale.ROOT,
        "{\"kind\":\"%s\",\"x\":%d,\"y\":%d,\"width\":%d,\"height\":%d,\"imageWidth\":%d,\"imageHeight\":%d}",
        kind.label(),
        x,
        y,
        width,
        height,
        imageWidth,
        imageHeight);
  }

  /**
   * Reads what {@link #toJson} writes; no other JSON.
   *
   * @throws IllegalArgumentException if {@code json} is anything else
   */
  public static Lesion fromJson(String json) {
    Matcher match = JSON.matcher(json);
    if (match.matches()) {
      for (LesionKind kind : LesionKind.values()) {
        if (kind.label().equals(match.group(1))) {
          int[] numbers = new int[6];
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(match.group(i + 2));
          }
          return new Lesion(
              kind, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        }
      }
    }
    throw new IllegalArgumentException(
        "Cannot read a lesion: \"%s\" is not what phantoms write. Write the phantoms again."
            .formatted(json.strip()));
  }
}
