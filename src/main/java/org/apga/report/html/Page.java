package org.apga.report.html;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.apga.provenance.Sha256;

/**
 * The frame of every page: one file with a banner, a list of sections, and the sections. It needs
 * no network, no script and no other file.
 *
 * @param name the name of the page's texts in {@link Prose}: {@code page.NAME.kicker}, {@code
 *     .skip} and {@code .footer}
 * @param title the title in the browser's tab
 * @param heading the heading of the page
 * @param banner writes what follows the heading
 */
record Page(
    String name, String title, String heading, Consumer<Markup> banner, List<Section> sections) {
  /** The name of the file, both in the folder of a run's report and in that of all reports. */
  static final String FILE = "index.html";

  /** A part of the page under a heading of its own; links lead to its id. */
  record Section(String id, String title, Consumer<Markup> body) {
    /** A section whose title is in {@link Prose} under its id. */
    static Section of(String id, Consumer<Markup> body) {
      return new Section(id, Prose.of("section." + id), body);
    }
  }

  String html() {
    String css = resource("page.css");
    Markup html = new Markup();
    html.doctype().open("html", "lang", "en").line();
    head(html, css);
    html.open("body").line();
    String first = "#" + sections.get(0).id();
    html.element("a", Prose.of("page." + name + ".skip"), "href", first, "class", "skip");
    html.open("header", "class", "banner");
    html.paragraph(Prose.of("page." + name + ".kicker"), "class", "kicker");
    html.open("h1").told(heading).close();
    banner.accept(html);
    html.close().line();
    html.open("div", "class", "page");
    contents(html);
    html.open("main");
    for (Section section : sections) {
      String heading = section.id() + "-heading";
      html.open("section", "id", section.id(), "aria-labelledby", heading, "tabindex", "-1");
      html.element("h2", section.title(), "id", heading).line();
      section.body().accept(html);
      html.close().line();
    }
    html.close().close();
    html.open("footer").paragraph(Prose.of("page." + name + ".footer")).close().line();
    return html.close().close().toString();
  }

  private void head(Markup html, String css) {
    html.open("head").empty("meta", "charset", "utf-8").line();
    html.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src '"
            + hash(css)
            + "'; img-src data:; base-uri 'none'; form-action 'none'");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("meta", "name", "referrer", "content", "no-referrer").line();
    html.open("title").told(title).close().style(css);
    html.close().line();
  }

  private void contents(Markup html) {
    html.open("nav", "aria-label", "Contents", "class", "contents").open("ol");
    for (Section section : sections) {
      html.open("li").element("a", section.title(), "href", "#" + section.id()).close();
    }
    html.close().close().line();
  }

  /** A text file of this package. */
  static String resource(String name) {
    ClassLoader ours = Page.class.getClassLoader();
    return Uncheck.get(() -> IOUtils.resourceToString("org/apga/report/html/" + name, UTF_8, ours));
  }

  /**
   * A table in a text file of this package: one row per line, with {@code |} between cells. Lines
   * that begin with # are comments.
   */
  static List<List<String>> table(String name) {
    return resource(name)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> List.of(line.split(" \\| ", -1)))
        .toList();
  }

  /** The hash that a browser compares with that of the style sheet before it applies it. */
  private static String hash(String css) {
    byte[] digest = new Sha256().bytes(css.getBytes(UTF_8)).raw();
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }
}
