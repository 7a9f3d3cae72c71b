package org.apga.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void whatComesInAsTextComesOutAsText() {
    String page =
        new Markup()
            .open("p", "title", "\"><script>alert(1)</script>")
            .text("<img src=x onerror='alert(1)'> & more")
            .close()
            .toString();

    assertThat(page)
        .isEqualTo(
            "<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">"
                + "&lt;img src=x onerror=&#39;alert(1)&#39;&gt; &amp; more</p>");
  }

  @Test
  void whatWouldChangeHowItsNeighboursAreReadIsReplaced() {
    assertThat(Markup.escaped("a\u0000b\u001b[31mc\u202Egnp.exe\u2066"))
        .isEqualTo("a�b�[31mc�gnp.exe�");
    assertThat(Markup.escaped("half \uD83E of a pair, \uDD14 the other"))
        .isEqualTo("half � of a pair, � the other");
    assertThat(Markup.escaped("no \uFFFE and no \uFFFF, but \uFFFD"))
        .isEqualTo("no \uFFFD and no \uFFFD, but \uFFFD");
    assertThat(Markup.escaped("a whole \uD83E\uDD14\n\tand lines"))
        .isEqualTo("a whole \uD83E\uDD14\n\tand lines");
  }

  @Test
  void whatARunLeftBehindHasNoSecrets() {
    assertThat(new Markup().told("fs.s3a.secret.key=hunter2hunter2 <b>").toString())
        .isEqualTo("fs.s3a.secret.key=*** &lt;b&gt;");
  }

  @Test
  void everyElementIsClosed() {
    assertThatThrownBy(() -> new Markup().open("main").open("p").toString())
        .hasMessage("Cannot finish the page: [p, main] are open. Close each element.");
  }

  @Test
  void anAttributeHasAValue() {
    assertThatThrownBy(() -> new Markup().open("p", "class"))
        .hasMessage("Cannot open p: an attribute has no value. Pass names and values in turn.");
  }

  @Test
  void idsDiffer() {
    Markup html = new Markup();

    assertThat(html.id("chart")).isNotEqualTo(html.id("chart"));
  }
}
