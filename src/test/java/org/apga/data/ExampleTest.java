package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExampleTest {
  private static final Example EXAMPLE = new Example("a.png", 1, "p", "s", "hip", Split.TEST);

  /** A run of evaluate is named by this text: without attributes it has the name it always had. */
  @Test
  void attributesAreSaidOnlyWhereThereAreAny() {
    assertThat(EXAMPLE)
        .hasToString("Example[path=a.png, label=1, patient=p, study=s, group=hip, split=TEST]");
    assertThat(
            new Example("a.png", 1, "p", "s", "hip", Split.TEST, new TreeMap<>(Map.of("sex", "F"))))
        .hasToString(
            "Example[path=a.png, label=1, patient=p, study=s, group=hip, split=TEST,"
                + " attributes={sex=F}]");
  }
}
