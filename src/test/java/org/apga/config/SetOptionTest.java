package org.apga.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetOptionTest {
  private static Object value(String text) {
    return SetOption.read("a.b=" + text, "grid.conf").getValue("a.b").unwrapped();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/run#7",
        "/mnt//results",
        "hdfs://host:9000/a#b//c",
        "s3a://lab/${day}/$folder$",
        "#",
        "//host/share",
        "/a,b=c",
        "/a, b",
        "/a}",
        "/a]",
        "a=b",
        "a:b",
        "",
        "a \"b\" c",
        "C:\\data\\new",
        "C:\\\\data",
        "'single'",
        "include \"x\"",
        "null",
        "true",
        "1e-5",
        "00.10",
        "50M",
        "[EU] lab/data",
        "[draft]#2",
        "[1] // two",
        "[0,1],c=2",
        "\"a\",\"b\"",
        "\"unclosed",
        "\"a\"#b",
        "{a}",
        "grüße/x"
      })
  void aTextIsTakenAsItWasTyped(String text) {
    assertThat(value(text)).isEqualTo(text);
  }

  @Test
  void blanksAroundAValueAreNotPartOfIt() {
    assertThat(value("  /a b ")).isEqualTo("/a b");
    assertThat(SetOption.read(" a.b = c", "grid.conf").getString("a.b")).isEqualTo("c");
  }

  @Test
  void listsObjectsAndQuotedStringsAreHocon() {
    assertThat(value("[0, 1]")).isEqualTo(List.of(0, 1));
    assertThat(value("[elbow,\"a#b//c\"]")).isEqualTo(List.of("elbow", "a#b//c"));
    assertThat(value("\"a # b // \\\"c\\\" ${d}\"")).isEqualTo("a # b // \"c\" ${d}");
    assertThat(value("\"\"")).isEqualTo("");
    assertThat(SetOption.read("a={b=1,c{d=x}}", "grid.conf").getString("a.c.d")).isEqualTo("x");
  }

  @Test
  void aNumberOrAFlagIsReadFromItsText() {
    assertThat(SetOption.read("a=1e-5", "grid.conf").getDouble("a")).isEqualTo(1e-5);
    assertThat(SetOption.read("a=7", "grid.conf").getLong("a")).isEqualTo(7);
    assertThat(SetOption.read("a=2G", "grid.conf").getBytes("a")).isEqualTo(2L << 30);
    assertThat(SetOption.read("a=true", "grid.conf").getBoolean("a")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"epochs", "=1", "a..b=1", "grid.seeds+=3"})
  void whatHasNoPathIsRefused(String set) {
    assertThatThrownBy(() -> SetOption.read(set, "grid.conf"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            Cannot use grid.conf: 1 problem.
              --set %s: it must be path=value, such as grid.seeds=[0,1,2].
            Nothing was started. Every setting is explained by: submit/apga settings"""
                .formatted(set));
  }
}
