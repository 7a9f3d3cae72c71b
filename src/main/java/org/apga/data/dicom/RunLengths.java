package org.apga.data.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apga.data.image.UnreadableImageException;

/** Decodes run-length frames: one segment per byte of a sample. Source: DICOM PS3.5, annex G. */
final class RunLengths {
  private static final int HEADER = 64;

  private RunLengths() {}

  /**
   * @return rows x columns x samples, the stored samples
   */
  static int[] read(byte[] bytes, Frame frame) throws UnreadableImageException {
    int bytesPerSample = frame.allocated() / 8;
    int segments = frame.samples() * bytesPerSample;
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER || bytesPerSample == 0) {
      throw DataSet.truncated();
    }
    if (in.getInt(0) != segments) {
      throw DataSet.damaged("it has " + in.getInt(0) + " segments instead of " + segments);
    }
    int[] samples = new int[frame.pixels() * frame.samples()];
    for (int segment = 0; segment < segments; segment++) {
      int from = in.getInt(4 + 4 * segment);
      int end = segment + 1 < segments ? in.getInt(8 + 4 * segment) : bytes.length;
      if (from < HEADER || end < from || end > bytes.length) {
        throw DataSet.damaged("a segment is outside of its frame");
      }
      // The most significant byte of each sample comes first.
      int sample = segment / bytesPerSample;
      int shift = 8 * (bytesPerSample - 1 - segment % bytesPerSample);
      unpack(bytes, from, end, samples, sample, frame.samples(), shift);
    }
    return samples;
  }

  private static void unpack(
      byte[] bytes, int from, int end, int[] samples, int first, int step, int shift)
      throws UnreadableImageException {
    int at = from;
    int to = first;
    while (to < samples.length) {
      if (at >= end) {
        throw DataSet.truncated();
      }
      int control = bytes[at++];
      if (control == -128) {
        continue;
      }
      boolean run = control < 0;
      int count = run ? 1 - control : 1 + control;
      if (at + (run ? 1 : count) > end) {
        throw DataSet.truncated();
      }
      for (int i = 0; i < count && to < samples.length; i++, to += step) {
        samples[to] |= (bytes[run ? at : at + i] & 0xff) << shift;
      }
      at += run ? 1 : count;
    }
  }
}
