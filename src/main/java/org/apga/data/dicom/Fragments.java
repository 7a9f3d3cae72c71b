package org.apga.data.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apga.data.image.UnreadableImageException;

/** Encapsulated pixels: finds the bytes of one frame in the fragments. Source: DICOM PS3.5, A.4. */
final class Fragments {
  private final ByteBuffer file;
  private final List<int[]> places = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();

  /**
   * Each place is the index of a fragment's data, its length, and the offset of its item from the
   * first item.
   */
  Fragments(ByteBuffer file, int from) throws UnreadableImageException {
    this.file = file;
    int at = from;
    int first = -1;
    while (true) {
      if (file.limit() - at < 8) {
        // Some writers omit the delimiter.
        break;
      }
      int tag = (file.getShort(at) & 0xFFFF) << 16 | file.getShort(at + 2) & 0xFFFF;
      int length = file.getInt(at + 4);
      if (tag == Tag.SEQUENCE_END) {
        break;
      }
      if (tag != Tag.ITEM) {
        throw DataSet.damaged("its pixels contain something other than fragments");
      }
      if (length < 0 || length > file.limit() - at - 8) {
        throw DataSet.truncated();
      }
      if (first < 0) {
        for (int i = 0; i + 4 <= length; i += 4) {
          offsets.add(file.getInt(at + 8 + i));
        }
        first = at + 8 + length;
      } else {
        places.add(new int[] {at + 8, length, at - first});
      }
      at += 8 + length;
    }
    if (places.isEmpty()) {
      throw DataSet.truncated();
    }
  }

  /**
   * The bytes of a frame.
   *
   * @param frame 0 for the first
   * @param frames number of frames
   * @throws UnreadableImageException if its fragments cannot be determined
   */
  byte[] frame(int frame, int frames) throws UnreadableImageException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (frames == places.size()) {
      add(places.get(frame), bytes);
    } else if (frames == 1) {
      places.forEach(place -> add(place, bytes));
    } else if (offsets.size() == frames) {
      int end = frame + 1 < frames ? offsets.get(frame + 1) : Integer.MAX_VALUE;
      places.stream()
          .filter(place -> place[2] >= offsets.get(frame) && place[2] < end)
          .forEach(place -> add(place, bytes));
    } else {
      throw new UnreadableImageException(
          "it has " + frames + " frames in " + places.size() + " fragments without offsets");
    }
    return bytes.toByteArray();
  }

  private void add(int[] place, ByteArrayOutputStream bytes) {
    byte[] part = new byte[place[1]];
    file.get(place[0], part);
    bytes.writeBytes(part);
  }
}
