package org.apga.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class Sha256Test {
  @Test
  void aHashIsTheBeginningOfTheSha256OfNameValueLines() {
    // printf 'a=1\nb=2\n' | sha256sum
    assertThat(new Sha256().lines(new TreeMap<>(Map.of("b", "2", "a", "1"))).hex(8))
        .isEqualTo("4a73850fde34aad4");
  }

  @Test
  void anotherValueIsAnotherHash() {
    assertThat(new Sha256().lines(new TreeMap<>(Map.of("a", "1"))).hex(8))
        .isNotEqualTo(new Sha256().lines(new TreeMap<>(Map.of("a", "2"))).hex(8));
  }

  @Test
  void aMachineHasANameAndTellsItsMemoryOrNothing() {
    assertThat(Machine.host()).isNotEmpty();
    assertThat(Machine.peakMemoryMib())
        .satisfiesAnyOf(m -> assertThat(m).isPositive(), m -> assertThat(m).isNaN());
  }
}
