package org.apga.data;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One image of a data set and what is known of it.
 *
 * @param path relative to the folder that holds the data set, with {@code /} between names
 * @param label 1 = abnormal, 0 = normal
 * @param patient identifies a patient across all groups
 * @param study identifies a study of a patient within the whole data set
 * @param group what a model is trained for: MURA's body part, in lower case
 * @param split as listed; {@link Split#SELECTION} only where a manifest names it
 * @param attributes what else a manifest says of it, by column; a column that it leaves empty is
 *     not there. Nothing is trained on them
 */
public record Example(
    String path,
    int label,
    String patient,
    String study,
    String group,
    Split split,
    SortedMap<String, String> attributes) {

  public Example {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /** Of which no more is known. */
  public Example(String path, int label, String patient, String study, String group, Split split) {
    this(path, label, patient, study, group, split, Collections.emptySortedMap());
  }

  /** As a record without attributes has it where there are none: evaluations are named by it. */
  @Override
  public String toString() {
    String known =
        String.format(
            "Example[path=%s, label=%d, patient=%s, study=%s, group=%s, split=%s",
            path, label, patient, study, group, split);
    return known + (attributes.isEmpty() ? "]" : ", attributes=" + attributes + "]");
  }
}
