/**
 * From the bytes of a DICOM file to grey levels: its data set, its transfer syntax, its frame as
 * stored values, and those through the modality's and the window's tables. No text of a file leaves
 * this package, but those of a {@link DicomHeader} for a manifest.
 */
@NullMarked
package org.apga.data.dicom;

import org.jspecify.annotations.NullMarked;
