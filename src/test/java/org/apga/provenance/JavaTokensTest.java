package org.apga.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaTokensTest {
  @Test
  void commentsAndLayoutDoNotCount() {
    String plain = "package a; class B { int c = 1; /* */ char d = 'x'; }";

    assertThat(JavaTokens.of(plain)).isEqualTo("package a;class B{int c=1;char d='x';}");
    assertThat(
            JavaTokens.of(
                """
                /* A licence. */
                package a; // where it is

                /** What it is: "quoted" and 'x'. */
                class B {
                \tint/**/c = 1; // don't
                  char d =
                      'x'; /** ends at once **/
                }
                // no line end"""))
        .isEqualTo(JavaTokens.of(plain));
  }

  @Test
  void aCheckoutWithOtherLineEndsIsTheSameCode() {
    String source = "class A {\n  // b\n  String c = \"\"\"\n      d\n      \"\"\";\n}\n";

    assertThat(JavaTokens.of(source.replace("\n", "\r\n"))).isEqualTo(JavaTokens.of(source));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s=\"http://host/*\";",
        "s=\"a  b\";",
        "s=\"\\\"  // \\\\\";",
        "c='\"';",
        "c='\\'';",
        "c='\\\\';",
        "s=\"\";",
        "s=\"\"\"\n  // a \"b\"  c\n  /* \\\"\"\" */  \"\"\";"
      })
  void literalsStayAsTheyAre(String source) {
    assertThat(JavaTokens.of(source + " // end")).isEqualTo(source);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int ab;   | int a b;",
        "a + +b    | a++b",
        "a+++ b    | a+ ++b",
        "a - -b    | a --b",
        "f(1, 2)   | f(12)",
        "s = \"a b\" | s = \"ab\"",
        "s = \"//a\" | s = \"//b\"",
        "a = 1;    | a = 2;",
        "return a; | returna;"
      })
  void whatACompilerTellsApartIsToldApart(String one, String other) {
    assertThat(JavaTokens.of(one)).isNotEqualTo(JavaTokens.of(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f( a ,b )      | f(a, b)",
        "a ->b          | a-> b",
        "if(a){b();}    | if (a) { b(); }",
        "List < A >     | List<A>",
        "@Override void | @ Override  void"
      })
  void whatACompilerTakesForOneIsOne(String one, String other) {
    assertThat(JavaTokens.of(one)).isEqualTo(JavaTokens.of(other));
  }

  @Test
  void whatEndsTooEarlyIsTakenToItsEnd() {
    assertThat(JavaTokens.of("a /* b")).isEqualTo("a");
    assertThat(JavaTokens.of("a \"b\\")).isEqualTo("a\"b\\");
  }
}
