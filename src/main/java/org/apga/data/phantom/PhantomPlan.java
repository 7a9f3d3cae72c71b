package org.apga.data.phantom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/** The patients, studies and images of a set of phantoms, before any is drawn. */
record PhantomPlan(PhantomSpec spec) {
  /** Number of MURA's first valid patient. */
  private static final int FIRST_VALID_PATIENT = 11185;

  private static final double SHARED_SHARE = 0.12;
  private static final double MIXED_SHARE = 0.05;

  private static final int PATIENT = 101;
  private static final int STUDY = 102;
  private static final int LABELS = 103;
  private static final int KINDS = 104;

  /**
   * @param folder from {@code MURA-v1.1/} to the final slash
   * @param lesion in all its images; none if the study is normal
   */
  record Study(
      String split,
      String part,
      int patient,
      String folder,
      Optional<LesionKind> lesion,
      List<Image> images) {
    int label() {
      return lesion.isPresent() ? 1 : 0;
    }
  }

  /** An image of a study, {@code image1.png} and so on. */
  record Image(String path, PhantomRequest request, PixelFormat format, DicomEncoder.About about) {}

  /**
   * @param path from {@code MURA-v1.1} on
   * @param model the whole image that a truncated one is cut from
   */
  record Odd(OddFile kind, String path, String model) {
    /** Whether the list of images names it. */
    boolean listed() {
      return kind != OddFile.RESOURCE_FORK;
    }

    void write(Path staging) throws IOException {
      Files.write(staging.resolve(path), bytes(staging));
    }

    private byte[] bytes(Path staging) throws IOException {
      return switch (kind) {
        case RESOURCE_FORK ->
            new byte[] {0, 5, 0x16, 7, 0, 2, 0, 0, 'M', 'a', 'c', ' ', 'O', 'S', ' ', 'X'};
        case TRUNCATED -> {
          byte[] whole = Files.readAllBytes(staging.resolve(model));
          yield Arrays.copyOf(whole, whole.length / 2);
        }
        case EMPTY -> new byte[0];
        case TEXT -> "This is not an image.\n".getBytes(StandardCharsets.US_ASCII);
      };
    }
  }

  /** All studies of a split, in the order of its lists. */
  List<Study> studies(String split) {
    boolean train = split.equals("train");
    int count = train ? spec.patients() : spec.validPatients();
    int shared = spec.parts().size() > 1 ? (int) Math.max(1, SHARED_SHARE * count) : 0;
    int next = train ? 1 : Math.max(FIRST_VALID_PATIENT, 1 + spec.patients() * spec.parts().size());
    List<Study> all = new ArrayList<>();
    List<Integer> before = List.of();
    for (String part : spec.parts()) {
      List<Integer> patients = new ArrayList<>();
      if (!before.isEmpty()) {
        patients.addAll(before.subList(before.size() - shared, before.size()));
      }
      while (patients.size() < count) {
        patients.add(next++);
      }
      all.addAll(studies(split, part, patients));
      before = patients;
    }
    return all;
  }

  private List<Study> studies(String split, String part, List<Integer> patients) {
    int count = patients.size();
    RandomStream random = stream(LABELS, RandomStream.hash(part), RandomStream.hash(split));
    double share = spec.classes().positiveShare;
    int positives = Math.min(count - 1, Math.max(1, (int) Math.round(share * count)));
    int[] order = random.permutation(count);
    int mixed = count < 4 ? 0 : (int) Math.max(1, MIXED_SHARE * count);
    Iterator<LesionKind> kinds = kinds(part, split);
    List<Study> studies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = order[i] < positives ? 1 : 0;
      // The first and the last of the permutation have both labels, so that the share stays the
      // same.
      boolean both = order[i] < (mixed + 1) / 2 || order[i] >= count - mixed / 2;
      double more = random.nextDouble();
      int number = more < 0.8 ? 1 : more < 0.95 ? 2 : 3;
      for (int study = 1; study <= Math.max(number, both ? 2 : 1); study++) {
        int its = both && study == 2 ? 1 - label : label;
        studies.add(study(split, part, patients.get(i), study, its, kinds));
      }
    }
    return studies;
  }

  /**
   * An endless sequence in which each three elements, from the first on, are all kinds in some
   * order.
   */
  private Iterator<LesionKind> kinds(String part, String split) {
    RandomStream random = stream(KINDS, RandomStream.hash(part), RandomStream.hash(split));
    LesionKind[] all = LesionKind.values();
    return Stream.generate(() -> random.permutation(all.length))
        .flatMapToInt(Arrays::stream)
        .mapToObj(kind -> all[kind])
        .iterator();
  }

  /**
   * @param kinds lesions of the next abnormal studies, used if kinds are classes
   */
  private Study study(
      String split, String part, int patient, int number, int label, Iterator<LesionKind> kinds) {
    long partCode = RandomStream.hash(part);
    RandomStream random = stream(STUDY, partCode, patient, number);
    long patientSeed = stream(PATIENT, patient).nextLong();
    long studySeed = random.nextLong();
    double at = random.nextDouble();
    LesionKind drawn =
        at < 0.4 ? LesionKind.FRACTURE : at < 0.65 ? LesionKind.STEP_OFF : LesionKind.PLATE;
    Optional<LesionKind> lesion =
        label == 0
            ? Optional.empty()
            : Optional.of(spec.classes() == PhantomClasses.KINDS ? kinds.next() : drawn);
    double share = Shapes.mix(0.3, 1, spec.difficulty());
    // A network that learns marks instead of lesions does well in train and fails in valid.
    double shortcut = split.equals("train") ? 0.3 * spec.difficulty() * (2 * label - 1) : 0;
    boolean cast = random.nextDouble() < 0.1 * share + 0.3 * shortcut;
    int views = views(random.nextDouble());
    String folder =
        "MURA-v1.1/%s/%s/patient%05d/study%d_%s/"
            .formatted(
                split,
                BodyPart.of(part).folder(),
                patient,
                number,
                label == 1 ? "positive" : "negative");
    List<Image> images = new ArrayList<>();
    for (int view = 0; view < views; view++) {
      Set<Distractor> distractors = EnumSet.noneOf(Distractor.class);
      add(distractors, Distractor.CAST, cast);
      add(distractors, Distractor.FRAME, random.nextDouble() < 0.35 * share);
      add(distractors, Distractor.LETTER, random.nextDouble() < 0.4 * share + shortcut);
      add(distractors, Distractor.ARROW, random.nextDouble() < 0.12 * share + 0.3 * shortcut);
      double difficulty = spec.difficulty();
      PhantomRequest request =
          new PhantomRequest(part, patientSeed, studySeed, view, lesion, difficulty, distractors);
      String path = folder + "image" + (view + 1) + spec.format().ending();
      DicomEncoder.About about = new DicomEncoder.About(patient, number, view + 1, part);
      images.add(new Image(path, request, PixelFormat.draw(random), about));
    }
    return new Study(split, part, patient, folder, lesion, images);
  }

  private static void add(Set<Distractor> distractors, Distractor one, boolean there) {
    if (there) {
      distractors.add(one);
    }
  }

  /** One of each chosen kind of odd file for every part, spread over its studies. */
  List<Odd> odd(List<Study> studies) {
    List<Odd> items = new ArrayList<>();
    for (String part : spec.parts()) {
      List<Study> ofPart = studies.stream().filter(study -> study.part().equals(part)).toList();
      int[] extra = new int[ofPart.size()];
      for (OddFile kind : OddFile.values()) {
        if (spec.odd().contains(kind)) {
          int at = kind.ordinal() % ofPart.size();
          Study study = ofPart.get(at);
          String name =
              kind == OddFile.RESOURCE_FORK
                  ? "._image1" + spec.format().ending()
                  : "image" + (study.images().size() + ++extra[at]) + spec.format().ending();
          items.add(new Odd(kind, study.folder() + name, study.images().get(0).path()));
        }
      }
    }
    return items;
  }

  private static int views(double at) {
    return at < 0.3 ? 1 : at < 0.7 ? 2 : at < 0.92 ? 3 : 4;
  }

  private RandomStream stream(long... indices) {
    return RandomStream.of(spec.seed(), Purpose.PHANTOM, indices);
  }
}
