package org.apga.data;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One image of a data set and what is known about it.
 *
 * @param path relative to the folder that holds the data set, with {@code /} between names
 * @param label index of its class in {@link Classes}; of two classes, 0 = normal and 1 = abnormal
 * @param patient identifies a patient across all groups
 * @param study identifies a study of a patient within the whole data set
 * @param group the unit that a model is trained for: MURA's body part, in lower case
 * @param split as listed; {@link Split#SELECTION} only if a manifest names it
 * @param attributes the other cells of its manifest row, by column, without empty ones. Training
 *     does not use them
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

  /** An image without attributes. */
  public Example(String path, int label, String patient, String study, String group, Split split) {
    this(path, label, patient, study, group, split, Collections.emptySortedMap());
  }

  /** Omits the attributes if there are none: the ids of evaluations depend on this text. */
  @Override
  public String toString() {
    String known =
        String.format(
            "Example[path=%s, label=%d, patient=%s, study=%s, group=%s, split=%s",
            path, label, patient, study, group, split);
    return known + (attributes.isEmpty() ? "]" : ", attributes=" + attributes + "]");
  }
}
