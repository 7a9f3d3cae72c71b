package org.apga.data.intake;

import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.apga.data.dicom.DicomHeader;
import org.apga.data.dicom.DicomHeader.Field;

/**
 * What a manifest takes from a header: known codes, an age in decades, and two texts that contain
 * nothing of the patient's identity.
 *
 * @param attributes by column; unknown ones are omitted
 * @param bodyPart as the name of a group; empty if it is unknown
 * @param unknownCodes number of codes in the file that are unknown
 * @param withheldTexts number of texts that contain something of the patient's identity
 */
record Taken(
    SortedMap<String, String> attributes, String bodyPart, int unknownCodes, int withheldTexts) {
  /** Source: PS3.3, C.8.1.2, C.8.7.10 and C.8.11.5, and others that devices write. */
  private static final Set<String> VIEWS =
      Set.of(
          "AP", "PA", "LL", "RL", "LLD", "RLD", "LLO", "RLO", "LAT", "LATERAL", "OBL", "OBLIQUE",
          "AXIAL", "CC", "MLO", "ML", "LM", "LMO", "XCC", "XCCL", "XCCM", "FB", "SIO", "ISO", "CV",
          "AT");

  private static final Set<String> SIDES = Set.of("L", "R", "B", "U");
  private static final Set<String> SEXES = Set.of("M", "F", "O");

  /**
   * Terms of the field, accepted even if a patient has one as a name. Source: PS3.3, C.7.3.1; MURA.
   */
  private static final Set<String> BODY_PARTS =
      Set.of(
          "SKULL",
          "CSPINE",
          "TSPINE",
          "LSPINE",
          "SSPINE",
          "SPINE",
          "COCCYX",
          "CHEST",
          "CLAVICLE",
          "BREAST",
          "ABDOMEN",
          "PELVIS",
          "HIP",
          "SHOULDER",
          "ELBOW",
          "KNEE",
          "ANKLE",
          "HAND",
          "FOOT",
          "EXTREMITY",
          "HEAD",
          "HEART",
          "NECK",
          "LEG",
          "ARM",
          "JAW",
          "WRIST",
          "FOREARM",
          "HUMERUS",
          "FINGER",
          "TOE");

  private static final Pattern AGE = Pattern.compile("([0-9]{3})([DWMY])");
  private static final int OLDEST = 120;

  /** HIPAA's safe harbour puts all ages from this one on in one group. */
  private static final int LAST_BAND = 90;

  private static final int LONGEST = 64;

  static Taken of(DicomHeader header, Identity identity) {
    Builder builder = new Builder(header, identity);
    String side = header.text(Field.IMAGE_LATERALITY);
    builder.code("view", header.text(Field.VIEW), VIEWS);
    builder.code("side", side.isEmpty() ? header.text(Field.LATERALITY) : side, SIDES);
    builder.code("sex", header.text(Field.SEX), SEXES);
    builder.age();
    String manufacturer =
        builder
            .text(Field.MANUFACTURER)
            .replaceAll("[^\\p{L}\\p{N} .&,-]", "")
            .replaceFirst("^[^\\p{L}\\p{N}]+", "");
    builder.put("manufacturer", StringUtils.truncate(manufacturer, LONGEST).strip());
    String part = header.text(Field.BODY_PART).toUpperCase(Locale.ROOT);
    String group =
        (BODY_PARTS.contains(part) ? part : builder.text(Field.BODY_PART))
            .toLowerCase(Locale.ROOT)
            .replace(' ', '-')
            .replaceAll("[^a-z0-9._-]", "")
            .replaceFirst("^[._-]+", "");
    return new Taken(builder.attributes, group, builder.unknown, builder.withheld);
  }

  private static final class Builder {
    private final DicomHeader header;
    private final Identity identity;
    private final SortedMap<String, String> attributes = new TreeMap<>();
    private int unknown;
    private int withheld;

    Builder(DicomHeader header, Identity identity) {
      this.header = header;
      this.identity = identity;
    }

    void put(String column, String value) {
      if (!value.isEmpty()) {
        attributes.put(column, value);
      }
    }

    void code(String column, String code, Set<String> known) {
      if (known.contains(code)) {
        put(column, code);
      } else if (!code.isEmpty()) {
        unknown++;
      }
    }

    /** The text of a field; empty if it would identify the patient. */
    String text(Field field) {
      String text = header.text(field);
      if (!identity.occursIn(text)) {
        return text;
      }
      withheld++;
      return "";
    }

    void age() {
      Optional<Integer> years = ofAge().or(this::ofDates).filter(y -> y >= 0 && y <= OLDEST);
      if (years.isPresent()) {
        int decade = years.get() / 10 * 10;
        put("age_band", decade >= LAST_BAND ? LAST_BAND + "+" : decade + "-" + (decade + 9));
      } else if (!header.text(Field.AGE).isEmpty() || !header.text(Field.BIRTH_DATE).isEmpty()) {
        unknown++;
      }
    }

    private Optional<Integer> ofAge() {
      Matcher age = AGE.matcher(header.text(Field.AGE));
      if (!age.matches()) {
        return Optional.empty();
      }
      int number = Integer.parseInt(age.group(1));
      return Optional.of(
          switch (age.group(2)) {
            case "D" -> number / 366;
            case "W" -> number / 53;
            case "M" -> number / 12;
            default -> number;
          });
    }

    private Optional<Integer> ofDates() {
      try {
        return Optional.of(
            Period.between(date(Field.BIRTH_DATE), date(Field.STUDY_DATE)).getYears());
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }

    private LocalDate date(Field field) {
      return LocalDate.parse(header.text(field), DateTimeFormatter.BASIC_ISO_DATE);
    }
  }
}
