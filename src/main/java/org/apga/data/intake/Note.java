package org.apga.data.intake;

/** Notes for the user about files and rows, each with the number that it applies to. */
enum Note {
  NO_DICOM("1 file is not DICOM and is left out", "%d files are not DICOM and are left out"),
  NO_PIXELS(
      "1 DICOM file has no pixels and is left out",
      "%d DICOM files have no pixels and are left out"),
  SEVERAL_FRAMES(
      "1 DICOM file has several frames and is left out",
      "%d DICOM files have several frames and are left out"),
  NO_LABEL("1 image has no row and is left out", "%d images have no row and are left out"),
  NO_IMAGE("1 row names no image", "%d rows name no image"),
  NO_PATIENT(
      "1 image has no PatientID and is left out", "%d images have no PatientID and are left out"),
  NO_STUDY(
      "1 image has no StudyInstanceUID and is left out",
      "%d images have no StudyInstanceUID and are left out"),
  STUDY_OF_SEVERAL(
      "1 image is in a study of several patients and is left out",
      "%d images are in studies of several patients and are left out"),
  SEVERAL_ISSUERS(
      "1 PatientID has several issuers: each counts as a patient",
      "%d PatientIDs have several issuers: each counts as a patient"),
  COPIES(
      "1 image has the SOPInstanceUID of another: both are listed",
      "%d images have the SOPInstanceUID of another: all are listed"),
  UNKNOWN_CODE(
      "1 code of view, side, sex or age is unknown and is left empty",
      "%d codes of view, side, sex or age are unknown and are left empty"),
  WITHHELD(
      "1 manufacturer or body part contains an identifier of its patient and is left out",
      "%d manufacturers or body parts contain an identifier of their patient and are left out"),
  BURNED_IN(
      "1 of %2$d images is marked as having annotation burned in: check it before you share it",
      "%1$d of %2$d images are marked as having annotation burned in: check them before you share"
          + " them"),
  PERHAPS_BURNED_IN(
      "1 of %2$d images does not state whether annotation is burned in",
      "%1$d of %2$d images do not state whether annotation is burned in"),
  PATH(
      "1 path contains an identifier of its patient: rename the file before you share the manifest",
      "%d paths contain an identifier of their patient: rename the files before you share the"
          + " manifest");

  private final String one;
  private final String many;

  Note(String one, String many) {
    this.one = one;
    this.many = many;
  }

  /**
   * As a sentence.
   *
   * @param images that are listed
   */
  String line(int count, int images) {
    return (count == 1 ? one : many).formatted(count, images) + ".";
  }
}
