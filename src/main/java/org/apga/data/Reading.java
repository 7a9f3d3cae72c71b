package org.apga.data;

import org.apga.data.dicom.DicomWindow;
import org.apga.data.image.Channel;
import org.apga.data.image.LevelRange;

/**
 * How the levels of an image's file are read.
 *
 * @param channel how colour becomes grey
 * @param levels which levels become black and white, for every kind of file
 * @param maxPixels an image with more is refused before it is decoded
 * @param window which values of DICOM files become black and white
 * @param frame of DICOM files that have several, from 1; 0 to refuse such files
 */
public record Reading(
    Channel channel, LevelRange levels, long maxPixels, DicomWindow window, int frame) {

  /** Levels and windows as the files have them. */
  public static Reading plain(Channel channel, long maxPixels) {
    return new Reading(channel, LevelRange.OF_FILE, maxPixels, DicomWindow.OF_FILE, 0);
  }
}
