package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.apga.data.image.LevelRange;
import org.junit.jupiter.api.Test;

class NarrowLevelsTest {
  private static final int PIXELS = 400;

  /** An image whose levels go evenly from one to another, but for so many white pixels. */
  private static byte[] image(int low, int high, int white) {
    byte[] pixels = new byte[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] = (byte) (i < white ? 255 : low + i * (high - low + 1) / PIXELS);
    }
    return pixels;
  }

  private static PartImages of(byte[]... images) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < images.length; i++) {
      examples.add(new Example(i + ".png", 1, "p", "s", "wrist", Split.TEST));
    }
    return new PartImages(
        "wrist",
        20,
        examples,
        List.of(images),
        Collections.nCopies(images.length, new ImageSize(20, 20)),
        Collections.nCopies(images.length, ""),
        List.of(),
        "",
        0,
        PartImages.Origin.DECODED);
  }

  @Test
  void twelveBitsInAFileOfSixteenAreToldWithWhatToTry() {
    assertThat(NarrowLevels.warning("wrist", of(image(0, 15, 0), image(0, 15, 0))))
        .contains(
            "The images of wrist use grey levels 0 to 15 of 0 to 255 (0.5 and 99.5 percentile,"
                + " median of 2 images), so networks see little contrast. Try data.levels ="
                + " percentile, or for all images alike data.levels = \"0.0000, 0.0627\".");
  }

  @Test
  void theRangeToTryIsOneThatTheSettingTakes() {
    String warning = NarrowLevels.warning("wrist", of(image(3, 15, 0))).orElseThrow();
    LevelRange range = LevelRange.parse(StringUtils.substringBetween(warning, "\"")).orElseThrow();

    assertThat(range.black()).isCloseTo(3 / 255.0, within(1e-4));
    assertThat(range.white()).isCloseTo(16 / 255.0, within(1e-4));
  }

  @Test
  void anEighthOfTheScaleIsEnough() {
    assertThat(NarrowLevels.warning("wrist", of(image(100, 131, 0)))).isPresent();
    assertThat(NarrowLevels.warning("wrist", of(image(100, 132, 0)))).isEmpty();
  }

  @Test
  void markersBurntInDoNotCount() {
    // One white pixel of 400 is above the 99.5 percentile, four are not.
    assertThat(NarrowLevels.warning("wrist", of(image(0, 15, 1)))).isPresent();
    assertThat(NarrowLevels.warning("wrist", of(image(0, 15, 4)))).isEmpty();
  }

  @Test
  void someImagesOfAnotherKindDoNotCount() {
    byte[] narrow = image(3, 15, 0);
    byte[] wide = image(0, 255, 0);

    assertThat(NarrowLevels.warning("wrist", of(wide, narrow, narrow)).orElseThrow())
        .startsWith("The images of wrist use grey levels 3 to 15 of 0 to 255");
    assertThat(NarrowLevels.warning("wrist", of(narrow, wide, wide))).isEmpty();
  }

  @Test
  void noImageIsNoWarning() {
    assertThat(NarrowLevels.warning("wrist", of())).isEmpty();
  }
}
