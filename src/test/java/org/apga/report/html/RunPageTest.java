package org.apga.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.lang3.StringUtils;
import org.apga.config.Arm;
import org.apga.files.JsonFile;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Reached;
import org.apga.report.ReportSettings;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.report.SimulatedRun;
import org.apga.report.SubgroupReport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class RunPageTest {
  private static final Pattern HASH = Pattern.compile("style-src '(sha256-[^']+)'");

  @TempDir private static Path folder;

  private static StoredRun stored;
  private static String page;
  private static Document document;

  @BeforeAll
  static void make() throws Exception {
    stored = StoredRun.withFailures(folder);
    page = stored.page();
    document = parse(page);
  }

  private static Document parse(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(String name) {
    NodeList nodes = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static String text(String section) {
    return section(document, section).getTextContent();
  }

  private static Element section(Document of, String id) {
    NodeList sections = of.getElementsByTagName("section");
    for (int i = 0; i < sections.getLength(); i++) {
      if (((Element) sections.item(i)).getAttribute("id").equals(id)) {
        return (Element) sections.item(i);
      }
    }
    throw new AssertionError("The page has no section " + id + ".");
  }

  @Test
  void asksNothingOfTheNetworkAndRunsNothing() {
    assertThat(page).doesNotContain("http://", "https://", "//www", "<script", "javascript:");
    assertThat(page.replace("url(#heat)", "")).doesNotContain("url(");
    assertThat(elements("link")).isEmpty();
    assertThat(elements("image"))
        .isNotEmpty()
        .allMatch(e -> e.getAttribute("href").startsWith("data:image/png;base64,"));
    assertThat(elements("use")).allMatch(e -> e.getAttribute("href").startsWith("#image-"));
    assertThat(elements("a")).isNotEmpty().allMatch(e -> e.getAttribute("href").startsWith("#"));
    assertThat(page)
        .contains("default-src &#39;none&#39;; style-src &#39;sha256-")
        .doesNotContain(" style=", " onclick=", " onload=");
  }

  @Test
  void itsStyleSheetIsTheOneThatItAllows() throws Exception {
    Matcher hash = HASH.matcher(elements("meta").get(1).getAttribute("content"));
    assertThat(hash.find()).isTrue();
    String css = elements("style").get(0).getTextContent();
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(css.getBytes(StandardCharsets.UTF_8));

    assertThat(hash.group(1))
        .isEqualTo("sha256-" + java.util.Base64.getEncoder().encodeToString(digest));
  }

  @Test
  void headingsAreInOrderAndLinksLeadSomewhere() {
    Set<String> ids = new TreeSet<>();
    NodeList all = document.getElementsByTagName("*");
    int level = 0;
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      if (element.hasAttribute("id")) {
        assertThat(ids.add(element.getAttribute("id"))).as(element.getAttribute("id")).isTrue();
      }
      if (element.getTagName().matches("h[1-6]")) {
        int next = element.getTagName().charAt(1) - '0';
        assertThat(next).as(element.getTextContent()).isLessThanOrEqualTo(level + 1);
        level = next;
      }
    }
    assertThat(elements("h1")).hasSize(1);
    for (Element link : elements("a")) {
      assertThat(ids).contains(link.getAttribute("href").substring(1));
    }
    for (String name : List.of("aria-labelledby")) {
      for (int i = 0; i < all.getLength(); i++) {
        String of = ((Element) all.item(i)).getAttribute(name);
        assertThat(ids).containsAll(of.isEmpty() ? List.of() : List.of(of.split(" ")));
      }
    }
  }

  @Test
  void everyTableHasACaptionAndHeadsAndEveryDrawingWords() {
    assertThat(elements("table"))
        .isNotEmpty()
        .allSatisfy(
            table -> assertThat(table.getElementsByTagName("caption").getLength()).isEqualTo(1));
    assertThat(elements("th")).allMatch(th -> th.hasAttribute("scope"));
    assertThat(elements("svg"))
        .filteredOn(svg -> svg.getAttribute("role").equals("img"))
        .isNotEmpty()
        .allSatisfy(svg -> assertThat(child(svg, "title")).isNotBlank());
    assertThat(elements("figure"))
        .isNotEmpty()
        .allSatisfy(figure -> assertThat(child(figure, "desc")).isNotBlank());
    assertThat(page).doesNotContain("NaN", "Infinity", "null");
  }

  private static String child(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent();
  }

  @Test
  void whatIsNotDoneIsCountedAndPartialMeansAreMarked() {
    assertThat(page).contains("Incomplete: 22 of 28 trials done, 5 failed or skipped, 1 missing");
    assertThat(text("result"))
        .contains("trials expected28done22failed or skipped5missing1")
        .contains("cells done5cells partial1cells failed1cells missing0");
    Element partial =
        elements("td").stream()
            .filter(td -> td.getTextContent().equals("2/4*"))
            .findFirst()
            .orElseThrow();
    assertThat(partial.getAttribute("class")).contains("warn");
    assertThat(text("result")).contains("0/4 failed");
    assertThat(text("provenance")).contains("elbow apga0, 1, 2, 3223");
  }

  @Test
  void aFailureHasItsCauseItsMessageAndTheEndOfItsLog() {
    assertThat(text("failures"))
        .contains("elbow apga seed 2", "failed", "out of memory")
        .contains("Cannot allocate 8 GB: <b>none</b> is left. Lower train.batch-size.")
        .contains("End of the log of elbow apga seed 2")
        .contains("java.lang.OutOfMemoryError: <script>alert(1)</script>")
        .doesNotContain("first line of a log that is far too long")
        .doesNotContain("hunter2hunter2");
    assertThat(page).contains("password=***");
  }

  @Test
  void aNameThatIsMarkupIsShownAsItIs() {
    assertThat(text("errors")).contains("<img src=x onerror=alert(1)>.png");
    assertThat(elements("img")).isEmpty();
  }

  @Test
  void everythingAReportMustShowIsThere() {
    assertThat(text("comparisons")).contains("apga − baseline", "apga − continue", "p Holm");
    assertThat(text("seeds")).contains("Table of seeds", "seed 0");
    assertThat(text("metrics"))
        .contains("Test images, test-time augmentation", "Test studies", "TP", "sensitivity %");
    assertThat(text("learning")).contains("No improvement for 3 epochs");
    assertThat(text("policy")).contains("Reward", "Policy loss");
    assertThat(text("masks")).contains("empty masks %", "pointing game %");
    assertThat(text("masks"))
        .contains("Mask sheet: elbow, all training images", "apga: policy", "baseline: Grad-CAM")
        .contains("sheet/<b>image1</b>.png", "20.0 %, IoU 0.30, hit", "8.0 %, miss")
        .contains("Deletion, elbow apga", "Areas below the curves")
        .contains("apga, elbow, all training images, by epoch", "epoch 0", "epoch 12");
    assertThat(text("drift")).contains("Held", "of before");
    assertThat(text("data"))
        .contains(
            "no patient is in two splits (2 images were left out for this)",
            "The test split is incomplete: 1 image of a part was unreadable and left out",
            "Cannot decode elbow/broken.png");
    assertThat(text("provenance"))
        .contains("git commit", "uncommitted changes", "manifest hash", "sgd.rate");
    assertThat(text("cost"))
        .contains("GPU hours", "a test device")
        .contains("At 2.50 per hour (report.gpu-hour-price) they cost 1.38.");
    assertThat(text("paper")).contains("83.26 ± 0.62", "do not measure the same thing");
    assertThat(text("checklists"))
        .contains("TRIPOD+AI", "no subgroups were requested (report.subgroups, report.match)");
    assertThat(page).doesNotContain("id=\"subgroups\"");
  }

  /** The sex of the first 17 images is markup; that of image 50 is not known. */
  private static StoredRun withSexes() throws IOException {
    SimulatedRun run = new SimulatedRun("sexes").with("elbow", "baseline", 1, 0, 1);
    run.predictions()
        .replaceAll(
            row -> {
              int image = Integer.parseInt(row.text("path").replaceAll("\\D", ""));
              String sex = image < 17 ? "<b>\"F\"&" : "M" + image % 2;
              String json =
                  image == 50
                      ? "{\"side\":\"left\"}"
                      : JsonFile.object().put("sex", sex).put("side", "left").toString();
              return row.toBuilder().set("attributes", json).build();
            });
    return StoredRun.of(Files.createDirectory(folder.resolve("sexes")), run);
  }

  @Test
  void subgroupsAndMatchedPairsAreShownWithTheirFiguresAndWords() throws Exception {
    StoredRun run = withSexes();
    ReportSettings asked = new ReportSettings(new Resampling(100, 1));
    SubgroupReport report =
        RunReport.of(
                RunReports.results(run.store(), "sexes"),
                asked.withSubgroups(List.of("sex")).withMatch(List.of("side")))
            .subgroups();

    String told = run.page(report.asked());
    String subgroups = section(parse(told), "subgroups").getTextContent();

    Reached second = report.subgroups().get(2).reached();
    assertThat(subgroups)
        .contains(
            "<b>\"F\"&",
            "too few: 17 images, fewer than 20",
            "not known",
            "too few: 1 image, fewer than 20",
            "M1" + second.n() + second.positives() + second.patients(),
            Digits.fixed(second.figure(Metric.AUROC).value(), 3),
            Digits.signed(second.figure(Metric.AUROC).gap(), 3),
            Digits.p(second.figure(Metric.AUROC).holm()),
            "agree in side (report.match). Nothing was trained again",
            "Badgeley",
            Integer.toString(report.matched().get(0).pairs()));
    assertThat(told).contains("&lt;b&gt;&quot;F&quot;&amp;").doesNotContain("<b>\"F\"");
    assertThat(section(parse(told), "checklists").getTextContent())
        .contains("Performance in subgroups–23afigures with intervals, gaps and their p")
        .doesNotContain("no subgroups were requested");
    assertThat(run.page(asked.withSubgroups(List.of("hardwear"))))
        .contains(
            "Cannot show subgroups of hardwear: no image of the test split has that column. The"
                + " columns are sex, side.");
  }

  @Test
  void aRunWithoutAnythingIsStillAPage() throws Exception {
    SimulatedRun nothing = new SimulatedRun("nothing").ended("elbow", "apga", "missing", 0);
    StoredRun empty = StoredRun.of(Files.createDirectory(folder.resolve("empty")), nothing);

    String bare = empty.page();

    assertThat(parse(bare)).isNotNull();
    assertThat(bare).contains("Nothing was found: no trial is done.", "No trial is done.");
    assertThat(bare).contains("This run has no table curves.");
    assertThat(bare).doesNotContain("NaN", "null");
  }

  @Test
  void thePageOfALargeRunIsBounded() throws IOException {
    SimulatedRun large = new SimulatedRun("large");
    for (int part = 0; part < 101; part++) {
      large.with("part" + part, "baseline", 1, 0).with("part" + part, "apga", 1, 0);
    }
    RunResults results = large.results();
    RunReport report = RunReport.of(results, new Resampling(20, 1));
    StoredRun at = StoredRun.of(Files.createDirectory(folder.resolve("large")), large);

    String bounded = RunPage.of(at.store(), results, report, null);

    assertThat(bounded.length()).isLessThan(3_000_000);
    assertThat(bounded).contains("more in table summary.", "more in table metrics.");
  }

  /** A run in which each arm has several learning rates. */
  private static SimulatedRun varied(String run, int rates) {
    SimulatedRun varied = new SimulatedRun(run);
    for (int rate = 1; rate <= rates; rate++) {
      varied
          .varied("learning-rate=" + rate + "e-4", "train.learning-rate", rate + "e-4")
          .with("elbow", "baseline", 1, 0, 1)
          .with("elbow", "continue", 1, 0, 1)
          .with("elbow", "apga", 1.2, 0, 1);
    }
    return varied;
  }

  @Test
  void oneVariantOfEveryArmIsShownAndTheOthersAreFolded() throws Exception {
    StoredRun three =
        StoredRun.of(Files.createDirectory(folder.resolve("three")), varied("now", 3));

    Document shown = parse(three.page());

    for (String section : List.of("result", "comparisons", "seeds", "learning", "masks", "cost")) {
      Element of = section(shown, section);
      NodeList folds = of.getElementsByTagName("details");
      StringBuilder folded = new StringBuilder();
      for (int i = 0; i < folds.getLength(); i++) {
        folded.append(folds.item(i).getTextContent());
      }
      while (of.getElementsByTagName("details").getLength() > 0) {
        Element fold = (Element) of.getElementsByTagName("details").item(0);
        fold.getParentNode().removeChild(fold);
      }
      assertThat(of.getTextContent())
          .as(section)
          .contains("learning-rate=1e-4")
          .doesNotContain("learning-rate=2e-4", "learning-rate=3e-4");
      assertThat(folded.toString())
          .as(section)
          .contains("of other variants", "learning-rate=2e-4", "learning-rate=3e-4");
    }
  }

  @Test
  void errorsAreCountedByArmAndVariant() throws Exception {
    StoredRun three = StoredRun.of(Files.createDirectory(folder.resolve("errors")), varied("e", 3));

    String errors = section(parse(three.page()), "errors").getTextContent();

    // Each image has two seeds per arm with the variant that is shown, and 18 trials in all.
    assertThat(errors).contains("baseline, learning-rate=1e-4", "apga, learning-rate=1e-4");
    assertThat(errors).containsPattern("/18[0-2]/2[0-2]/2[0-2]/2").doesNotContain("/6");
  }

  @Test
  void thePageOfManyVariantsIsBoundedAndSaysHowManyItLeavesOut() throws Exception {
    SimulatedRun many = varied("now", 80);
    StoredRun at = StoredRun.of(Files.createDirectory(folder.resolve("many")), many);

    String bounded = at.page();

    assertThat(parse(bounded)).isNotNull();
    assertThat(bounded.length()).isLessThan(6_000_000);
    assertThat(bounded)
        .contains(
            "237 cells of other variants",
            "more in table summary.",
            "more trials in table epochs.",
            "more cells in table masks.",
            "more cells in table mask_history.");
  }

  @Test
  void onAnyGroundEveryArmHasAColourOfItsOwn() {
    List<String> grounds =
        Page.resource("page.css").lines().filter(l -> l.contains(".a-baseline{")).toList();
    assertThat(grounds).hasSize(3);
    for (String ground : grounds) {
      List<String> colours =
          Arm.labels().stream()
              .map(arm -> StringUtils.substringBetween(ground, ".a-" + arm + "{--c:", "}"))
              .toList();
      assertThat(colours).doesNotContainNull().doesNotHaveDuplicates();
    }
  }
}
