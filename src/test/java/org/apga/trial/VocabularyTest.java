package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void itHasArmsPartsColumnsCausesAndSettings() {
    assertThat(Vocabulary.words())
        .contains("baseline", "continue", "shoulder", "accuracy", "OUT_OF_MEMORY", "completed")
        .contains("predictions", "train.learning-rate", "classifier", "reference");
  }
}
