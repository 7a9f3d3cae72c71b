package org.apga.data.dicom;

import java.util.Arrays;
import org.apga.data.image.UnreadableImageException;

/** What samples mean. Source: DICOM PS3.3, section C.7.6.3.1.2. */
enum Photometric {
  MONOCHROME1(1),
  MONOCHROME2(1),
  PALETTE_COLOR(1),
  RGB(3),
  YBR_FULL(3),
  YBR_FULL_422(3),
  /** JPEG 2000's own colours, which its decoder turns to RGB. */
  YBR_RCT(3),
  YBR_ICT(3);

  private final int samples;

  Photometric(int samples) {
    this.samples = samples;
  }

  int samples() {
    return samples;
  }

  /**
   * @param text of the attribute; where it is missing, the number of samples tells
   * @throws UnreadableImageException if it is another; its text, which may be anything, is not
   *     repeated
   */
  static Photometric of(String text, int samples) throws UnreadableImageException {
    if (text.isEmpty()) {
      return samples == 3 ? RGB : MONOCHROME2;
    }
    return Arrays.stream(values())
        .filter(kind -> kind.name().equals(text.replace(' ', '_')))
        .findFirst()
        .orElseThrow(
            () ->
                new UnreadableImageException(
                    "it is a DICOM file of a photometric interpretation that is not supported"));
  }
}
