package org.apga.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.io.function.Uncheck;

/**
 * How many images, studies and patients a complete copy of a data set has, so that an incomplete
 * copy is reported. Applies only to a manifest with the {@link Manifest#name()} of that data set.
 *
 * @param source where the numbers come from
 * @param counts by split ({@code train}, {@code test}) and group; {@code all} means all groups
 */
public record ExpectedCounts(String name, String source, Map<String, Map<String, Counts>> counts) {
  private static final String ALL = "all";

  /**
   * The counts of one group in one split.
   *
   * @param patients distinct ones, with images of either class
   */
  public record Counts(
      int normalImages, int abnormalImages, int normalStudies, int abnormalStudies, int patients) {}

  /** The counts of MURA v1.1, from {@code dataset-manifests/mura-v1.1.json}. */
  public static ExpectedCounts ofMura() {
    URL counts =
        Objects.requireNonNull(
            ExpectedCounts.class.getResource("/dataset-manifests/mura-v1.1.json"));
    return Uncheck.get(() -> new ObjectMapper().readValue(counts, ExpectedCounts.class));
  }

  /** The differences between a manifest and these counts, in words; empty if it is complete. */
  public List<String> differences(Manifest manifest) {
    List<String> found = new ArrayList<>();
    Set<String> expected = new HashSet<>();
    counts.forEach(
        (split, groups) ->
            groups.forEach(
                (group, counts) -> {
                  expected.add(group);
                  compare(group + " " + split, counts, count(manifest, split, group), found);
                }));
    manifest.groups().stream()
        .filter(group -> !expected.contains(group))
        .forEach(group -> found.add(group + ": a group that " + name + " does not have"));
    return List.copyOf(found);
  }

  private static Counts count(Manifest manifest, String split, String group) {
    List<Example> images =
        manifest.examples().stream()
            .filter(
                e ->
                    Leakage.nameOf(e.split()).equals(split)
                        && (group.equals(ALL) || e.group().equals(group)))
            .toList();
    return new Counts(
        (int) images.stream().filter(e -> e.label() == 0).count(),
        (int) images.stream().filter(e -> e.label() == 1).count(),
        studies(images, e -> e.label() == 0),
        studies(images, e -> e.label() == 1),
        (int) images.stream().map(Example::patient).distinct().count());
  }

  private static int studies(List<Example> images, Predicate<Example> wanted) {
    return (int) images.stream().filter(wanted).map(Example::study).distinct().count();
  }

  private static void compare(String where, Counts expected, Counts there, List<String> found) {
    compare(where, "normal images", expected.normalImages, there.normalImages, found);
    compare(where, "abnormal images", expected.abnormalImages, there.abnormalImages, found);
    compare(where, "normal studies", expected.normalStudies, there.normalStudies, found);
    compare(where, "abnormal studies", expected.abnormalStudies, there.abnormalStudies, found);
    compare(where, "patients", expected.patients, there.patients, found);
  }

  private static void compare(
      String where, String what, int expected, int there, List<String> found) {
    if (expected != there) {
      int difference = Math.abs(expected - there);
      found.add(
          String.format(
              "%s: %d %s instead of %d (%d %s)",
              where, there, what, expected, difference, there < expected ? "missing" : "too many"));
    }
  }
}
