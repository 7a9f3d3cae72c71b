package org.apga.data.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Classes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of images and a list of their labels, for the tests of this package. */
abstract class IntakeFolder {
  @TempDir Path folder;

  Path images = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
  }

  Intake.Result take(String labels) {
    return take(labels, "", Salt.keptIn(hadoop(folder.resolve("salt")), new Configuration()));
  }

  Intake.Result take(String labels, String group, Salt salt) {
    Path csv = folder.resolve("labels.csv");
    PatientFile.write(csv, labels.getBytes(UTF_8));
    return Intake.of(hadoop(images), hadoop(csv), Classes.TWO, group, salt, new Configuration());
  }

  static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
