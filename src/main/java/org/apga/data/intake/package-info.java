/**
 * Makes a manifest of DICOM files and a list of labels: what is taken over from a file and what is
 * not. Names, dates and numbers of patients end here.
 */
@NullMarked
package org.apga.data.intake;

import org.jspecify.annotations.NullMarked;
