package org.apga.config;

import java.util.Optional;
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
  private DataSettings() {}

  static GridConfig.Data read(Settings s) {
    String manifest = s.text("data.manifest");
    return new GridConfig.Data(
        s.named("data.root", "a folder"),
        manifest,
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
          "is kinds; data.manifest must name the manifest.csv that is written beside them, since"
              + " MURA's lists know normal and abnormal alone.");
    }
    return new GridConfig.Phantoms(
        s.flag("data.phantoms.write-if-missing"),
        s.whole("data.phantoms.patients", Math.max(6, classes.leastPatients()), 100_000),
        s.seed("data.phantoms.seed"),
        s.real("data.phantoms.difficulty", 0, 1),
        classes);
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
