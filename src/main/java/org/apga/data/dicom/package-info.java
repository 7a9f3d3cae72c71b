/**
 * Decodes the bytes of a DICOM file to grey levels: its data set, its transfer syntax, the stored
 * values of a frame, and their conversion by the modality's and the window's tables. The only texts
 * of a file that leave this package are those of a {@link DicomHeader}, for a manifest.
 */
@NullMarked
package org.apga.data.dicom;

import org.jspecify.annotations.NullMarked;
