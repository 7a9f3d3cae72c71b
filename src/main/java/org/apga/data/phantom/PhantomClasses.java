package org.apga.data.phantom;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The classes of a set of phantoms. */
public enum PhantomClasses {
  /** Whether an image shows a lesion: {@code normal} or {@code abnormal}. */
  ABNORMAL(0.47, 2, "both labels need one each"),
  /**
   * Which lesion it shows: {@code normal}, {@code fracture}, {@code step-off} or {@code plate}.
   * Each class has about a quarter of the studies.
   */
  KINDS(0.75, 10, "four classes need one each in the test set, which has a third as many");

  private static final String NORMAL = "normal";

  /** Share of the patients of a part and split whose first study is abnormal. */
  final double positiveShare;

  private final int leastPatients;
  private final String whyLeast;

  PhantomClasses(double positiveShare, int leastPatients, String whyLeast) {
    this.positiveShare = positiveShare;
    this.leastPatients = leastPatients;
    this.whyLeast = whyLeast;
  }

  /**
   * Fewest training patients per part; with fewer, a class could be missing in a part and split.
   */
  public int leastPatients() {
    return leastPatients;
  }

  /** Why fewer are not enough, as a clause. */
  String whyLeast() {
    return whyLeast;
  }

  /** The name in {@link PhantomWriter#MARKER}: {@code abnormal} or {@code kinds}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The names of the classes, normal first. */
  List<String> names() {
    Stream<String> others = Stream.of(LesionKind.values()).map(kind -> nameOf(Optional.of(kind)));
    return Stream.concat(Stream.of(NORMAL), others).distinct().toList();
  }

  /** The class of an image with that lesion, or with none. */
  String nameOf(Optional<LesionKind> lesion) {
    return lesion.map(kind -> this == KINDS ? kind.label() : label()).orElse(NORMAL);
  }
}
