package org.apga.config;

import java.util.List;
import java.util.Optional;
import org.apga.data.Classes;
import org.apga.data.InTwoSplits;
import org.apga.data.Reading;
import org.apga.data.ShotDraw;
import org.apga.data.UnreadableTestImages;
import org.apga.data.dicom.DicomWindow;
import org.apga.data.image.Channel;
import org.apga.data.image.LevelRange;
import org.apga.data.phantom.PhantomClasses;

/** Reads {@code data.*}. */
final class DataSettings {
  static final String CLASSES = "data.classes";
  static final String ORDERED = "data.ordered";

  /** Stands for the names in the manifest. */
  private static final String OF_MANIFEST = "manifest";

  private DataSettings() {}

  static GridConfig.Data read(Settings s) {
    String manifest = s.text("data.manifest");
    Optional<Classes> classes = classes(s);
    checkOrder(s, classes);
    return new GridConfig.Data(
        s.named("data.root", "a folder"),
        manifest,
        classes,
        s.text("data.boxes"),
        s.real("data.selection-share", 0.02, 0.5),
        s.seed("data.split-seed"),
        s.choice("data.shots-by", ShotDraw.Unit.class),
        reading(s),
        s.choice("data.identical-images", InTwoSplits.class),
        s.choice("data.patients-in-two-splits", InTwoSplits.class),
        s.choice("data.unreadable-test-images", UnreadableTestImages.class),
        s.real("data.max-unreadable-share", 0, 1),
        s.bytes("data.cache-bytes", 0),
        s.whole("data.decode-threads", 1, 256),
        phantoms(s, manifest));
  }

  private static GridConfig.Phantoms phantoms(Settings s, String manifest) {
    PhantomClasses classes = s.choice("data.phantoms.classes", PhantomClasses.class);
    if (classes == PhantomClasses.KINDS && manifest.isEmpty()) {
      s.problem(
          "data.phantoms.classes",
          "is kinds; data.manifest must name the manifest.csv that is written beside them, because"
              + " MURA's lists only have normal and abnormal.");
    }
    return new GridConfig.Phantoms(
        s.flag("data.phantoms.write-if-missing"),
        s.whole("data.phantoms.patients", Math.max(6, classes.leastPatients()), 100_000),
        s.seed("data.phantoms.seed"),
        s.real("data.phantoms.difficulty", 0, 1),
        classes);
  }

  /** Reads the classes; empty if the manifest's labels name them. */
  private static Optional<Classes> classes(Settings s) {
    if (s.isText(CLASSES)) {
      String text = s.text(CLASSES);
      if (!text.equals(OF_MANIFEST)) {
        s.problem(
            CLASSES,
            "is \"" + text + "\"; it must be a list of names such as [none, neck], or manifest.");
        return Optional.of(Classes.TWO);
      }
      return Optional.empty();
    }
    List<String> names = s.list(CLASSES, "names", name -> name);
    if (names.equals(List.of("abnormal", "normal"))) {
      s.problem(
          CLASSES, "is " + names + "; of two classes the abnormal one is the last. Swap them.");
      return Optional.of(Classes.TWO);
    }
    try {
      return Optional.of(new Classes(names));
    } catch (IllegalArgumentException e) {
      s.problem(CLASSES, "is " + names + "; " + e.getMessage() + ".");
      return Optional.of(Classes.TWO);
    }
  }

  /** Checks a setting that reports alone read, from the plan. */
  private static void checkOrder(Settings s, Optional<Classes> classes) {
    boolean ordered = s.flag(ORDERED);
    if (ordered && classes.isEmpty()) {
      s.problem(ORDERED, "is true; name the classes in data.classes, from the first to the last.");
    } else if (ordered && classes.orElseThrow().size() == 2) {
      s.problem(ORDERED, "is true; two classes have no order. Omit it.");
    }
  }

  private static Reading reading(Settings s) {
    String levels = s.text("data.levels");
    Optional<LevelRange> range = LevelRange.parse(levels);
    if (range.isEmpty()) {
      s.problem(
          "data.levels",
          "is " + levels + "; it must be file, percentile or two shares such as \"0, 0.0625\".");
    }
    String window = s.text("data.dicom.window");
    Optional<DicomWindow> given = DicomWindow.parse(window);
    if (given.isEmpty()) {
      s.problem(
          "data.dicom.window",
          "is "
              + window
              + "; it must be file, full, percentile or a center and a width such as \"40, 400\".");
    }
    return new Reading(
        s.choice("data.channel", Channel.class),
        range.orElse(LevelRange.OF_FILE),
        s.count("data.max-pixels", 1),
        given.orElse(DicomWindow.OF_FILE),
        s.whole("data.dicom.frame", 0, 100_000));
  }
}
