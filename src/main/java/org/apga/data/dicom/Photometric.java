package org.apga.data.dicom;

import java.util.Arrays;
import org.apga.data.image.UnreadableImageException;

/** The meaning of samples. Source: DICOM PS3.3, section C.7.6.3.1.2. */
enum Photometric {
  MONOCHROME1(1),
  MONOCHROME2(1),
  PALETTE_COLOR(1),
  RGB(3),
  YBR_FULL(3),
  YBR_FULL_422(3),
  /** JPEG 2000's own colours, which its decoder converts to RGB. */
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
   * @param text of the attribute; if it is empty, the number of samples decides
   * @throws UnreadableImageException if it is another; the message omits the text, which may be
   *     anything
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
                    "it is a DICOM file with a photometric interpretation that is not supported"));
  }
}
