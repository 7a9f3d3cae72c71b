package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apga.metrics.stats.Resampling;
import org.apga.report.ReportSettings;
import org.apga.report.SimulatedRun;
import org.apga.report.html.ManyRuns;
import org.apga.report.html.StoredRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages of a run, of an evaluation and of all runs in a real browser without a network: on a
 * phone, in the dark, in print, by keys.
 */
class PageIT {
  private static final int HEIGHT = 800;

  /** What A4 on its side leaves between margins of 12 mm, at 96 points an inch. */
  private static final int PRINTED_WIDTH = 1032;

  @TempDir private static Path folder;

  private static Playwright playwright;
  private static com.microsoft.playwright.Browser chromium;
  private static String axe;

  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException {
    Path program = Browser.chromium();
    Files.writeString(file("run"), StoredRun.withFailures(folder.resolve("root")).page());
    ManyRuns runs =
        new ManyRuns(folder.resolve("many"))
            .grid("20260101-010203-aaaaaaaa", 1)
            .grid("20260102-010203-bbbbbbbb", 1.5)
            .olderGrid("20260103-010203-cccccccc")
            .damagedGrid("20260104-010203-dddddddd");
    Files.writeString(file("evaluation"), runs.evaluation(ManyRuns.scores()));
    Files.writeString(file("runs"), runs.page());
    Files.writeString(file("grades"), grades());
    try (InputStream in = PageIT.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium = playwright.chromium().launch(new LaunchOptions().setExecutablePath(program));
  }

  /** The page of a run whose classes are grades, which has the most columns. */
  private static String grades() throws IOException {
    SimulatedRun run =
        new SimulatedRun("now")
            .ofClasses("none", "doubtful", "minimal", "moderate", "severe")
            .with("knee", "baseline", 0.6, 0, 1, 2, 3, 4)
            .with("knee", "continue", 0.6, 0, 1, 2, 3, 4)
            .with("knee", "apga", 0.9, 0, 1, 2, 3, 4);
    return StoredRun.of(folder.resolve("grades"), run)
        .page(new ReportSettings(new Resampling(100, 1)).withOrdered(true));
  }

  @AfterAll
  static void close() {
    if (playwright != null) {
      playwright.close();
    }
  }

  private static Path file(String page) {
    return folder.resolve(page + ".html");
  }

  private Page page(int width, String scheme) {
    return page("run", width, scheme);
  }

  private Page page(String name, int width, String scheme) {
    String address = file(name).toUri().toString();
    BrowserContext context =
        chromium.newContext(
            new NewContextOptions()
                .setViewportSize(width, HEIGHT)
                .setColorScheme(ColorScheme.valueOf(scheme))
                .setOffline(true));
    Page page = context.newPage();
    page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().equals(address)) {
            complaints.add("asks for " + request.url());
          }
        });
    page.navigate(address);
    return page;
  }

  private static void unfold(Page page) {
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
  }

  @ParameterizedTest
  @CsvSource({
    "run, 360, LIGHT",
    "run, 360, DARK",
    "run, 1280, LIGHT",
    "run, 1280, DARK",
    "grades, 360, LIGHT",
    "evaluation, 360, LIGHT",
    "evaluation, 1280, DARK",
    "evaluation, 1280, LIGHT",
    "runs, 360, LIGHT",
    "runs, 1280, DARK",
    "runs, 1280, LIGHT"
  })
  void itFitsTheScreenComplainsOfNothingAndIsAccessible(String name, int width, String scheme) {
    try (Page page = page(name, width, scheme)) {
      unfold(page);

      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
      assertThat(page.evaluate("document.body.innerText").toString())
          .contains(
              Map.of(
                      "run", "Incomplete: 22 of 28 trials done",
                      "evaluation", "A model was trained on 1 of these 81 images",
                      "runs", "4 grids, 1 evaluation")
                  .getOrDefault(name, ""));
      // What does not depend on colours is judged in the light alone.
      assertThat(
              inaccessible(page, scheme.equals("LIGHT") ? "{}" : "{runOnly: ['color-contrast']}"))
          .isEmpty();
      assertThat(complaints).isEmpty();
    }
  }

  /** What axe finds wrong by WCAG 2.2 A and AA and by good practice, an element a line. */
  private static List<?> inaccessible(Page page, String options) {
    page.evaluate(axe);
    return (List<?>)
        page.evaluate(
            "async () => (await axe.run(document, "
                + options
                + ")).violations.flatMap("
                + "v => v.nodes.map(n => v.id + ' ' + n.html.slice(0, 200)))");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "grades", "evaluation", "runs"})
  void theFirstTableFitsAWindowOf1300Pixels(String name) {
    try (Page page = page(name, 1300, "LIGHT")) {
      assertThat(
              page.evaluate(
                  "(r => r.scrollWidth - r.clientWidth)(document.querySelector('.scroll'))"))
          .isEqualTo(0);
      assertThat(seenHints(page)).doesNotContain(page.locator("caption").first().textContent());
    }
  }

  @Test
  void aTableThatIsWiderThanTheWindowSaysSo() {
    try (Page page = page(360, "LIGHT")) {
      unfold(page);
      List<String> seen = seenHints(page);

      assertThat(captions(page, "> 2")).hasSizeGreaterThan(5).allMatch(seen::contains);
      assertThat(captions(page, "<= 0")).isNotEmpty().noneMatch(seen::contains);
    }
  }

  /** Hints that tables scroll which a reader sees. */
  private static List<String> seenHints(Page page) {
    return texts(
        page.evaluate(
            """
            [...document.querySelectorAll('.hint')].filter(h => {
              if (!h.checkVisibility()) return false;
              h.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
              const box = h.getBoundingClientRect();
              return document.elementFromPoint(
                  box.left + box.width / 2, box.top + box.height / 2) === h;
            }).map(h => h.parentElement.textContent)
            """));
  }

  /** Captions of tables by how many pixels of their region's content are out of sight. */
  private static List<String> captions(Page page, String hidden) {
    return texts(
        page.evaluate(
            "[...document.querySelectorAll('.scroll')].filter(r => r.scrollWidth - r.clientWidth "
                + hidden
                + ").map(r => r.querySelector('caption').textContent)"));
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(String::valueOf).toList();
  }

  @ParameterizedTest
  @CsvSource({"run, 360", "run, 1280", "runs, 360", "runs, 1280"})
  void textInDrawingsIsNotTooSmall(String name, int width) {
    try (Page page = page(name, width, "LIGHT")) {
      assertThat(
              page.evaluate(
                  "Math.min(...[...document.querySelectorAll('main svg')].filter(s =>"
                      + " s.clientWidth > 0).map(s => 11 * s.clientWidth / s.viewBox.baseVal.width))"))
          .satisfies(size -> assertThat(((Number) size).doubleValue()).isGreaterThan(8));
    }
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 'rgb(255, 255, 255)'", "DARK, 'rgb(18, 22, 26)'"})
  void itIsAsDarkAsTheReaderLikes(String scheme, String ground) {
    try (Page page = page(1280, scheme)) {
      assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
          .isEqualTo(ground);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "run, Skip to the result",
    "evaluation, Skip to the result",
    "runs, Skip to the runs"
  })
  void everythingThatCanBeUsedIsReachedByKeysAndShowsThatItIs(String name, String skip) {
    try (Page page = page(name, 360, "LIGHT")) {
      int expected =
          ((Number)
                  page.evaluate(
                      "[...document.querySelectorAll('a, summary, [tabindex=\"0\"]')].filter("
                          + "e => e.checkVisibility()).length"))
              .intValue();
      Set<Object> reached = new LinkedHashSet<>();
      page.keyboard().press("Tab");
      assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo(skip);
      assertThat(page.evaluate("document.activeElement.getBoundingClientRect().left"))
          .satisfies(left -> assertThat(((Number) left).doubleValue()).isNotNegative());
      page.evaluate(
          "document.querySelectorAll('*').forEach((e, i) => e.setAttribute('data-i', i))");
      for (int i = 0; i < expected; i++) {
        List<?> focused =
            (List<?>)
                page.evaluate(
                    "(e => [e.getAttribute('data-i'), getComputedStyle(e).outlineStyle,"
                        + " e.outerHTML.slice(0, 100)])(document.activeElement)");
        reached.add(focused.get(0));
        assertThat(focused.get(1)).as("outline of " + focused.get(2)).isEqualTo("solid");
        page.keyboard().press("Tab");
      }
      assertThat(reached).hasSize(expected);
    }
  }

  @Test
  void theSkipLinkLeadsPastTheContents() {
    try (Page page = page(1280, "LIGHT")) {
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      assertThat(page.evaluate("document.activeElement.id")).isEqualTo("result");
      page.keyboard().press("Tab");
      assertThat(page.evaluate("document.activeElement.closest('#result') !== null"))
          .isEqualTo(true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "evaluation", "runs"})
  void inPrintItIsWholeAndNothingIsCutOff(String name) {
    try (Page page = page(name, PRINTED_WIDTH, "DARK")) {
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

      assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
          .isEqualTo("rgb(255, 255, 255)");
      assertThat(page.evaluate("document.querySelector('nav').checkVisibility()")).isEqualTo(false);
      assertThat(
              page.evaluate(
                  "[...document.querySelectorAll('details:not([open]) table')].every("
                      + "t => t.getBoundingClientRect().height > 0)"))
          .isEqualTo(true);
      assertThat(
              (List<?>)
                  page.evaluate(
                      "[...document.querySelectorAll('table, svg, pre')].filter("
                          + "e => e.getBoundingClientRect().right > innerWidth + 1).map("
                          + "e => e.textContent.slice(0, 80))"))
          .isEmpty();
      assertThat(page.pdf(new Page.PdfOptions().setPreferCSSPageSize(true)).length)
          .isGreaterThan(10_000);
    }
  }

  @Test
  void comparisonsAreDrawnAndTheirTableIsFolded() {
    try (Page page = page(1280, "LIGHT")) {
      String table = "Accuracy: every paired comparison";
      assertThat(page.getByText(table).first().isVisible()).isFalse();
      page.getByText("Table of every paired comparison of accuracy").first().press("Enter");
      assertThat(page.getByText(table).first().isVisible()).isTrue();
    }
  }

  @Test
  void aReaderThatOnlyHearsItGetsLandmarksAndNames() {
    try (Page page = page(1280, "LIGHT")) {
      assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.MAIN).count())
          .isEqualTo(1);
      assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.NAVIGATION).count())
          .isEqualTo(1);
      assertThat(
              page.getByRole(
                      com.microsoft.playwright.options.AriaRole.IMG,
                      new Page.GetByRoleOptions().setName("apga − continue"))
                  .count())
          .isPositive();
      assertThat(
              page.getByRole(
                      com.microsoft.playwright.options.AriaRole.TABLE,
                      new Page.GetByRoleOptions().setName("Trials that are not done"))
                  .count())
          .isEqualTo(1);
    }
  }
}
