package org.apga.data.intake;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apga.data.dicom.DicomHeader;
import org.apga.data.dicom.DicomHeader.Field;

/** Texts that identify the patient of a file: words of the name, numbers, UIDs. */
final class Identity {
  /** Shorter texts occur in many other texts by chance. */
  private static final int SHORTEST = 3;

  private final List<String> texts = new ArrayList<>();

  Identity(DicomHeader header) {
    Stream<String> words = Stream.of(header.text(Field.PATIENT_NAME).split("[^\\p{L}\\p{M}]+", -1));
    Stream<String> numbers =
        Stream.of(Field.PATIENT_ID, Field.ACCESSION, Field.STUDY, Field.INSTANCE).map(header::text);
    Stream.concat(words, numbers)
        .map(Identity::plain)
        .filter(text -> text.length() >= SHORTEST)
        .forEach(texts::add);
  }

  /** Whether {@code text} contains one of them, ignoring case. */
  boolean occursIn(String text) {
    String searched = plain(text);
    return texts.stream().anyMatch(searched::contains);
  }

  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
