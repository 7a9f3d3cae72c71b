package org.apga.data.phantom;

import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * Draws one synthetic radiograph: flesh, bones and metal attenuate, the film develops, marks are
 * burned in, the detector blurs and adds noise. Not a physical simulation: no scatter, no beam
 * hardening, bones are bodies of revolution.
 */
public final class PhantomRenderer {
  private static final int ANATOMY = 1;
  private static final int VARIANTS = 2;
  private static final int POSE = 3;
  private static final int INJURY = 4;
  private static final int FILM = 5;
  private static final int MARKS = 6;
  private static final int NOISE = 7;

  /** Approximate opacity of a bone with the body part's typical radius, before exposure varies. */
  private static final double BONE_MASS = 0.6;

  private static final double FLESH_MASS = 0.33;

  private PhantomRenderer() {}

  /** The image that {@code request} describes; safe for use by several threads. */
  public static PhantomImage render(PhantomRequest request) {
    BodyPart part = BodyPart.of(request.part());
    long patient = request.patientSeed();
    long view = request.studySeed() ^ (request.view() * 0x632BE59BD9B4E019L);
    long partCode = RandomStream.hash(part.name());
    Skeleton skeleton =
        Skeleton.draw(part, stream(patient, ANATOMY, partCode), projection(request.view()));
    Pose pose = Pose.draw(part, request.difficulty(), stream(view, POSE, partCode));
    Exposure exposure = new Exposure(pose);
    for (Bone body : skeleton.flesh()) {
      exposure.addFlesh(body);
    }
    if (request.distractors().contains(Distractor.CAST)) {
      Bone limb = skeleton.flesh().get(0);
      exposure.addCast(limb.ends(limb.shaft() * 1.12, limb.shaft() * 1.12), view);
    }
    RandomStream fate = stream(request.studySeed(), INJURY, partCode);
    Optional<Injury> injury =
        request.lesion().map(kind -> Injury.draw(kind, skeleton, request.difficulty(), fate));
    RandomStream variants = stream(patient, VARIANTS, partCode);
    for (int i = 0; i < skeleton.bones().size(); i++) {
      int index = i;
      Bone bone = skeleton.bones().get(i);
      exposure.addBone(
          bone,
          patient + i,
          variant(bone, request.difficulty(), variants),
          injury.filter(there -> there.bone() == index).orElse(null));
    }
    float[] film = develop(exposure, part, request.difficulty(), stream(view, FILM, partCode));
    mark(film, pose, request, stream(view, MARKS, partCode));
    float[] pixels = detect(film, pose, stream(view, NOISE, partCode));
    return new PhantomImage(
        pose.width(),
        pose.height(),
        pixels,
        injury.map(there -> lesion(there, skeleton.bones().get(there.bone()), pose)));
  }

  private static RandomStream stream(long seed, long use, long part) {
    return RandomStream.of(seed, Purpose.PHANTOM, use, part);
  }

  private static Skeleton.Projection projection(int view) {
    Skeleton.Projection[] all = Skeleton.Projection.values();
    return all[view % all.length];
  }

  /**
   * A growth plate near an end, or a vessel's canal through the cortex: dark lines that are normal.
   * Draws the same number of random numbers in every case.
   */
  private static DoubleBinaryOperator variant(Bone bone, double difficulty, RandomStream random) {
    boolean growing = random.nextDouble() < 0.45 * difficulty;
    boolean canal = random.nextDouble() < 0.4 * difficulty;
    double plateAt = bone.girth().startCap() * bone.girth().start() + 0.5 * bone.shaft();
    double canalAt = bone.length() * random.nextDouble(0.3, 0.6);
    double slope = random.nextDouble(1.5, 3);
    long wave = random.nextLong();
    double thin = Math.max(0.006, 0.06 * bone.shaft());
    return (s, d) -> {
      double left = 1;
      if (growing) {
        double off = s - plateAt - 1.5 * thin * Shapes.noise(d * 20, 0, wave);
        left *=
            1
                - 0.45 * Shapes.band(off, thin, thin)
                + 0.15 * Shapes.band(off - 2.5 * thin, thin, thin);
      }
      if (canal && d > 0.2 * bone.shaft()) {
        left *= 1 - 0.3 * Shapes.band((s - canalAt - slope * d) / slope, 0.5 * thin, thin);
      }
      return left;
    };
  }

  private static float[] develop(
      Exposure exposure, BodyPart part, double difficulty, RandomStream random) {
    double vary = Shapes.mix(0.3, 1, difficulty);
    double dose = 1 + vary * random.nextDouble(-0.25, 0.25);
    return exposure.develop(
        dose * BONE_MASS / part.typicalRadius,
        dose * (1 + vary * random.nextDouble(-0.3, 0.3)) * FLESH_MASS / (3 * part.typicalRadius),
        random.nextDouble(0.01, 0.09));
  }

  private static void mark(float[] film, Pose pose, PhantomRequest request, RandomStream random) {
    Overlay overlay = new Overlay(film, pose.width(), pose.height());
    if (request.distractors().contains(Distractor.FRAME)) {
      overlay.frame(random);
    }
    if (request.distractors().contains(Distractor.LETTER)) {
      overlay.letter(random);
    }
    if (request.distractors().contains(Distractor.ARROW)) {
      overlay.arrow(random);
    }
  }

  /** Blurs a little (1-2-1 across and down) and adds noise that grows with the level. */
  private static float[] detect(float[] film, Pose pose, RandomStream random) {
    int width = pose.width();
    int height = pose.height();
    float[] across = new float[film.length];
    for (int row = 0; row < height; row++) {
      int base = row * width;
      for (int column = 0; column < width; column++) {
        float left = film[base + Math.max(0, column - 1)];
        float right = film[base + Math.min(width - 1, column + 1)];
        across[base + column] = 0.25f * left + 0.5f * film[base + column] + 0.25f * right;
      }
    }
    double noise = random.nextDouble(0.008, 0.022);
    float[] pixels = new float[film.length];
    for (int row = 0; row < height; row++) {
      int above = Math.max(0, row - 1) * width;
      int base = row * width;
      int below = Math.min(height - 1, row + 1) * width;
      for (int column = 0; column < width; column++) {
        float value =
            0.25f * across[above + column]
                + 0.5f * across[base + column]
                + 0.25f * across[below + column];
        double grain = noise * (0.6 + value) * bell(random.nextLong());
        pixels[base + column] = (float) Math.min(1, Math.max(0, value + grain));
      }
    }
    return pixels;
  }

  /** About standard normal: the sum of four 16-bit uniform numbers, scaled. */
  private static double bell(long bits) {
    long sum =
        (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48 & 0xffff);
    return (sum / 65536.0 - 2) * 1.7320508;
  }

  private static Lesion lesion(Injury injury, Bone bone, Pose pose) {
    double half = Math.max(injury.half(), injury.gap() * 3);
    Box box = Box.around(pose, bone, injury.at() - half, injury.at() + half, injury.reach(bone));
    return new Lesion(
        injury.kind(),
        box.left(),
        box.top(),
        box.right() - box.left(),
        box.bottom() - box.top(),
        pose.width(),
        pose.height());
  }
}
