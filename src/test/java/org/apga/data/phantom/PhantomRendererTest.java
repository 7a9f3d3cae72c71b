package org.apga.data.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhantomRendererTest {
  private static PhantomImage render(
      BodyPart part, int view, Optional<LesionKind> lesion, double difficulty) {
    return PhantomRenderer.render(
        new PhantomRequest(
            part.name().toLowerCase(Locale.ROOT), 7, 70, view, lesion, difficulty, Set.of()));
  }

  @ParameterizedTest
  @EnumSource(BodyPart.class)
  void theLesionsBoxHoldsMostOfWhatALesionChanges(BodyPart part) {
    for (LesionKind kind : LesionKind.values()) {
      for (int view = 0; view < 3; view++) {
        for (double difficulty : new double[] {0, 0.3, 1}) {
          PhantomImage normal = render(part, view, Optional.empty(), difficulty);
          PhantomImage abnormal = render(part, view, Optional.of(kind), difficulty);
          Lesion lesion = abnormal.lesion().orElseThrow();

          double[] change = meanChange(normal, abnormal, lesion);

          assertThat(change[0])
              .as("%s %s view %d difficulty %s, in the box", part, kind, view, difficulty)
              .isGreaterThan(difficulty == 1 ? 0.002 : 0.02)
              .isGreaterThan(5 * change[1]);
        }
      }
    }
  }

  /** Mean absolute change of a pixel within the box, and outside of it. */
  private static double[] meanChange(PhantomImage before, PhantomImage after, Lesion lesion) {
    double[] sum = new double[2];
    int[] count = new int[2];
    for (int i = 0; i < before.pixels().length; i++) {
      int x = i % before.width() - lesion.x();
      int y = i / before.width() - lesion.y();
      int where = x >= 0 && x < lesion.width() && y >= 0 && y < lesion.height() ? 0 : 1;
      sum[where] += Math.abs(before.pixels()[i] - after.pixels()[i]);
      count[where]++;
    }
    return new double[] {sum[0] / count[0], sum[1] / count[1]};
  }

  @ParameterizedTest
  @EnumSource(BodyPart.class)
  void anEasyLesionSpansATenthOfTheImageAndLiesWithin(BodyPart part) {
    for (LesionKind kind : LesionKind.values()) {
      Lesion lesion = render(part, 0, Optional.of(kind), 0).lesion().orElseThrow();

      assertThat(Math.max(lesion.width(), lesion.height()) / (double) lesion.imageHeight())
          .as("%s %s", part, kind)
          .isBetween(0.1, 0.35);
      assertThat(lesion.x() + lesion.width()).isLessThanOrEqualTo(lesion.imageWidth());
      assertThat(lesion.y() + lesion.height()).isLessThanOrEqualTo(lesion.imageHeight());
    }
  }

  @Test
  void theSameRequestGivesTheSamePixels() {
    assertThat(render(BodyPart.WRIST, 1, Optional.of(LesionKind.PLATE), 0.5).pixels())
        .isEqualTo(render(BodyPart.WRIST, 1, Optional.of(LesionKind.PLATE), 0.5).pixels());
  }

  @Test
  void anotherViewIsAnotherImage() {
    assertThat(render(BodyPart.WRIST, 0, Optional.empty(), 0.5).pixels())
        .isNotEqualTo(render(BodyPart.WRIST, 1, Optional.empty(), 0.5).pixels());
  }

  @ParameterizedTest
  @EnumSource(Distractor.class)
  void everyDistractorShowsAndIsNoLesion(Distractor distractor) {
    PhantomImage plain = render(BodyPart.ELBOW, 0, Optional.empty(), 0.3);
    PhantomImage marked =
        PhantomRenderer.render(
            new PhantomRequest("elbow", 7, 70, 0, Optional.empty(), 0.3, EnumSet.of(distractor)));

    assertThat(marked.lesion()).isEmpty();
    assertThat(marked.pixels()).hasSameSizeAs(plain.pixels()).isNotEqualTo(plain.pixels());
  }
}
