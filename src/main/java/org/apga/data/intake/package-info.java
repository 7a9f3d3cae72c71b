/**
 * Makes a manifest from DICOM files and a list of labels, and decides what it takes from a file.
 * Names, dates and numbers of patients do not leave this package.
 */
@NullMarked
package org.apga.data.intake;

import org.jspecify.annotations.NullMarked;
