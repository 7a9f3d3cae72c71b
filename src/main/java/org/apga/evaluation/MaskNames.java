package org.apga.evaluation;

import java.util.Locale;

/** Names of the files that masks are written to. */
public final class MaskNames {
  private static final int LONGEST = 80;

  private MaskNames() {}

  /**
   * A name that is safe on any file system and of no other image of the list: {@code
   * 000012-hips-p17-1.png}.
   *
   * @param image its place in the list
   * @param path of the image
   */
  public static String of(int image, String path) {
    String plain =
        path.replaceFirst("\\.[^./]*$", "")
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("\\.{2,}", ".");
    String end = plain.substring(Math.max(0, plain.length() - LONGEST));
    return String.format(Locale.ROOT, "%06d-%s.png", image, end);
  }
}
