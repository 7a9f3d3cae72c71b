package org.apga.data.dicom;

/**
 * Tags of the attributes that determine grey levels or are used for a manifest: group in the high
 * half, element in the low.
 */
final class Tag {
  static final int TRANSFER_SYNTAX = 0x00020010;
  static final int SPECIFIC_CHARACTER_SET = 0x00080005;
  static final int SOP_INSTANCE_UID = 0x00080018;
  static final int STUDY_DATE = 0x00080020;
  static final int ACCESSION_NUMBER = 0x00080050;
  static final int MANUFACTURER = 0x00080070;
  static final int PATIENT_NAME = 0x00100010;
  static final int PATIENT_ID = 0x00100020;
  static final int ISSUER_OF_PATIENT_ID = 0x00100021;
  static final int PATIENT_BIRTH_DATE = 0x00100030;
  static final int PATIENT_SEX = 0x00100040;
  static final int PATIENT_AGE = 0x00101010;
  static final int BODY_PART_EXAMINED = 0x00180015;
  static final int VIEW_POSITION = 0x00185101;
  static final int STUDY_INSTANCE_UID = 0x0020000D;
  static final int LATERALITY = 0x00200060;
  static final int IMAGE_LATERALITY = 0x00200062;
  static final int SAMPLES_PER_PIXEL = 0x00280002;
  static final int PHOTOMETRIC_INTERPRETATION = 0x00280004;
  static final int PLANAR_CONFIGURATION = 0x00280006;
  static final int NUMBER_OF_FRAMES = 0x00280008;
  static final int ROWS = 0x00280010;
  static final int COLUMNS = 0x00280011;
  static final int BITS_ALLOCATED = 0x00280100;
  static final int BITS_STORED = 0x00280101;
  static final int HIGH_BIT = 0x00280102;
  static final int PIXEL_REPRESENTATION = 0x00280103;
  static final int PIXEL_PADDING_VALUE = 0x00280120;
  static final int PIXEL_PADDING_RANGE_LIMIT = 0x00280121;
  static final int BURNED_IN_ANNOTATION = 0x00280301;
  static final int WINDOW_CENTER = 0x00281050;
  static final int WINDOW_WIDTH = 0x00281051;
  static final int RESCALE_INTERCEPT = 0x00281052;
  static final int RESCALE_SLOPE = 0x00281053;
  static final int VOI_LUT_FUNCTION = 0x00281056;
  static final int RED_PALETTE_DESCRIPTOR = 0x00281101;
  static final int RED_PALETTE_DATA = 0x00281201;
  static final int MODALITY_LUT_SEQUENCE = 0x00283000;
  static final int LUT_DESCRIPTOR = 0x00283002;
  static final int LUT_DATA = 0x00283006;
  static final int VOI_LUT_SEQUENCE = 0x00283010;
  static final int FLOAT_PIXEL_DATA = 0x7FE00008;
  static final int DOUBLE_PIXEL_DATA = 0x7FE00009;
  static final int PIXEL_DATA = 0x7FE00010;
  static final int ITEM = 0xFFFEE000;
  static final int ITEM_END = 0xFFFEE00D;
  static final int SEQUENCE_END = 0xFFFEE0DD;

  private Tag() {}

  static int group(int tag) {
    return tag >>> 16;
  }
}
