package org.apga.data;

import org.apga.data.dicom.DicomWindow;
import org.apga.data.image.Channel;

/**
 * What images are decoded to.
 *
 * @param size height and width after decoding, pixels
 * @param channel what becomes of colour
 * @param maxPixels an image with more is refused before it is decoded
 * @param threads how many decode at a time
 * @param window which values of DICOM files become black and white
 * @param frame of DICOM files that have several, from 1; 0 if none may
 */
public record Decoding(
    int size, Channel channel, long maxPixels, int threads, DicomWindow window, int frame) {

  /** The window that DICOM files name, of files with one frame. */
  public Decoding(int size, Channel channel, long maxPixels, int threads) {
    this(size, channel, maxPixels, threads, DicomWindow.OF_FILE, 0);
  }
}
