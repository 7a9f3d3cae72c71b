package org.apga.data.phantom;

import java.util.List;
import java.util.Set;

/** Sets of phantoms that tests ask for. */
final class Specs {
  private Specs() {}

  /** The same, whose kinds of lesions are classes. */
  static PhantomSpec ofKinds(List<String> parts, int patients, long seed) {
    return new PhantomSpec(
        parts,
        patients,
        seed,
        PhantomSpec.DEFAULT_DIFFICULTY,
        Set.of(),
        PhantomFormat.PNG,
        PhantomClasses.KINDS);
  }

  /** The default difficulty, no odd files. */
  static PhantomSpec of(List<String> parts, int patients, long seed) {
    return new PhantomSpec(parts, patients, seed, PhantomSpec.DEFAULT_DIFFICULTY, Set.of());
  }
}
