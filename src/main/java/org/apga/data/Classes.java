package org.apga.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The classes of a data set. A label is the index of a class in this list, from 0.
 *
 * @param names at least two, each once
 */
public record Classes(List<String> names) {
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,64}");

  /** Names that need no quotes in a sentence. */
  private static final Pattern PLAIN = Pattern.compile("\\p{L}[\\p{L}\\p{N}_-]*");

  /** With more classes, a list of their counts is too long to read. */
  private static final int MOST_COUNTED = 12;

  /** The classes of MURA and of every manifest whose labels are 0 and 1. */
  public static final Classes TWO = new Classes(List.of("normal", "abnormal"));

  /** The largest number of classes that a network can have. */
  public static final int MOST = 1000;

  /**
   * @throws IllegalArgumentException if there are too few or too many, or a name is blank, longer
   *     than 64 characters, or listed twice
   */
  public Classes {
    names = List.copyOf(names);
    String wrong = wrong(names);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(wrong);
    }
  }

  private static String wrong(List<String> names) {
    if (names.size() < 2 || names.size() > MOST) {
      return "a classifier has 2 to %d classes, not %d".formatted(MOST, names.size());
    }
    for (String name : names) {
      if (!isName(name)) {
        return "the class \"%s\" is blank, longer than 64 characters or has a blank at an end"
            .formatted(name.replaceAll("\\p{Cntrl}", "?"));
      }
    }
    Optional<String> twice =
        names.stream().filter(n -> names.indexOf(n) != names.lastIndexOf(n)).findFirst();
    return twice.map(name -> "the class " + name + " is named twice").orElse("");
  }

  /** Whether it can be the name of a class. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches() && name.equals(name.strip());
  }

  public int size() {
    return names.size();
  }

  /** Whether labels are written as 0 and 1, as in MURA's lists. */
  public boolean areTwoByNumber() {
    return equals(TWO);
  }

  public String name(int label) {
    return names.get(label);
  }

  /** The label as written in a manifest's column {@code label}. */
  String cell(int label) {
    return areTwoByNumber() ? Integer.toString(label) : name(label);
  }

  /** The label in a manifest's cell; empty if the cell is not a label. */
  public Optional<Integer> label(String cell) {
    if (areTwoByNumber() && (cell.equals("0") || cell.equals("1"))) {
      return Optional.of(cell.charAt(0) - '0');
    }
    int label = names.indexOf(cell);
    return label < 0 ? Optional.empty() : Optional.of(label);
  }

  /** The allowed values of a cell, in words. */
  public String expected() {
    return areTwoByNumber() ? "0 or 1" : String.join(", ", names);
  }

  /** How many of the images are of each class. */
  public int[] count(Collection<Example> images) {
    int[] counts = new int[size()];
    images.forEach(image -> counts[image.label()]++);
    return counts;
  }

  /**
   * {@code 61 normal and 40 abnormal}; a name that could be misread is quoted. Of many classes only
   * the smallest and the largest.
   */
  public String counted(int[] ofLabels) {
    if (size() > MOST_COUNTED) {
      Comparator<Integer> byCount = Comparator.comparingInt(label -> ofLabels[label]);
      int first = IntStream.range(0, size()).boxed().min(byCount).orElseThrow();
      int last = IntStream.range(0, size()).boxed().max(byCount).orElseThrow();
      return String.format(
          Locale.ROOT,
          "of %d classes, from %d %s to %d %s",
          size(),
          ofLabels[first],
          quoted(first),
          ofLabels[last],
          quoted(last));
    }
    StringBuilder told = new StringBuilder();
    for (int label = 0; label < size(); label++) {
      told.append(label == 0 ? "" : label == size() - 1 ? " and " : ", ")
          .append(String.format(Locale.ROOT, "%d %s", ofLabels[label], quoted(label)));
    }
    return told.toString();
  }

  private String quoted(int label) {
    String name = name(label);
    return PLAIN.matcher(name).matches() ? name : '"' + name + '"';
  }
}
