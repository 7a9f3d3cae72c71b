package org.apga.data;

/**
 * One image of a data set and what is known of it.
 *
 * @param path relative to the folder that holds the data set, with {@code /} between names
 * @param label 1 = abnormal, 0 = normal
 * @param patient identifies a patient across all groups
 * @param study identifies a study of a patient within the whole data set
 * @param group what a model is trained for: MURA's body part, in lower case
 * @param split as listed; {@link Split#SELECTION} only where a manifest names it
 */
public record Example(
    String path, int label, String patient, String study, String group, Split split) {}
