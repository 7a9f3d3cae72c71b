package org.apga.data;

import java.nio.file.Path;
import java.util.List;

/** Manifests without a list on disk, for the tests of other packages. */
public final class Manifests {
  private Manifests() {}

  /** These images, below that folder. */
  public static Manifest of(Path root, List<Example> examples) {
    return Manifest.of("made", root.toUri(), examples);
  }
}
